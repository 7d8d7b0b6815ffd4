"""What people brought to a plan: sent, entered from elsewhere, supported, merged and answered."""

from __future__ import annotations

import datetime as dt
from typing import Any

from action_plans.domain import contributions, merges, responses, supports
from action_plans.models import ActionPlan, Contribution
from ogp_portal.demo import papers
from ogp_portal.demo.clock import past
from ogp_portal.demo.world import World

BETWEEN = dt.timedelta(minutes=40)
"""After so long the first supporter reads a contribution, and after that each the next."""


def take(world: World, plan: ActionPlan, name: str) -> dict[int, Contribution]:
    """Contributions in the order in which they came, then what became of them."""
    facts = world.read(name)
    taken: dict[int, Contribution] = {}
    for number, row in enumerate(facts["contributions"], start=1):
        with past(world.clock.moment(row["on"], row["time"])):
            taken[number] = _take(world, plan, row)
        for turn, key in enumerate(row.get("supporters", []), start=1):
            with past(world.clock.moment(row["on"], row["time"]) + turn * BETWEEN):
                supports.give(taken[number], by=world.people[key])
    for row in facts["responses"]:
        with past(world.clock.moment(row["on"], "13:00")):
            responses.answer(
                plan,
                by=world.people[row.get("by", "coordinator")],
                contributions=[taken[number] for number in row["to"]],
                disposition=row["disposition"],
                heard=row["heard"],
                reason=row["reason"],
                theme=world.themes[row["theme"]],
            )
    for row in facts.get("merges", []):
        with past(world.clock.moment(row["on"], row["time"])):
            merges.merge(taken[row["number"]], into=taken[row["into"]], by=world.coordinator)
    return taken


def _take(world: World, plan: ActionPlan, row: dict[str, Any]) -> Contribution:
    """One, by the way on which it came."""
    fields: dict[str, Any] = {
        **{name: row[name] for name in ("title", "problem", "proposal", "language")},
        **{name: row[name] for name in ("affected", "place", "voice") if name in row},
        "theme": world.themes[row["theme"]] if "theme" in row else None,
        "is_anonymous": row.get("anonymous", False),
        "file": papers.file(row["file"]) if "file" in row else None,
    }
    by = world.people[row["by"]]
    if "channel" not in row:
        return contributions.submit(plan, by=by, **fields)
    return contributions.enter(
        plan,
        by=by,
        channel=row["channel"],
        source=row["source"],
        received_on=world.clock.day(row["received"]),
        author_name=row.get("author_name", ""),
        **fields,
    )
