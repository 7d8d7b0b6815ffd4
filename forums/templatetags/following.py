"""The button with which a reader follows what a page is about."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import RequestContext

from forums.domain import following

register = template.Library()


@register.inclusion_tag("partials/follow.html", takes_context=True)
def follow_button(context: RequestContext, thing: Any) -> dict[str, Any]:
    """Follow, or how the reader follows it and the way out; nothing where it is not public.

    One query, and none for a reader without an account.
    """
    user = context.get("user")
    person = user if user is not None and user.is_authenticated else None
    return {
        "thing": thing,
        "kind": following.kind_of(thing).kind,
        "feed": following.feed_of(thing),
        "person": person,
        "row": following.follow_of(person, thing) if person else None,
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag
def feed_of(thing: Any) -> str:
    """The path of the thing's Atom feed."""
    return following.feed_of(thing)
