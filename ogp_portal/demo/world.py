"""What the parts of the demo know of each other while it is loaded."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from action_plans.models import ActionPlan, Contribution, Draft, Theme
from commitments.models import Commitment
from forums.models import Decision, Forum, Meeting, Organisation, Person, Seat
from ogp_portal.demo.clock import Clock

CONTENT = Path(__file__).parent / "content"


@dataclass
class World:
    """Everything that was loaded so far, by the key under which the texts name it."""

    clock: Clock
    organisations: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    seats: dict[str, Seat] = field(default_factory=dict)
    meetings: dict[int, Meeting] = field(default_factory=dict)
    decisions: dict[int, Decision] = field(default_factory=dict)
    themes: dict[str, Theme] = field(default_factory=dict)
    commitments: dict[int, Commitment] = field(default_factory=dict)
    contributions: dict[int, Contribution] = field(default_factory=dict)
    drafts: dict[int, Draft] = field(default_factory=dict)
    _forum: Forum | None = None
    _plans: dict[str, ActionPlan] = field(default_factory=dict)

    @property
    def forum(self) -> Forum:
        """The one forum of the demo, once it is there."""
        if self._forum is None:
            raise LookupError("The forum is not loaded yet.")
        return self._forum

    @forum.setter
    def forum(self, forum: Forum) -> None:
        self._forum = forum

    @property
    def coordinator(self) -> Person:
        """Who calls meetings, records decisions and answers."""
        return self.people["coordinator"]

    def plan(self, key: str) -> ActionPlan:
        """The plan under this key: `running` or `next`."""
        return self._plans[key]

    def add_plan(self, key: str, plan: ActionPlan) -> None:
        self._plans[key] = plan

    def read(self, name: str) -> dict[str, Any]:
        """What stands in `content/<name>.toml`, its days written out."""
        with (CONTENT / f"{name}.toml").open("rb") as file:
            filled: dict[str, Any] = self.clock.fill_all(tomllib.load(file))
        return filled

    def read_all(self, folder: str) -> list[dict[str, Any]]:
        """The files of a folder under `content/`, by their names."""
        names = sorted(path.stem for path in (CONTENT / folder).glob("*.toml"))
        return [self.read(f"{folder}/{name}") for name in names]
