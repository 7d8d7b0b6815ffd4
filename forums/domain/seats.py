"""Who sits in a forum, and how the sectors balance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch

from forums.models import VOTING, Person, Seat, Term

if TYPE_CHECKING:
    from forums.models import Forum


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
    """The seats in order, each with `holders`: the terms that run on the day."""
    running = Term.objects.current(on).select_related("person", "alternate")
    return list(
        forum.seats.select_related("organisation").prefetch_related(
            Prefetch("terms", queryset=running, to_attr="holders")
        )
    )


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
