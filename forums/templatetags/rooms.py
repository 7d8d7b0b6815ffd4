"""The ways through the portal that stand on every page. A room without a page is left out."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import RequestContext
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

register = template.Library()

Room = tuple[str, "str | Promise"]

OF_A_FORUM: tuple[Room, ...] = (
    ("forum-home", pgettext_lazy("a forum's home", "Overview")),
    ("action_plans:plan-list", _("Action plans")),
    ("forums:meeting-list", _("Meetings")),
    ("forums:decision-list", _("Decisions")),
    ("forums:member-list", _("Members")),
    ("forums:working-group-list", _("Working groups")),
    ("forums:selection-list", _("Selections")),
    ("repository", _("Repository")),
    ("forums:rules", _("Rules")),
    ("forums:standards", _("Standards")),
)
OF_THE_PORTAL: tuple[Room, ...] = (
    ("forums:forum-list", _("Forums")),
    ("commitments:commitment-list", _("Commitments")),
    ("commitments:policy-area-list", _("Policy areas")),
    ("commitments:contract-list", _("Contracts")),
    ("glossary", _("Glossary")),
)
AT_THE_FOOT: tuple[Room, ...] = (
    ("about", _("About")),
    ("forums:forum-list", _("All forums")),
    ("commitments:commitment-list", _("All commitments")),
    ("glossary", _("Glossary")),
    ("accessibility", _("Accessibility")),
    ("data", _("Open data")),
)


def _links(names: tuple[Room, ...], args: list[str], path: str) -> list[dict[str, Any]]:
    found = []
    for name, label in names:
        try:
            url = reverse(name, args=args)
        except NoReverseMatch:
            continue
        within = name != "forum-home" and path.startswith(url)
        current = "page" if url == path else "true" if within else ""
        found.append({"label": label, "url": url, "current": current})
    return found


@register.simple_tag(takes_context=True)
def rooms(context: RequestContext) -> list[dict[str, Any]]:
    """The rooms of the page's forum, or those of the portal."""
    request = context.get("request")
    path = request.path if request else ""
    forum = context.get("forum")
    if forum:
        return _links(OF_A_FORUM, [forum.slug], path)
    return _links(OF_THE_PORTAL, [], path)


@register.simple_tag
def footer_links() -> list[dict[str, Any]]:
    """What every page links to at its foot."""
    return _links(AT_THE_FOOT, [], "")
