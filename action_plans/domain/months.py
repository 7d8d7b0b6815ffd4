"""Months on the calendar, as deadlines count them."""

from __future__ import annotations

import calendar
import datetime as dt


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or earlier where `months` is negative.

    The last day of a month leads to the last day of a month, and so does a day that the other
    month does not have: from 30 June six months lead to 31 December.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    is_last = day.day == calendar.monthrange(day.year, day.month)[1]
    return dt.date(year, month + 1, last if is_last else min(day.day, last))


def whole_months(first: dt.date, last: dt.date) -> int:
    """How many whole months lie between two days; 0 where the second is not later.

    From 31 December 2021 to 31 August 2023 it is 20.
    """
    months = max(0, (last.year - first.year) * 12 + last.month - first.month)
    while months and months_after(first, months) > last:
        months -= 1
    return months
