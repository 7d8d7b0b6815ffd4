"""How people heard of the plans: overviews, phases that opened and closed, outreach."""

from __future__ import annotations

import datetime as dt
from typing import Any

from action_plans.domain import outreach, overviews, phase_changes, phase_notices
from action_plans.models import ActionPlan, OutreachActivity
from forums.models import Document
from ogp_portal.demo import papers
from ogp_portal.demo.clock import ZONE, past
from ogp_portal.demo.world import World

MORNING = dt.time(6)


def announce(world: World, key: str, plan: ActionPlan) -> None:
    """The first overview, and what the members were told as phases opened and closed."""
    first, *_later = world.read("overviews")[key]
    _publish(world, plan, first)
    tell(world, plan)


def load(world: World) -> None:
    """Later overviews with what moved in between, and the outreach for the next plan."""
    for key in ("running", "next"):
        plan = world.plan(key)
        _first, *later = world.read("overviews")[key]
        for row in later:
            _move(world, plan, row)
            _publish(world, plan, row)
        tell(world, plan)
    reach_out(world, "next")


def reach_out(world: World, key: str) -> None:
    """What was done so that people heard of a plan; an adopted plan says how many it reached."""
    for row in world.read("outreach")["activities"]:
        if row["plan"] == key:
            _reach_out(world, world.plan(key), row)


def tell(world: World, plan: ActionPlan) -> None:
    """What a worker told on each day on which a phase opened or the one before had closed."""
    dates = plan.phases.values_list("opens_on", "closes_on")
    turns = {day for opens, closes in dates for day in (opens, closes + dt.timedelta(days=1))}
    for day in sorted(turns):
        if day <= world.clock.today:
            with past(dt.datetime.combine(day, MORNING, ZONE)):
                phase_notices.tell_due()


def _publish(world: World, plan: ActionPlan, row: dict[str, Any]) -> None:
    with past(world.clock.moment(row["on"], "10:30")):
        overviews.publish(plan, by=world.coordinator, text=row["text"])


def _move(world: World, plan: ActionPlan, row: dict[str, Any]) -> None:
    """One phase opens on another day than the overview before said."""
    phase = plan.phases.get(kind=row["moves"])
    acts = {act.act: act.who for act in phase.acts.all()}
    with past(world.clock.moment(row["on"], "09:30")):
        phase_changes.change(
            phase, by=world.coordinator, acts=acts, opens_on=world.clock.day(row["opens"])
        )


def _reach_out(world: World, plan: ActionPlan, row: dict[str, Any]) -> OutreachActivity:
    last = row.get("until", row["on"])
    recorded = world.clock.moment(row.get("recorded", last), "18:00")
    with past(recorded):
        activity = outreach.record(
            plan,
            by=world.people[row.get("by", "coordinator")],
            kind=row["kind"],
            title=row["title"],
            description=row["description"],
            held_on=world.clock.day(row["on"]),
            until=world.clock.day(row["until"]) if "until" in row else None,
            place=row.get("place", ""),
            audience=row.get("audience", ""),
            people_reached=row.get("people"),
            organisations_reached=row.get("organisations"),
            counted_how=row.get("counted", ""),
            phase=plan.phases.get(kind=row["phase"]) if "phase" in row else None,
            meeting=world.meetings[row["meeting"]] if "meeting" in row else None,
            document=_evidence(world, row),
        )
    if row.get("published", True):
        with past(recorded + dt.timedelta(days=1)):
            outreach.publish(activity, by=world.coordinator)
    return activity


def _evidence(world: World, row: dict[str, Any]) -> Document | None:
    """A file of its own, or one that is in the repository already."""
    if "evidence" in row:
        return papers.add(world, row["evidence"], by=world.coordinator, publish=False)
    named = row.get("document")
    documents = Document.objects.filter(forum=world.forum)
    return next((found for found in documents if found.title.get("en") == named), None)
