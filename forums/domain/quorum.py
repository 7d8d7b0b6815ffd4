"""Counting who is there, and whether that is enough. Pure: values in, values out."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from django.utils.translation import gettext as _

from forums.models import Sector

FINEST = 12
"""The greatest denominator of a fraction that a rounded share can stand for."""
ROUNDING = Fraction(1, 1000)


class QuorumRule(Protocol):
    """What rules say of a quorum: a version of the rules of procedure, or plain values.

    Shares are from 0 to 1. OGP sets no quorum (domain.md §6.5).
    """

    @property
    def quorum_share(self) -> Decimal: ...
    @property
    def quorum_exceeds(self) -> bool: ...
    @property
    def quorum_sector_share(self) -> Decimal: ...


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


def fraction(share: Decimal) -> Fraction:
    """The share exactly; one that was rounded or cut to three places stands for its fraction.

    0.667 and 0.666 are two thirds, so that 8 of 12 are two thirds of 12.
    """
    exact = Fraction(share)
    simple = exact.limit_denominator(FINEST)
    return simple if abs(simple - exact) < ROUNDING else exact


def least(share: Decimal, *, exceeds: bool, of: int) -> int:
    """The smallest number that reaches the share of so many, or exceeds it; never none at all.

    Nobody can be asked for more than all: more than the whole is the whole.
    """
    exact = fraction(share) * of
    count = math.floor(exact) + 1 if exceeds else math.ceil(exact)
    return max(1, min(count, of))


@dataclass(frozen=True)
class SectorQuorum:
    """One sector's part in a quorum, in seats with a vote."""

    sector: str
    seats: int
    present: int
    needed: int

    @property
    def reached(self) -> bool:
        return self.present >= self.needed

    @property
    def label(self) -> str:
        return str(Sector(self.sector).label)

    @property
    def reason(self) -> str:
        """How many of the sector took part, and how many have to, as a sentence."""
        return _("%(sector)s: %(present)d of %(seats)d seats took part, %(needed)d needed.") % {
            "sector": self.label,
            "present": self.present,
            "seats": self.seats,
            "needed": self.needed,
        }


@dataclass(frozen=True)
class Quorum:
    """Whether enough seats with a vote took part, over all and of each sector."""

    reached: bool
    needed: int
    present: int
    seats: int
    sectors: tuple[SectorQuorum, ...]

    @property
    def reason(self) -> str:
        """What was counted and what is missing, in sentences."""
        told = _("%(present)d of %(seats)d seats with a vote took part, %(needed)d needed.") % {
            "present": self.present,
            "seats": self.seats,
            "needed": self.needed,
        }
        return " ".join([told, *(row.reason for row in self.sectors if not row.reached)])


def quorum(rule: QuorumRule, seats: Mapping[str, int], present: Mapping[str, int]) -> Quorum:
    """Judges presence by the rule: seats with a vote by sector, and those of them that are taken.

    Every sector that has a seat with a vote has to be there with at least one; where there is
    no such seat at all there is no quorum.
    """
    sectors = tuple(
        SectorQuorum(
            sector,
            count,
            present.get(sector, 0),
            least(rule.quorum_sector_share, exceeds=False, of=count),
        )
        for sector, count in seats.items()
        if count
    )
    total = sum(row.seats for row in sectors)
    there = sum(row.present for row in sectors)
    needed = least(rule.quorum_share, exceeds=rule.quorum_exceeds, of=total)
    reached = there >= needed and all(row.reached for row in sectors)
    return Quorum(reached, needed, there, total, sectors)


def quorum_of(rule: QuorumRule, counts: Iterable[PresenceCount]) -> Quorum:
    """The same from counts by sector."""
    rows = list(counts)
    return quorum(
        rule,
        {count.sector: count.seats for count in rows},
        {count.sector: count.present for count in rows},
    )
