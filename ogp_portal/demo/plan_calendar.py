"""What stands in the calendars of the plans: days of their own, elections, numbers of the rules."""

from __future__ import annotations

from action_plans.domain import planning, rule_settings, transitions
from ogp_portal.demo.clock import past
from ogp_portal.demo.world import World


def load(world: World) -> None:
    """The numbers that the forum set, what crosses its plans, and when the next is due."""
    facts = world.read("plan_calendar")
    for row in facts["settings"]:
        with past(world.clock.moment(row["on"])):
            rule_settings.set_number(
                world.forum,
                by=world.coordinator,
                rule_set_key=row["rule_set"],
                name=row["name"],
                value=row["value"],
                basis=row["basis"],
            )
    for row in facts["transitions"]:
        with past(world.clock.moment(row["on"])):
            transitions.record(
                world.plan(row["plan"]),
                by=world.coordinator,
                kind=row["kind"],
                title=row["title"],
                note=row["note"],
                starts_on=world.clock.day(row["starts"]),
                ends_on=world.clock.day(row["ends"]),
            )
    due = facts["due"]
    with past(world.clock.moment(due["set"])):
        planning.change(
            world.plan(due["plan"]), by=world.coordinator, due_on=world.clock.day(due["on"])
        )
