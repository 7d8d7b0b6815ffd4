"""What the offices of the demo report beside their milestones: figures, and whole commitments."""

from __future__ import annotations

import datetime as dt
from typing import Any

from action_plans.models import ActionPlan
from commitments.domain import commitment_reports, progress
from commitments.models import Commitment, Indicator, ReportingRound, Update
from forums.models import Person
from ogp_portal.demo.clock import past
from ogp_portal.demo.world import World

Readings = dict[int, dict[str, str]]
"""By indicator: what is read of it, by the key of the round."""


def measure(world: World, plan: ActionPlan) -> Readings:
    """Gives milestones their indicators. Returns, by indicator, what is read in each round."""
    readings: Readings = {}
    commitments = {row.number: row for row in plan.commitments.all()}
    for position, row in enumerate(world.read("indicators")["indicators"]):
        milestones = list(commitments[row["commitment"]].milestones.all())
        indicator = Indicator.objects.create(
            milestone=milestones[row["milestone"] - 1],
            position=position,
            **{name: row[name] for name in ("number", "title", "baseline", "target")},
        )
        readings[indicator.pk] = row["readings"]
    return readings


def read(update: Update, round: str, readings: Readings, *, by: Person) -> None:
    """Writes what was read of the update's indicators in the round of this key."""
    values = {pk: rounds[round] for pk, rounds in readings.items() if round in rounds}
    progress.read(update, by=by, values=values)


def report_whole(
    world: World, plan: ActionPlan, opened: ReportingRound, row: dict[str, Any]
) -> None:
    """What the leading offices say of their commitments in a round, handed in and published."""
    texts = {text["commitment"]: text for text in world.read("commitment_reports")["reports"]}
    reporters = {
        number: world.people[text["reporter"]]
        for number, text in enumerate(world.read_all("commitments"), start=1)
    }
    first = world.clock.moment(row["opens"], "09:30") + dt.timedelta(days=row["first_answer"])
    for commitment in plan.commitments.all():
        said = texts.get(commitment.number, {}).get(row["key"])
        if said is not None:
            at = first + dt.timedelta(hours=commitment.number)
            _report(
                world, commitment, opened, said, by=reporters[commitment.number], at=at, row=row
            )


def _report(
    world: World,
    commitment: Commitment,
    opened: ReportingRound,
    said: dict[str, Any],
    *,
    by: Person,
    at: dt.datetime,
    row: dict[str, Any],
) -> None:
    texts = {name: said[name] for name in ("text", "obstacles") if name in said}
    with past(at):
        report = commitment_reports.report(
            commitment, by=by, round=opened, status=said["status"], **texts
        )
        commitment_reports.submit(report, by=by)
    if said.get("state", "published") == "published":
        with past(world.clock.moment(row["checked"], "14:30")):
            commitment_reports.publish(report, by=world.coordinator)
