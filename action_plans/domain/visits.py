"""Who is at a draft now, and what changed since somebody was last there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Case, DateTimeField, F, QuerySet, Value, When
from django.utils import timezone

from action_plans.models import Draft, DraftVisit, Revision
from forums.domain.difference import Piece
from forums.domain.readable import readable_difference
from forums.models import Person

HERE = dt.timedelta(seconds=50)
"""A page asks every 20 seconds: who was not heard of for so long has left."""

AWAY = dt.timedelta(minutes=30)
"""After so long a person who comes back begins a new visit."""


def come(draft: Draft, *, by: Person, question: str = "", at: dt.datetime | None = None) -> None:
    """Notes that somebody is at the draft. After `AWAY` the visit before has ended."""
    now = at or timezone.now()
    gone = {"seen_at__lt": now - AWAY}
    keep = {"output_field": DateTimeField()}
    updated = DraftVisit.objects.filter(draft=draft, person=by).update(
        left_at=Case(When(**gone, then=F("seen_at")), default=F("left_at"), **keep),
        came_at=Case(When(**gone, then=Value(now)), default=F("came_at"), **keep),
        question=question,
        seen_at=now,
    )
    if not updated:
        DraftVisit.objects.get_or_create(
            draft=draft,
            person=by,
            defaults={"question": question, "seen_at": now, "came_at": now},
        )


def here(
    draft: Draft, *, apart_from: Person, at: dt.datetime | None = None
) -> QuerySet[DraftVisit]:
    """The others who are at the draft now."""
    now = at or timezone.now()
    rows = DraftVisit.objects.filter(draft=draft, seen_at__gte=now - HERE)
    return rows.exclude(person=apart_from).select_related("person").order_by("came_at", "pk")


def left_at(draft: Draft, *, by: Person) -> dt.datetime | None:
    """When the person's visit before this one ended; None where this is her first."""
    return (
        DraftVisit.objects.filter(draft=draft, person=by).values_list("left_at", flat=True).first()
    )


@dataclass(frozen=True)
class Change:
    """An answer that others changed since a moment, word by word."""

    question: str
    language: str
    pieces: list[Piece]
    authors: list[str]


def changes(draft: Draft, *, since: dt.datetime, apart_from: Person) -> list[Change]:
    """Answers whose text is another by now, for the work of others; the order is the template's."""
    standing = draft.revisions.standing().order_by("question", "language", "number")
    after: dict[tuple[str, str], list[Revision]] = {}
    for row in standing.filter(created_at__gt=since).select_related("author"):
        after.setdefault((row.question, row.language), []).append(row)
    before = {
        (row.question, row.language): row.text
        for row in standing.filter(created_at__lte=since)
        .order_by("question", "language", "-number")
        .distinct("question", "language")
    }
    found = []
    for key, rows in after.items():
        others = [row.author.name for row in rows if row.author_id != apart_from.pk]
        old, new = before.get(key, ""), rows[-1].text
        if others and old != new:
            found.append(Change(*key, readable_difference(old, new), sorted(set(others))))
    return found
