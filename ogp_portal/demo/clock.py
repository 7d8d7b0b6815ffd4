"""When things happen in the demo. Every day is counted from today, so that it never ages."""

from __future__ import annotations

import calendar
import datetime as dt
import re
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from unittest import mock

from django.utils import timezone

from forums.domain import notices

ZONE = zoneinfo.ZoneInfo("America/Panama")
MONTHS_SINCE_THE_START = 14
MONTHS_OF_A_PLAN = 24

_DAY = r"(?:today|start|next)(?:[+-]\d+)?|m\d+"
_EXPRESSION = re.compile(rf"({_DAY})")
_PLACEHOLDER = re.compile(rf"\{{({_DAY})(?::(day|month|year|short))?\}}")
_PARTS = re.compile(r"(today|start|next)([+-]\d+)?")

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}


def _first_of_month(day: dt.date, months: int) -> dt.date:
    """The first day of the month that lies so many months after the day's own."""
    count = day.year * 12 + day.month - 1 + months
    return dt.date(count // 12, count % 12 + 1, 1)


@dataclass(frozen=True)
class Clock:
    """The days of the demo as seen from `today`.

    A day is written `today-30`, `start+10` (the running plan's first day), `next-20` (the first
    day of the plan in co-creation) or `m6` (the last day of the running plan's sixth month). The
    first three give the Monday after where they fall on a weekend; `start`, `next` and `today`
    alone are exact.
    """

    today: dt.date

    @cached_property
    def start(self) -> dt.date:
        """The running plan's first day."""
        return _first_of_month(self.today, -MONTHS_SINCE_THE_START)

    @cached_property
    def next(self) -> dt.date:
        """The first day of the plan in co-creation."""
        return _first_of_month(self.start, MONTHS_OF_A_PLAN)

    def plan_month(self, number: int) -> tuple[dt.date, dt.date]:
        """First and last day of the running plan's month, the first being 1."""
        first = _first_of_month(self.start, number - 1)
        return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])

    def day(self, expression: str) -> dt.date:
        """The day that is written like this. Raises ValueError for anything else."""
        if not _EXPRESSION.fullmatch(expression):
            raise ValueError(f"{expression!r} is no day of the demo")
        if expression.startswith("m"):
            return self.plan_month(int(expression[1:]))[1]
        anchor, offset = _PARTS.fullmatch(expression).groups()  # type: ignore[union-attr]
        day: dt.date = getattr(self, anchor)
        if offset is None:
            return day
        day += dt.timedelta(days=int(offset))
        return day + dt.timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)

    def moment(self, expression: str, time: str = "10:00") -> dt.datetime:
        """The day at this time of the forum's own zone."""
        return dt.datetime.combine(self.day(expression), dt.time.fromisoformat(time), ZONE)

    def fill(self, text: str, language: str) -> str:
        """The text with `{start+10}`, `{m6:month}` and the like as people write dates."""
        return _PLACEHOLDER.sub(
            lambda found: written(self.day(found[1]), found[2] or "day", language), text
        )

    def fill_all(self, value: Any, language: str = "en") -> Any:
        """The same in all texts of what a TOML file holds, each by the language of its key."""
        if isinstance(value, str):
            return self.fill(value, language)
        if isinstance(value, list):
            return [self.fill_all(each, language) for each in value]
        if isinstance(value, dict):
            spoken = value.get("language", language)
            return {
                key: self.fill_all(each, key if key in _MONTHS else spoken)
                for key, each in value.items()
            }
        return value


def written(day: dt.date, form: str, language: str) -> str:
    """A day, a day without its year, a month or a year as it stands in a sentence."""
    month = _MONTHS[language].split()[day.month - 1]
    of = " de " if language == "es" else " "
    return {
        "day": f"{day.day}{of}{month}{of}{day.year}",
        "short": f"{day.day}{of}{month}",
        "month": f"{month}{of}{day.year}",
        "year": str(day.year),
    }[form]


@contextmanager
def past(moment: dt.datetime) -> Iterator[None]:
    """Lets the verbs act as they did at that moment.

    What a verb dates, it dates by Django's clock, which stands still here. No worker is woken
    for mail that would have gone out then.
    """
    with (
        mock.patch.object(timezone, "now", lambda: moment.astimezone(dt.UTC)),
        mock.patch.object(notices, "_nudge", lambda: None),
    ):
        yield
