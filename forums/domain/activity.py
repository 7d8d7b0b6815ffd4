"""What a forum did in a year, counted from what is public."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Min, Q

from forums.models import (
    VOTING,
    ActionItem,
    Attendance,
    Decision,
    Forum,
    Meeting,
    Outcome,
    Presence,
    Sector,
)

TAKEN = (Presence.PRESENT, Presence.ALTERNATE)


@dataclass(frozen=True)
class Seats:
    """Seats with a vote over one meeting or many: how many were recorded, how many taken."""

    sector: str
    seats: int
    present: int

    @property
    def label(self) -> str:
        return str(Sector(self.sector).label)

    @property
    def percent(self) -> int:
        """Taken of recorded, rounded to a whole per cent; 0 where none is recorded."""
        return round(100 * self.present / self.seats) if self.seats else 0


@dataclass(frozen=True)
class MeetingHeld:
    """A meeting and how its seats were taken, by sector; no sectors where nobody recorded it."""

    meeting: Meeting
    sectors: tuple[Seats, ...]

    @property
    def seats(self) -> int:
        return sum(row.seats for row in self.sectors)

    @property
    def present(self) -> int:
        return sum(row.present for row in self.sectors)


@dataclass(frozen=True)
class Activity:
    """A forum's year. Items are left open that were promised by its end and not done by then."""

    forum: Forum
    year: int
    meetings: tuple[MeetingHeld, ...]
    decisions: tuple[Decision, ...]
    items_done: tuple[ActionItem, ...]
    items_open: tuple[ActionItem, ...]
    written_at: dt.datetime | None

    @property
    def sectors(self) -> tuple[Seats, ...]:
        """Attendance by sector over all meetings of the year."""
        return added(row for held in self.meetings for row in held.sectors)

    @property
    def outcomes(self) -> dict[str, int]:
        """How many decisions came out how, in the order of the outcomes; none is left out."""
        counts = Counter(decision.outcome for decision in self.decisions)
        return {str(outcome): counts[outcome] for outcome in Outcome if outcome != Outcome.OPEN}


def added(rows: Iterable[Seats]) -> tuple[Seats, ...]:
    """Sums by sector, the sectors in the portal's own order."""
    seats: Counter[str] = Counter()
    present: Counter[str] = Counter()
    for row in rows:
        seats[row.sector] += row.seats
        present[row.sector] += row.present
    return tuple(
        Seats(sector, seats[sector], present[sector]) for sector in Sector.values if seats[sector]
    )


def span(forum: Forum, year: int) -> tuple[dt.datetime, dt.datetime]:
    """When the year begins and when the next does, in the forum's own zone."""
    zone = zoneinfo.ZoneInfo(forum.time_zone)
    return dt.datetime(year, 1, 1, tzinfo=zone), dt.datetime(year + 1, 1, 1, tzinfo=zone)


def years(forum: Forum) -> range:
    """The years of which there is something to say: from the first public meeting to this one."""
    first = Meeting.objects.public().filter(forum=forum).aggregate(first=Min("starts_at"))["first"]
    this = forum.today.year
    if first is None:
        return range(this, this + 1)
    began = first.astimezone(zoneinfo.ZoneInfo(forum.time_zone)).year
    return range(min(began, this), this + 1)


def activity_of(forum: Forum, year: int, *, now: dt.datetime) -> Activity:
    """The year's meetings, attendance, decisions and action items, from what is public."""
    begins, ends = span(forum, year)
    held = list(
        Meeting.objects.public()
        .past(now)
        .filter(forum=forum, cancelled_at=None, starts_at__gte=begins, starts_at__lt=ends)
        .select_related("forum")
        .order_by("starts_at")
    )
    decisions = list(
        Decision.objects.public()
        .filter(forum=forum, decided_on__year=year)
        .exclude(outcome=Outcome.OPEN)
        .select_related("forum")
        .order_by("decided_on", "number")
    )
    done, left = _items(forum, year, ends)
    by_meeting = _attendance(held)
    moments = [row.minutes_published_at or row.published_at for row in held]
    moments += [row.published_at for row in decisions]
    zone = zoneinfo.ZoneInfo(forum.time_zone)
    moments += [
        dt.datetime.combine(item.done_on, dt.time.min, zone)
        for item in [*done, *left]
        if item.done_on
    ]
    return Activity(
        forum=forum,
        year=year,
        meetings=tuple(MeetingHeld(row, added(by_meeting.get(row.pk, []))) for row in held),
        decisions=tuple(decisions),
        items_done=tuple(done),
        items_open=tuple(left),
        written_at=max((moment for moment in moments if moment), default=None),
    )


def _items(forum: Forum, year: int, ends: dt.datetime) -> tuple[list[ActionItem], list[ActionItem]]:
    """What was done in the year, and what was left open at its end."""
    last = dt.date(year, 12, 31)
    in_year = Q(done_on__year=year)
    left_open = Q(meeting__starts_at__lt=ends) & (Q(done_on=None) | Q(done_on__gt=last))
    rows = (
        ActionItem.objects.public()
        .filter(in_year | left_open, forum=forum)
        .select_related("forum", "owner", "meeting__forum")
        .order_by("due_on", "pk")
    )
    done: list[ActionItem] = []
    left: list[ActionItem] = []
    for item in rows:
        was_done = item.done_on is not None and item.done_on.year == year
        (done if was_done else left).append(item)
    return sorted(done, key=lambda item: (item.done_on or last, item.pk)), left


def _attendance(meetings: list[Meeting]) -> dict[int, list[Seats]]:
    rows = (
        Attendance.objects.filter(meeting__in=meetings, term__seat__role__in=VOTING)
        .order_by()
        .values("meeting", "sector")
        .annotate(seats=Count("pk"), present=Count("pk", filter=Q(presence__in=TAKEN)))
    )
    found: dict[int, list[Seats]] = {}
    for row in rows:
        found.setdefault(row["meeting"], []).append(
            Seats(row["sector"], row["seats"], row["present"])
        )
    return found
