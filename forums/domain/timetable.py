"""When each point of an agenda begins. Pure: moments and minutes in, moments out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable


def beginnings(starts_at: dt.datetime, minutes: Iterable[int | None]) -> list[dt.datetime | None]:
    """The moment at which each point begins; None after a point whose length is not known.

    `starts_at` is aware; lengths are counted in real minutes, so that the night on which clocks
    change is counted right by whoever shows the moments in a time zone.
    """
    found: list[dt.datetime | None] = []
    at: dt.datetime | None = starts_at.astimezone(dt.UTC)
    for length in minutes:
        found.append(at)
        at = at + dt.timedelta(minutes=length) if at is not None and length else None
    return found
