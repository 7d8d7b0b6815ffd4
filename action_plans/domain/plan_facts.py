"""What the rules have to know of a plan: plain dates, and where they are read from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class PlanFacts:
    """A plan's own dates.

    `due_on` stands where the day differs from that of the rules. `first_ends_on` is the end
    before it was extended, `last_ended_on` the end of the forum's plan before. `done` gives the
    day on which something was done, by the key of its date.
    """

    starts_on: dt.date
    ends_on: dt.date
    years: int = 2
    co_creation_starts_on: dt.date | None = None
    due_on: dt.date | None = None
    delivered_on: dt.date | None = None
    first_ends_on: dt.date | None = None
    last_ended_on: dt.date | None = None
    done: Mapping[str, dt.date] = field(default_factory=dict)

    @property
    def planned_end(self) -> dt.date:
        """The end as it was before any extension."""
        return self.first_ends_on or self.ends_on
