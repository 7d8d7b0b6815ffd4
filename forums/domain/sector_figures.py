"""What each sector had at the table in the last 12 months: seats, presence, words and votes."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from forums.domain.balance import Holder, SectorBalance, speaking
from forums.models import (
    VOTING,
    AgendaItem,
    Attendance,
    Choice,
    Forum,
    Meeting,
    Presence,
    Role,
    Seat,
    Sector,
    Term,
    Vote,
)

YEAR = dt.timedelta(days=365)
TAKEN = (Presence.PRESENT, Presence.ALTERNATE)
COUNTED = (Choice.FOR, Choice.AGAINST, Choice.ABSTAIN)


@dataclass(frozen=True)
class Figures:
    """The sectors in the order of their first seat; `unknown` are points that cannot be told."""

    rows: list[SectorBalance]
    unknown: int

    @property
    def picture(self) -> list[tuple[str, int, int]]:
        """(sector, seats, filled) as pictures of the balance take them."""
        return [(row.sector, row.seats, row.filled) for row in self.rows]

    @property
    def speak(self) -> bool:
        return any(row.speaking for row in self.rows)

    @property
    def vote(self) -> bool:
        return any(row.votes for row in self.rows)


def figures(forum: Forum, seats: Iterable[Seat], *, today: dt.date) -> Figures:
    """Figures of the sectors that have seats with a vote. `seats` come with their `holders`."""
    voting = [seat for seat in seats if seat.votes]
    zone = zoneinfo.ZoneInfo(forum.time_zone)
    since = dt.datetime.combine(today - YEAR, dt.time(), zone)
    meetings = Meeting.objects.public().filter(
        forum=forum, starts_at__gte=since, cancelled_at=None, working_group=None
    )
    presence = dict(_presence(meetings))
    votes = dict(_votes(forum, today - YEAR))
    spoke, unknown = speaking(_presented(meetings, zone), _holders(forum, today - YEAR))
    rows = []
    for sector in dict.fromkeys(seat.sector for seat in voting):
        own = [seat for seat in voting if seat.sector == sector]
        expected, present = presence.get(sector, (0, 0))
        rows.append(
            SectorBalance(
                sector,
                seats=len(own),
                filled=sum(bool(getattr(seat, "holders", [])) for seat in own),
                expected=expected,
                present=present,
                speaking=spoke.get(sector, 0),
                votes=votes.get(sector, 0),
                co_chairs=sum(seat.role == Role.CO_CHAIR for seat in own),
            )
        )
    known = {row.sector for row in rows}
    others = sum(count for sector, count in spoke.items() if sector not in known)
    return Figures(rows, unknown + others)


def _presence(meetings: Iterable[Meeting]) -> list[tuple[str, tuple[int, int]]]:
    rows = (
        Attendance.objects.filter(meeting__in=meetings, term__seat__role__in=VOTING)
        .order_by("sector")
        .values_list("sector")
        .annotate(expected=Count("pk"), present=Count("pk", filter=Q(presence__in=TAKEN)))
    )
    return [(sector, (expected, present)) for sector, expected, present in rows]


def _votes(forum: Forum, since: dt.date) -> list[tuple[str, int]]:
    """Votes in published decisions. Before that nobody knows who voted how."""
    rows = (
        Vote.objects.filter(
            decision__forum=forum,
            decision__published_at__isnull=False,
            decision__withdrawn_at__isnull=True,
            decision__decided_on__gte=since,
            choice__in=COUNTED,
        )
        .order_by("sector")
        .values_list("sector")
        .annotate(count=Count("pk"))
    )
    return list(rows)


def _presented(meetings: Iterable[Meeting], zone: zoneinfo.ZoneInfo) -> list[tuple[str, dt.date]]:
    rows = (
        AgendaItem.objects.filter(meeting__in=meetings)
        .exclude(presenter="")
        .values_list("presenter", "meeting__starts_at")
    )
    return [(name, starts_at.astimezone(zone).date()) for name, starts_at in rows]


def _holders(forum: Forum, since: dt.date) -> list[Holder]:
    rows = (
        Term.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=since),
            seat__forum=forum,
            seat__sector__in=Sector.values,
        )
        .order_by("pk")
        .values_list("person__name", "alternate__name", "seat__sector", "starts_on", "ends_on")
    )
    return [
        Holder(name, sector, first, last)
        for principal, alternate, sector, first, last in rows
        for name in (principal, alternate)
        if name
    ]
