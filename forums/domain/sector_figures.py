"""What each sector had at the table in the last 12 months: seats, presence, words and votes."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from forums.domain.balance import Holder, SectorBalance, speaking
from forums.models import (
    VOTING,
    AgendaItem,
    Attendance,
    Choice,
    Decision,
    Forum,
    Meeting,
    Presence,
    Role,
    Seat,
    Sector,
    Term,
    Vote,
)
from forums.models.meetings import MeetingQuerySet

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
    votes, asked = _votes(forum, today - YEAR)
    spoke, unknown = _speaking(meetings, zone, forum, today)
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
                asked=asked.get(sector, 0),
                co_chairs=sum(seat.role == Role.CO_CHAIR for seat in own),
            )
        )
    known = {row.sector for row in rows}
    others = sum(count for sector, count in spoke.items() if sector not in known)
    return Figures(rows, unknown + others)


def _presence(meetings: QuerySet[Meeting]) -> list[tuple[str, tuple[int, int]]]:
    rows = (
        Attendance.objects.filter(meeting__in=meetings, term__seat__role__in=VOTING)
        .order_by("sector")
        .values_list("sector")
        .annotate(expected=Count("pk"), present=Count("pk", filter=Q(presence__in=TAKEN)))
    )
    return [(sector, (expected, present)) for sector, expected, present in rows]


def _votes(forum: Forum, since: dt.date) -> tuple[Counter[str], Counter[str]]:
    """Votes by sector in published decisions, and those that its seats could have cast.

    Before they are published nobody knows who voted how. Who has an interest of her own could
    not vote.
    """
    decided = Decision.objects.public().filter(
        forum=forum, decided_on__gte=since, vote_closed_at__isnull=False
    )
    given: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for presence, cast in decided.annotate(
        cast=ArraySubquery(
            Vote.objects.filter(decision=OuterRef("pk")).values(
                said=JSONObject(sector="sector", choice="choice")
            )
        )
    ).values_list("presence", "cast"):
        for sector, seats, _present in presence:
            asked[sector] += seats
        for vote in cast:
            given[vote["sector"]] += vote["choice"] in COUNTED
            asked[vote["sector"]] -= vote["choice"] == Choice.RECUSED
    return given, asked


def _speaking(
    meetings: MeetingQuerySet, zone: zoneinfo.ZoneInfo, forum: Forum, today: dt.date
) -> tuple[Counter[str], int]:
    """Points by the sector of the seat that presented them; by the name where no seat is known."""
    rows = (
        AgendaItem.objects.filter(meeting__in=meetings.past())
        .exclude(presenter="")
        .values_list("presented_by__seat__sector", "presenter", "meeting__starts_at")
    )
    found: Counter[str] = Counter()
    names = []
    for sector, name, starts_at in rows:
        if sector:
            found[sector] += 1
        else:
            names.append((name, starts_at.astimezone(zone).date()))
    by_name, unknown = speaking(names, _holders(forum, today - YEAR) if names else [])
    found.update(by_name)
    return found, unknown


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
