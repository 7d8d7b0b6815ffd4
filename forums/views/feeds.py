"""What other programs read of a forum: its calendar, its news and its colour."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from forums.domain import calendar, calendar_entries, colours, feeds, following
from forums.domain.happened import Found
from forums.domain.happenings import Wanted
from forums.models import Forum, Meeting, Person
from forums.templatetags.portal import markdown
from forums.views.access import members_only

_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def _public(slug: str) -> Forum:
    return get_object_or_404(Forum.objects.public(), slug=slug)


@require_safe
def calendar_feed(request: HttpRequest, forum: str) -> HttpResponse:
    """All published meetings and days, to subscribe to."""
    found = _public(forum)
    rows = calendar.with_agendas(Meeting.objects.public().filter(forum=found))
    text = calendar.feed(
        rows.order_by("starts_at"),
        name=str(found.name),
        entries=calendar_entries.entries([found.pk]),
    )
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")


@require_safe
def personal_feed(request: HttpRequest) -> HttpResponse:
    """What is published of the forums and groups of whom the address was made for.

    A calendar program asks without a login, so the address itself is the key; nobody keeps it.
    """
    person = feeds.person_of_token(request.GET.get("token", ""))
    if person is None:
        raise Http404
    rows = calendar.with_agendas(Meeting.objects.of(person)).order_by("starts_at")
    with override(person.language):
        text = calendar.feed(
            rows,
            name=str(settings.PORTAL_NAME),
            joins=True,
            entries=calendar_entries.entries(list(person.forum_ids())),
        )
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    patch_cache_control(response, private=True, no_store=True)
    return response


@members_only
@require_POST
def personal_feed_renew(request: HttpRequest) -> HttpResponse:
    """Makes the address of the person's calendar void; there is a new one on her page."""
    person = request.user
    assert isinstance(person, Person)
    feeds.revoke(person)
    messages.success(
        request, _("The old address no longer works. Subscribe anew with the one below.")
    )
    return redirect("me")


NEWEST = 50


class HappeningFeed(Feed[Any, Any]):
    """What happened to one thing that can be followed, as it became public."""

    feed_type = Atom1Feed

    def title(self, obj: Any) -> str:
        return for_xml(str(obj))

    def link(self, obj: Any) -> str:
        return str(obj.get_absolute_url())

    def feed_url(self, obj: Any) -> str:
        return following.feed_of(obj)

    def subtitle(self, obj: Any) -> str:
        return _("What happened, the newest first.")

    def items(self, obj: Any) -> list[Any]:
        topics = frozenset({following.topic_of(obj)})
        return Found(Wanted(topics, until=timezone.now()))[:NEWEST]

    def item_title(self, item: Any) -> str:
        return for_xml(item.title)

    def item_description(self, item: Any) -> str:
        return for_xml(markdown(item.text))

    def item_link(self, item: Any) -> str:
        return str(item.address)

    def item_guid(self, item: Any) -> str:
        """The same for ever, wherever the page moves."""
        return f"tag:{settings.PORTAL_HOST},2026:{item.key}"

    def item_pubdate(self, item: Any) -> Any:
        return item.at

    def item_updateddate(self, item: Any) -> Any:
        return item.at


class ForumFeed(Feed[Any, Forum]):
    """Something of a forum, which the address names."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Forum:
        return _public(kwargs["forum"])


class News(HappeningFeed, ForumFeed):
    """All that happens in a forum."""


def for_xml(text: str) -> str:
    """The text without the control characters that XML cannot hold."""
    return _NO_XML.sub(" ", text)


@require_safe
def theme(request: HttpRequest, forum: str) -> HttpResponse:
    """The forum's own colour as a stylesheet; nobody keeps that of a forum that is not public."""
    found = get_object_or_404(Forum.objects.visible_to(request.user), slug=forum)
    response = HttpResponse(
        colours.stylesheet(found.colour), content_type="text/css; charset=utf-8"
    )
    if found.is_public:
        patch_cache_control(response, public=True, max_age=3600)
    return response
