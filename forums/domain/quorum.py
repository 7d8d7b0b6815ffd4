"""Counting who is there. Pure: values in, values out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class PresenceCount:
    """Seats of one sector at a meeting: recorded and taken."""

    sector: str
    seats: int
    present: int

    @property
    def share(self) -> float:
        """Taken of recorded, from 0 to 1; 0 where there is no seat."""
        return self.present / self.seats if self.seats else 0.0


def count_presence(rows: Iterable[tuple[str, bool]]) -> list[PresenceCount]:
    """Counts (sector, taken) pairs by sector, in the order in which sectors first appear."""
    seats: dict[str, int] = {}
    present: dict[str, int] = {}
    for sector, taken in rows:
        seats[sector] = seats.get(sector, 0) + 1
        present[sector] = present.get(sector, 0) + taken
    return [PresenceCount(sector, seats[sector], present[sector]) for sector in seats]


def has_quorum(counts: Iterable[PresenceCount]) -> bool:
    """More than half of all seats taken, and somebody from each sector.

    OGP sets no quorum (domain.md §6.5); this holds until a forum's own rules are recorded.
    """
    counted = list(counts)
    seats = sum(count.seats for count in counted)
    present = sum(count.present for count in counted)
    return bool(counted) and present * 2 > seats and all(count.present for count in counted)
