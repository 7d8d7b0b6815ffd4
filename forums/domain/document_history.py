"""What was changed of a document since it is public, by whom and when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from forums.domain import licences
from forums.domain.dates import full_date
from forums.domain.documents import FACTS
from forums.models import Document, Person, Translated


@dataclass(frozen=True)
class Fact:
    """One fact as it was and as it became, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """What somebody did at once. `act` is changed, published, withdrawn or added."""

    at: dt.datetime
    by: Person | None
    act: str
    facts: Sequence[Fact] = ()


def changes(document: Document, *, all_of_them: bool) -> list[Change]:
    """The changes of a document, the newest first, in two queries.

    `all_of_them` is for the forum. Others see what was changed since the document became public the
    last time, so that nobody learns what stood in a draft, or why something was withdrawn.
    """
    events: list[Any] = list(
        _events()
        .objects.filter(pgh_obj_id=document.pk)
        .select_related("pgh_context")
        .order_by("pgh_id")
    )
    people = Person.objects.in_bulk({by for each in events if (by := _by(each))})
    found: list[Change] = []
    for before, after in zip([None, *events], events, strict=False):
        act, facts = _act(before, after), _facts(before, after)
        if act == "published" and not all_of_them:
            found.clear()
        if act != "changed" or facts:
            found.append(Change(_at(before, after, act), people.get(_by(after) or 0), act, facts))
    return found[::-1]


def _events() -> Any:
    return Document.pgh_event_model  # type: ignore[attr-defined]


def _by(event: Any) -> int | None:
    context = event.pgh_context
    found = context.metadata.get("user") if context else None
    return int(found) if isinstance(found, int | str) and str(found).isdecimal() else None


def _at(before: Any, after: Any, act: str) -> dt.datetime:
    """When it was; of what a row itself keeps the moment, that moment."""
    at: dt.datetime = after.pgh_created_at
    if act == "added":
        at = after.created_at
    elif act == "published" and (before is None or before.published_at is None):
        at = after.published_at
    return at


def _act(before: Any, after: Any) -> str:
    was, is_now = bool(before and _public(before)), _public(after)
    if is_now and not was:
        return "published"
    if was and not is_now:
        return "withdrawn"
    return "added" if before is None else "changed"


def _public(event: Any) -> bool:
    return event.published_at is not None and event.withdrawn_at is None


def _facts(before: Any, after: Any) -> tuple[Fact, ...]:
    if before is None:
        return ()
    return tuple(
        Fact(_label(name), *(_in_words(name, each) for each in (before, after)))
        for name in FACTS
        if getattr(before, name) != getattr(after, name)
    )


def _label(name: str) -> str:
    label = str(Document._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return label[:1].upper() + label[1:]


def _in_words(name: str, event: Any) -> str:
    value = getattr(event, name)
    if name == "kind":
        return str(event.get_kind_display())
    if name == "licence":
        return licences.name_of(value)
    if isinstance(value, dt.date):
        return full_date(value)
    if isinstance(value, Translated):
        return " / ".join(f"{text} ({code})" for code, text in value.texts().items())
    return str(value or "") or _("Empty")
