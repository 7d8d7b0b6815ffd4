"""Which day the next reporting round is about. Pure.

Trackers report every half-year or every quarter (domain.md §9); how many months OGP itself asks
for is written from memory there, so the number stands here to be changed.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

MONTHS = 6
"""Between two rounds, counted from the plan's first day."""
DAYS_TO_REPORT = 30


@dataclass(frozen=True)
class Proposed:
    """A round as it could be opened: the day it is about, and from when until when it is open."""

    as_of: dt.date
    opens_on: dt.date
    due_on: dt.date


def proposed(
    starts_on: dt.date, ends_on: dt.date, reported: Collection[dt.date], *, today: dt.date
) -> Proposed | None:
    """The next round of a plan of which rounds report the days `reported`.

    It is about the last day of the first period that no round has reached, or the plan's last day
    where that comes first, and opens the day after, though never before today. None once a round
    is about the plan's last day.
    """
    latest = max(reported, default=None)
    if latest is not None and latest >= ends_on:
        return None
    number = 1
    while (as_of := _last_day(starts_on, number * MONTHS)) <= (latest or dt.date.min):
        number += 1
    as_of = min(as_of, ends_on)
    opens_on = max(as_of + dt.timedelta(days=1), today)
    return Proposed(as_of, opens_on, opens_on + dt.timedelta(days=DAYS_TO_REPORT))


def _last_day(starts_on: dt.date, months: int) -> dt.date:
    """The last day of so many months that begin on a day."""
    count = starts_on.year * 12 + starts_on.month - 1 + months
    year, month = count // 12, count % 12 + 1
    day = min(starts_on.day, calendar.monthrange(year, month)[1])
    return dt.date(year, month, day) - dt.timedelta(days=1)
