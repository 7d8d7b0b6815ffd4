"""What other programs read of a forum: its calendar, its news and its colour."""

from __future__ import annotations

from typing import Any

from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from forums.domain import calendar, colours
from forums.models import Decision, Forum, Meeting


def _public(slug: str) -> Forum:
    return get_object_or_404(Forum.objects.public(), slug=slug)


@require_safe
def calendar_feed(request: HttpRequest, forum: str) -> HttpResponse:
    """All published meetings, to subscribe to."""
    found = _public(forum)
    rows: QuerySet[Meeting] = Meeting.objects.public().filter(forum=found).select_related("forum")
    return HttpResponse(
        calendar.feed(rows.order_by("starts_at"), name=str(found.name)),
        content_type="text/calendar; charset=utf-8",
    )


class News(Feed[Any, Forum]):
    """Meetings and decisions as they are published."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Forum:
        return _public(kwargs["forum"])

    def title(self, obj: Forum) -> str:
        return str(obj.name)

    def link(self, obj: Forum) -> str:
        return obj.get_absolute_url()

    def feed_url(self, obj: Forum) -> str:
        return reverse("forums:feed", args=[obj.slug])

    def subtitle(self, obj: Forum) -> str:
        return _("Meetings, minutes and decisions as they are published.")

    def items(self, obj: Forum) -> list[Any]:
        newest = "-published_at"
        meetings = Meeting.objects.public().filter(forum=obj).select_related("forum")
        decisions = Decision.objects.public().filter(forum=obj).select_related("forum")
        rows = [*meetings.order_by(newest)[:30], *decisions.order_by(newest)[:30]]
        return sorted(rows, key=lambda row: row.published_at, reverse=True)[:30]

    def item_title(self, item: Any) -> str:
        return str(item.title)

    def item_description(self, item: Any) -> str:
        return str(item.description if isinstance(item, Meeting) else item.text)

    def item_pubdate(self, item: Any) -> Any:
        return item.published_at

    def item_updateddate(self, item: Any) -> Any:
        return getattr(item, "minutes_published_at", None) or item.published_at


@require_safe
@cache_control(public=True, max_age=3600)
def theme(request: HttpRequest, forum: str) -> HttpResponse:
    """The forum's own colour as a stylesheet."""
    found = get_object_or_404(Forum.objects.visible_to(request.user), slug=forum)
    return HttpResponse(colours.stylesheet(found.colour), content_type="text/css; charset=utf-8")
