"""The plan that is being carried out, from its first draft to its last report."""

from __future__ import annotations

import datetime as dt
from itertools import cycle
from typing import Any

from action_plans.domain import delivery, drafts, milestones
from action_plans.domain.templates import questions
from action_plans.models import ActionPlan, Contribution, Draft
from commitments.domain import adoption, details, progress
from commitments.models import Commitment, Milestone, PolicyArea, ReportingRound
from forums.domain import publication
from ogp_portal.demo import (
    co_creation,
    consultations,
    contributions,
    papers,
    reporting,
    taking_part,
)
from ogp_portal.demo.clock import past
from ogp_portal.demo.world import World

ADOPTED_BY_DECISION = 6
LANGUAGES = ("en", "es")


def load(world: World) -> None:
    """The plan, adopted, with two published rounds of progress."""
    facts = world.read("running_plan")
    plan = co_creation.open_plan(world, "running", facts)
    taken = contributions.take(world, plan, "running_contributions")
    texts = world.read_all("commitments")
    for row in texts:
        _draft(world, plan, row, taken)
    said = consultations.consult(world, plan, "running_consultation")
    taking_part.reach_out(world, "running")
    _adopt(world, plan, facts)
    consultations.answer(world, plan, "running_consultation", said)
    for commitment, row in zip(plan.commitments.all(), texts, strict=True):
        _number(world, commitment, row)
    readings = reporting.measure(world, plan)
    for row in facts["rounds"]:
        _round(world, plan, row, texts, readings)


def _draft(
    world: World, plan: ActionPlan, row: dict[str, Any], taken: dict[int, Contribution]
) -> None:
    authors = [world.people[key] for key in row["authors"]]
    begun = world.clock.moment(row.get("begun", "start-110"), "11:00")
    with past(begun):
        draft = drafts.start(
            plan,
            by=authors[0],
            title=row["title"],
            theme=world.themes[row["theme"]],
            lead=world.organisations[row["lead"]],
            values=row["values"],
        )
        draft.contributions.set([taken[number] for number in row.get("takes_up", [])])
        draft.supporting.set([world.organisations[slug] for slug in row["supporting"]])
    for index, (asked, author) in enumerate(
        zip(questions(plan.template), cycle(authors), strict=False), start=1
    ):
        with past(begun + dt.timedelta(days=2 * index, hours=index)):
            for language in LANGUAGES:
                drafts.save(
                    draft,
                    by=author,
                    question=asked.key,
                    language=language,
                    text=row["answers"][asked.key][language],
                    base_number=0,
                )
    with past(begun + dt.timedelta(days=20)):
        for step in row["milestones"]:
            _planned_step(world, draft, row, step)
    with past(world.clock.moment("start-40", "17:00")):
        drafts.propose(draft, by=authors[0])


def _planned_step(world: World, draft: Draft, row: dict[str, Any], step: dict[str, Any]) -> None:
    first, last = step["months"]
    milestones.add(
        draft,
        by=world.people[row["authors"][0]],
        title=step["title"],
        starts_on=world.clock.plan_month(first)[0],
        due_on=world.clock.plan_month(last)[1],
        responsible=world.organisations[step.get("responsible", row["lead"])],
    )


def _adopt(world: World, plan: ActionPlan, facts: dict[str, Any]) -> None:
    with past(world.clock.moment("start-12", "12:00")):
        decision = world.decisions[ADOPTED_BY_DECISION]
        for commitment in adoption.adopt(plan, by=world.coordinator, decision=decision):
            world.commitments[commitment.number] = commitment
    with past(world.clock.moment(facts["delivered"])):
        delivery.deliver(
            plan,
            by=world.coordinator,
            on=world.clock.day(facts["delivered"]),
            url=facts["delivered_url"],
        )


def _number(world: World, commitment: Commitment, row: dict[str, Any]) -> None:
    """OGP gives its own numbers once the plan is handed in, and says what each is about."""
    details.describe(
        commitment,
        by=world.coordinator,
        ogp_id=row["ogp_id"],
        goals=row["goals"],
        contact_role=row.get("contact_role", ""),
        policy_areas=PolicyArea.objects.filter(slug__in=row["policy_areas"]),
    )


def _round(
    world: World,
    plan: ActionPlan,
    row: dict[str, Any],
    texts: list[dict[str, Any]],
    readings: reporting.Readings,
) -> None:
    opens = world.clock.moment(row["opens"], "08:00")
    with past(opens):
        opened = ReportingRound.objects.create(
            plan=plan,
            slug=row["slug"],
            title=row["title"],
            as_of=world.clock.day(row["as_of"]),
            opens_on=world.clock.day(row["opens"]),
            due_on=world.clock.day(row["due"]),
        )
        publication.publish(opened)
    for commitment, text in zip(plan.commitments.all(), texts, strict=True):
        steps = zip(commitment.milestones.all(), text["milestones"], strict=True)
        for index, (milestone, step) in enumerate(steps):
            if row["key"] in step:
                said = step[row["key"]]
                day = opens + dt.timedelta(days=row["first_answer"] + index, hours=index)
                _update(
                    world,
                    milestone,
                    opened,
                    {"by": text["reporter"], **said},
                    at=day,
                    row=row,
                    readings=readings,
                )
    reporting.report_whole(world, plan, opened, row)


def _update(
    world: World,
    milestone: Milestone,
    opened: ReportingRound,
    said: dict[str, Any],
    *,
    at: dt.datetime,
    row: dict[str, Any],
    readings: reporting.Readings,
) -> None:
    reporter = world.people[said["by"]]
    state = said.get("state", "published")
    with past(at):
        update = progress.report(
            milestone,
            by=reporter,
            round=opened,
            status=said["status"],
            **{name: said[name] for name in ("done", "obstacles", "next_steps") if name in said},
        )
        for proof in said.get("evidence", []):
            document = papers.add(world, {"kind": "evidence", **proof}, by=reporter, publish=False)
            progress.attach(update, by=reporter, document=document)
        reporting.read(update, row["key"], readings, by=reporter)
        if state != "draft":
            progress.submit(update, by=reporter)
    if state == "published":
        with past(world.clock.moment(row["checked"], "14:00")):
            progress.publish(update, by=world.coordinator)
