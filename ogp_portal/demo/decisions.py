"""What the forum decided, and what it is about to decide."""

from __future__ import annotations

from typing import Any

from forums.domain import decisions
from forums.models import Decision, Outcome
from ogp_portal.demo.clock import past
from ogp_portal.demo.world import World

COUNTED = ("method", "votes_for", "votes_against", "abstentions")


def load(world: World) -> None:
    """All decisions in the order of their numbers."""
    for number, row in enumerate(world.read("decisions")["decisions"], start=1):
        world.decisions[number] = _decision(world, row)


def _decision(world: World, row: dict[str, Any]) -> Decision:
    meeting = world.meetings[row["meeting"]]
    moment = world.clock.moment(row["proposed"]) if "proposed" in row else meeting.ends_at
    with past(moment):
        decision = decisions.propose(
            world.forum,
            by=world.coordinator,
            meeting=meeting,
            agenda_item=meeting.agenda.filter(position=row["item"]).first(),
            title=row["title"],
            text=row["text"],
            reasons=row.get("reasons", {}),
        )
        if row["outcome"] != Outcome.OPEN:
            decisions.record(
                decision,
                by=world.coordinator,
                outcome=row["outcome"],
                on=meeting.local_start.date(),
                **{name: row[name] for name in COUNTED if name in row},
            )
        if row.get("published", True):
            decisions.publish(decision, by=world.coordinator)
    return decision
