"""Seats that are empty or soon will be, and telling the coordinators in time."""

from __future__ import annotations

import datetime as dt
import hashlib
import zoneinfo
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from forums.domain import notices
from forums.domain.seats import coordinators
from forums.domain.tenure import ends_within
from forums.models import Forum, Seat, Term

SOON, VERY_SOON = 90, 30
"""Days before a term's end at which the coordinators are told."""


def vacant(forum: Forum, on: dt.date) -> QuerySet[Seat]:
    """The seats that nobody holds on the day and for which nobody is named."""
    held = Term.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), seat=OuterRef("pk"))
    return forum.seats.open(on).filter(~Exists(held))


def ending(forum: Forum, on: dt.date, *, days: int = SOON) -> QuerySet[Term]:
    """The terms that end on one of the next days and after which nobody is named."""
    after = Term.objects.filter(seat=OuterRef("seat"), starts_on__gt=OuterRef("starts_on"))
    last = on + dt.timedelta(days=days)
    return Term.objects.filter(
        ~Exists(after),
        Q(seat__closed_on__isnull=True) | Q(seat__closed_on__gt=last),
        seat__forum=forum,
        starts_on__lte=on,
        ends_on__range=(on, last),
    ).order_by("ends_on", "seat__position")


def announce(*, now: dt.datetime | None = None) -> int:
    """Tells the coordinators of each forum what is new to be filled. Returns how many were told.

    A seat is announced once while it stays vacant, a term 90 and 30 days before it ends. What was
    told is marked on the row, so that a day without a worker is made up for.
    """
    now = now or timezone.now()
    told = 0
    for forum in Forum.objects.order_by("pk"):
        today = now.astimezone(zoneinfo.ZoneInfo(forum.time_zone)).date()
        told += _announce(forum, today, now)
    return told


@transaction.atomic
def _announce(forum: Forum, today: dt.date, now: dt.datetime) -> int:
    people = coordinators(forum, on=today)
    if not people:
        return 0
    empty = _not_announced(forum, today)
    ends = []
    for term in (
        ending(forum, today)
        .select_related("person", "seat__organisation")
        .select_for_update(of=("self",))
    ):
        mark = VERY_SOON if ends_within(term.ends_on, today, VERY_SOON) else SOON
        if term.end_announced not in (mark, VERY_SOON):
            term.end_announced = mark
            ends.append(term)
    if not empty and not ends:
        return 0
    Seat.objects.filter(pk__in=[seat.pk for seat in empty]).update(vacancy_announced_at=now)
    Term.objects.bulk_update(ends, ["end_announced"])
    return notices.queue(
        people,
        template="forums/mail/seats_to_fill",
        key=f"forum:{forum.pk}:seats:{_digest(empty, ends, now)}",
        context={
            "vacant": empty,
            "ending": ends,
            "url": notices.absolute(reverse("forums:seat-list", args=[forum.slug])),
        },
        forum=forum,
    )


def _not_announced(forum: Forum, today: dt.date) -> list[Seat]:
    """Vacant seats whose vacancy began after the last one that was told of."""
    last = Term.objects.filter(seat=OuterRef("pk")).order_by("-ends_on").values("ends_on")[:1]
    rows = (
        vacant(forum, today)
        .annotate(held_until=Subquery(last))
        .select_related("organisation")
        .select_for_update(of=("self",))
    )
    zone = zoneinfo.ZoneInfo(forum.time_zone)
    found: list[Seat] = []
    for row in rows:
        told = row.vacancy_announced_at
        if told is None or (row.held_until and told.astimezone(zone).date() <= row.held_until):
            found.append(row)
    return found


def _digest(empty: Iterable[Seat], ends: Iterable[Term], now: dt.datetime) -> str:
    words = [
        *(f"seat {seat.pk} {now.isoformat()}" for seat in empty),
        *(f"term {term.pk} {term.end_announced} {term.ends_on}" for term in ends),
    ]
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:16]
