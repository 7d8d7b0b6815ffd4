"""How long people sit. Pure: days in, days and counts out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

BREAK = dt.timedelta(days=90)
"""Who comes back sooner than this sits on in a row: an election takes weeks, a pause is longer."""

Period = tuple[dt.date, "dt.date | None"]


def last_day(starts_on: dt.date, months: int) -> dt.date:
    """The last day of a term of so many months, the day before its anniversary.

    Where the month has no such day the anniversary is the first of the next month.
    """
    count = starts_on.year * 12 + starts_on.month - 1 + months
    year, month = divmod(count, 12)
    try:
        anniversary = starts_on.replace(year=year, month=month + 1)
    except ValueError:
        year, month = divmod(count + 1, 12)
        anniversary = dt.date(year, month + 1, 1)
    return anniversary - dt.timedelta(days=1)


def terms_in_a_row(before: Iterable[Period], starts_on: dt.date) -> int:
    """How many terms ran on end to end until the one that starts on the day, which is not counted.

    A term without an end counts as running on.
    """
    row = 0
    begins = starts_on
    for first, last in sorted(before, key=_latest, reverse=True):
        if first >= begins:
            continue
        if last is not None and begins - last > BREAK:
            break
        row, begins = row + 1, first
    return row


def _latest(period: Period) -> tuple[dt.date, dt.date]:
    first, last = period
    return first, last or dt.date.max


def ends_within(ends_on: dt.date | None, today: dt.date, days: int) -> bool:
    """Whether a term ends on one of the next `days` days, today included."""
    return ends_on is not None and today <= ends_on <= today + dt.timedelta(days=days)
