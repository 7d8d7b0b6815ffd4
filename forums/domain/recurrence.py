"""The days of meetings that come again and again. Pure: days in, days out."""

from __future__ import annotations

import calendar
import datetime as dt

MOST = 24
"""The most meetings that are called at once after the first."""


def following(
    first: dt.date, count: int, *, every_months: int = 0, every_weeks: int = 0
) -> list[dt.date]:
    """The next `count` days after the first, every so many months or every so many weeks.

    By months the weekday of the month is kept: the second Tuesday is followed by the second
    Tuesday. The fifth one of a month is its last, and is followed by the last of each month.
    Raises ValueError unless exactly one of the two is positive.
    """
    if (every_months > 0) == (every_weeks > 0):
        raise ValueError("either every so many months or every so many weeks")
    if every_weeks > 0:
        return [first + dt.timedelta(weeks=every_weeks * step) for step in range(1, count + 1)]
    return [_same_weekday(first, every_months * step) for step in range(1, count + 1)]


def _same_weekday(day: dt.date, months: int) -> dt.date:
    """The same weekday of the month, so many months later."""
    which = (day.day - 1) // 7  # 0 for the first one of its month, 4 for the fifth
    total = day.year * 12 + day.month - 1 + months
    year, month = total // 12, total % 12 + 1
    offset = (day.weekday() - dt.date(year, month, 1).weekday()) % 7
    found = 1 + offset + 7 * which
    if found > calendar.monthrange(year, month)[1]:
        found -= 7
    return dt.date(year, month, found)


def next_slot(today: dt.date, notice_days: int) -> dt.date:
    """Two weeks for the preparation and then the notice period, on a day from Monday to Friday."""
    day = today + dt.timedelta(days=14 + notice_days)
    return day + dt.timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
