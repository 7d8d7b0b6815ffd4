"""How long before a meeting its notice is given. Pure: days in, a judgement out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class NoticePeriod:
    """Whole days from the notice to the meeting, and how many the rules in force ask for."""

    given: int
    required: int

    @property
    def is_short(self) -> bool:
        return self.given < self.required


def period(*, noticed_on: dt.date, meets_on: dt.date, required: int) -> NoticePeriod:
    """Both days in the forum's zone. A meeting that is over was given a notice of no days."""
    return NoticePeriod(max(0, (meets_on - noticed_on).days), required)
