"""Who sits in a forum, and how the sectors balance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Prefetch, Q
from django.utils.translation import gettext as _

from forums.domain.errors import Refused
from forums.models import (
    COORDINATING,
    VOTING,
    Attendance,
    Forum,
    Person,
    Seat,
    Term,
)


class StillHeld(Refused):
    """Somebody holds the seat."""


@dataclass(frozen=True)
class SectorCount:
    """Voting seats of one sector: how many there are, how many are filled."""

    sector: str
    label: str
    seats: int
    filled: int

    @property
    def present(self) -> int:
        """Filled seats, under the name that pictures of the balance know."""
        return self.filled


def seats_of(forum: Forum, *, on: dt.date | None = None) -> list[Seat]:
    """The seats that there are on the day, each with `holders`: the terms that run then."""
    running = Term.objects.current(on or forum.today).select_related("person", "alternate")
    return list(
        forum.seats.open(on or forum.today)
        .select_related("organisation")
        .prefetch_related(Prefetch("terms", queryset=running, to_attr="holders"))
    )


def voting_seats(forum: Forum, *, on: dt.date | None = None) -> dict[str, int]:
    """How many seats with a vote there are, by sector."""
    rows = (
        forum.seats.open(on or forum.today)
        .filter(role__in=VOTING)
        .order_by("sector")
        .values_list("sector")
        .annotate(count=Count("pk"))
    )
    return dict(rows)


def balance(seats: Iterable[Seat]) -> list[SectorCount]:
    """Voting seats by sector, the sectors in the order of their first seat."""
    counts: dict[str, list[int]] = {}
    labels: dict[str, str] = {}
    for seat in seats:
        if seat.role not in VOTING:
            continue
        count = counts.setdefault(seat.sector, [0, 0])
        labels[seat.sector] = seat.get_sector_display()
        count[0] += 1
        count[1] += bool(getattr(seat, "holders", []))
    return [SectorCount(sector, labels[sector], *count) for sector, count in counts.items()]


def members(forum: Forum, *, on: dt.date | None = None) -> list[Person]:
    """The people who are told what the forum does: principals and alternates with an address."""
    terms = Term.objects.current(on).filter(seat__forum=forum)
    return list(
        Person.objects.filter(is_active=True, email__isnull=False)
        .filter(
            pk__in=terms.values("person").union(terms.exclude(alternate=None).values("alternate"))
        )
        .order_by("name", "pk")
    )


def coordinators(forum: Forum, *, on: dt.date | None = None) -> list[Person]:
    """The people who run calendar and seats: co-chairs and point of contact, with an address."""
    terms = Term.objects.current(on or forum.today).filter(
        seat__forum=forum, seat__role__in=COORDINATING
    )
    return list(
        Person.objects.filter(is_active=True, email__isnull=False)
        .filter(
            pk__in=terms.values("person").union(terms.exclude(alternate=None).values("alternate"))
        )
        .order_by("name", "pk")
    )


@transaction.atomic
def add(forum: Forum, *, by: Person, **fields: Any) -> Seat:
    """Another seat, behind all others. It is vacant until somebody is seated."""
    Forum.objects.select_for_update().get(pk=forum.pk)
    last = forum.seats.aggregate(last=Max("position"))["last"] or 0
    return Seat.objects.create(forum=forum, position=last + 1, **fields)


@transaction.atomic
def change(seat: Seat, *, by: Person, **fields: Any) -> None:
    """Changes what a seat is for. Attendance and votes keep the sector that they were taken in.

    Raises Refused where it would get or lose its vote, or its sector, after it was taken at a
    meeting: the quorum of that meeting counts it.
    """
    before = Seat.objects.select_for_update(of=("self",)).get(pk=seat.pk)
    after = Seat(role=fields.get("role", before.role), sector=fields.get("sector", before.sector))
    differs = (after.votes, after.sector) != (before.votes, before.sector)
    if differs and Attendance.objects.filter(term__seat=before).exists():
        raise Refused(
            _("The seat was taken at meetings, whose quorum counts it. Close it and add another.")
        )
    for name, value in fields.items():
        setattr(seat, name, value)
    seat.save(update_fields=[*fields])


@transaction.atomic
def close(seat: Seat, *, by: Person, on: dt.date) -> None:
    """The forum has the seat no more from that day on; who sat on it stays on record.

    Raises StillHeld where a term runs then or later.
    """
    locked = Seat.objects.select_for_update(of=("self",)).get(pk=seat.pk)
    held = locked.terms.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on)).select_related(
        "person"
    )
    term = held.first()
    if term is not None:
        raise StillHeld(
            _("%(name)s holds the seat then. End the term first.") % {"name": term.person.name}
        )
    locked.closed_on = seat.closed_on = on
    locked.save(update_fields=["closed_on"])
