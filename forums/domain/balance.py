"""Whether the sectors balance, by what the forum's own rules ask. Pure.

OGP asks for balance, not for the same number of seats (domain.md §6.5): what is off is a warning
with its reason, and never stops anybody.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forums.domain.presenters import plain
from forums.models import Sector

APART = 0.2
"""How far two shares may lie apart, of 1, before that is said."""
ENOUGH = 5
"""Attendances and votes of one sector before their share says something."""


@dataclass(frozen=True)
class SectorBalance:
    """One sector at the table. Seats are those with a vote; the rest is of the last 12 months.

    `speaking` are points of agendas that it presented; `asked` its seats in decisions by open
    vote, `votes` those of them that voted or abstained.
    """

    sector: str
    seats: int = 0
    filled: int = 0
    expected: int = 0
    present: int = 0
    speaking: int = 0
    votes: int = 0
    asked: int = 0
    co_chairs: int = 0

    @property
    def label(self) -> str:
        return str(Sector(self.sector).label)

    @property
    def attendance(self) -> float | None:
        """Seats taken at meetings of those that were recorded, from 0 to 1; None without any."""
        return self.present / self.expected if self.expected else None

    @property
    def attendance_percent(self) -> int | None:
        return None if self.attendance is None else round(self.attendance * 100)

    @property
    def voted(self) -> float | None:
        """Votes cast of those that it could cast, from 0 to 1; None without any."""
        return self.votes / self.asked if self.asked else None

    @property
    def voted_percent(self) -> int | None:
        return None if self.voted is None else round(self.voted * 100)


@dataclass(frozen=True)
class Imbalance:
    """What is off, in a sentence that says why."""

    kind: str
    reason: str


def warnings(rows: Sequence[SectorBalance], configured: Mapping[str, int]) -> list[Imbalance]:
    """What is off. `configured` are the seats by sector that the rules name; empty: as many each."""
    known = {row.sector for row in rows}
    missing = [SectorBalance(sector) for sector in configured if sector not in known]
    sides = [row for row in [*rows, *missing] if row.seats or configured.get(row.sector)]
    if not sides:
        return []
    return [
        *_seats(sides, configured),
        *_filled(sides),
        *_attendance(sides),
        *_speaking(sides),
        *_votes(sides),
        *_co_chairs(sides),
    ]


def _seats(rows: Sequence[SectorBalance], configured: Mapping[str, int]) -> list[Imbalance]:
    if configured:
        return [
            Imbalance(
                "seats",
                ngettext(
                    "The rules give %(sector)s %(wanted)d seat with a vote; there are %(seats)d.",
                    "The rules give %(sector)s %(wanted)d seats with a vote; there are %(seats)d.",
                    configured.get(row.sector, 0),
                )
                % {
                    "sector": row.label,
                    "wanted": configured.get(row.sector, 0),
                    "seats": row.seats,
                },
            )
            for row in rows
            if row.seats != configured.get(row.sector, 0)
        ]
    present = {row.sector: row for row in rows}
    if len(present) == 1:
        return [
            Imbalance(
                "seats",
                _("Only %(sector)s has seats with a vote.") % {"sector": rows[0].label},
            )
        ]
    most, least = max(rows, key=lambda row: row.seats), min(rows, key=lambda row: row.seats)
    if most.seats == least.seats:
        return []
    return [
        Imbalance(
            "seats",
            _(
                "%(most)s has %(more)d seats with a vote and %(least)s %(fewer)d; "
                "the rules ask for as many for each sector."
            )
            % {
                "most": most.label,
                "more": most.seats,
                "least": least.label,
                "fewer": least.seats,
            },
        )
    ]


def _filled(rows: Sequence[SectorBalance]) -> list[Imbalance]:
    """One sector with a smaller part of its seats filled than another."""
    seated = [row for row in rows if row.seats]
    if not seated:
        return []
    best = max(row.filled / row.seats for row in seated)
    return [
        Imbalance(
            "filled",
            ngettext(
                "%(filled)d of the %(seats)d seat of %(sector)s is filled.",
                "%(filled)d of the %(seats)d seats of %(sector)s are filled.",
                row.seats,
            )
            % {"filled": row.filled, "seats": row.seats, "sector": row.label},
        )
        for row in seated
        if row.filled / row.seats < best
    ]


def _attendance(rows: Sequence[SectorBalance]) -> list[Imbalance]:
    known = [row for row in rows if row.expected >= ENOUGH]
    if len(known) < 2:
        return []
    most = max(known, key=lambda row: row.attendance or 0)
    least = min(known, key=lambda row: row.attendance or 0)
    if not _apart(most.attendance, least.attendance):
        return []
    return [
        Imbalance(
            "attendance",
            _(
                "%(least)s took %(few)d %% of its seats at the meetings of the last 12 months, "
                "%(most)s %(many)d %%."
            )
            % {
                "least": least.label,
                "few": least.attendance_percent,
                "most": most.label,
                "many": most.attendance_percent,
            },
        )
    ]


def _speaking(rows: Sequence[SectorBalance]) -> list[Imbalance]:
    """A sector that presents much less than its part of the seats that are filled."""
    points, filled = sum(row.speaking for row in rows), sum(row.filled for row in rows)
    if points < ENOUGH or not filled:
        return []
    return [
        Imbalance(
            "speaking",
            ngettext(
                "%(sector)s presented %(points)d of the %(all)d point of agendas of the last "
                "12 months that members presented, and holds %(filled)d of the %(every)d filled "
                "seats.",
                "%(sector)s presented %(points)d of the %(all)d points of agendas of the last "
                "12 months that members presented, and holds %(filled)d of the %(every)d filled "
                "seats.",
                points,
            )
            % {
                "sector": row.label,
                "points": row.speaking,
                "all": points,
                "filled": row.filled,
                "every": filled,
            },
        )
        for row in rows
        if _apart(row.filled / filled, row.speaking / points)
    ]


def _apart(one: float | None, other: float | None) -> bool:
    """Whether the first share is further above the other than goes unsaid."""
    return round((one or 0) - (other or 0), 6) > APART


def _votes(rows: Sequence[SectorBalance]) -> list[Imbalance]:
    known = [row for row in rows if row.asked >= ENOUGH]
    if len(known) < 2:
        return []
    most = max(known, key=lambda row: row.voted or 0)
    least = min(known, key=lambda row: row.voted or 0)
    if not _apart(most.voted, least.voted):
        return []
    return [
        Imbalance(
            "votes",
            _(
                "%(least)s cast %(few)d %% of its votes in the decisions of the last 12 months, "
                "%(most)s %(many)d %%."
            )
            % {
                "least": least.label,
                "few": least.voted_percent,
                "most": most.label,
                "many": most.voted_percent,
            },
        )
    ]


def _co_chairs(rows: Sequence[SectorBalance]) -> list[Imbalance]:
    chairs = sum(row.co_chairs for row in rows)
    leading = [row for row in rows if row.co_chairs]
    if chairs < 2 or len(leading) > 1:
        return []
    return [
        Imbalance(
            "co_chairs",
            _("All co-chairs are of one sector: %(sector)s.") % {"sector": leading[0].label},
        )
    ]


@dataclass(frozen=True)
class Holder:
    """A name under which somebody of a sector sat, from a day until another or until today."""

    name: str
    sector: str
    first: dt.date
    last: dt.date | None


def speaking(
    presented: Iterable[tuple[str, dt.date]], holders: Iterable[Holder]
) -> tuple[dict[str, int], int]:
    """Points of agendas by the sector of who presented them, and how many cannot be told.

    For points of which only a name is known. It counts where it is, letter by letter but for case
    and spaces, that of somebody who sat on that day, and not of people of two sectors.
    """
    by_name: dict[str, list[Holder]] = {}
    for holder in holders:
        by_name.setdefault(plain(holder.name), []).append(holder)
    found: dict[str, int] = {}
    unknown = 0
    for name, day in presented:
        sectors = {
            holder.sector
            for holder in by_name.get(plain(name), [])
            if holder.first <= day and (holder.last is None or day <= holder.last)
        }
        if len(sectors) == 1:
            sector = sectors.pop()
            found[sector] = found.get(sector, 0) + 1
        else:
            unknown += 1
    return found, unknown
