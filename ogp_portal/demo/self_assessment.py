"""The mid-term self-assessment: a draft, two weeks before the public, answered and final."""

from __future__ import annotations

from typing import Any

from commitments.domain import assessments, report_builds
from commitments.domain.plan_compiling import languages_of
from commitments.models import SelfAssessment
from forums.domain import comments
from ogp_portal.demo.clock import past
from ogp_portal.demo.world import World


def load(world: World) -> None:
    """The self-assessment of the running plan, as it stands since it became final."""
    facts = world.read("self_assessment")
    assessment = _write(world, facts)
    with past(world.clock.moment(facts["opens"], "09:00")):
        assessments.open_consultation(
            assessment, by=world.coordinator, closes_on=world.clock.day(facts["closes"])
        )
    for row in facts["comments"]:
        _comment(world, assessment, row)
    general = facts["general"]
    with past(world.clock.moment(general["on"], "16:00")):
        comments.add(
            assessment,
            by=world.coordinator,
            text=general["text"],
            language=general["language"],
            is_official=True,
        )
    with past(world.clock.moment(facts["final"], "12:00")):
        assessments.finish(assessment, by=world.coordinator)
        report_builds.request_all(
            assessment, by=world.coordinator, languages=languages_of(world.forum)
        )


def _write(world: World, facts: dict[str, Any]) -> SelfAssessment:
    plan, kind = world.plan("running"), facts["kind"]
    with past(world.clock.moment(facts["written"], "11:00")):
        written = assessments.write(plan, by=world.coordinator, kind=kind, **facts["texts"])
        for row in facts["accounts"]:
            assessments.give_account(
                plan,
                by=world.coordinator,
                kind=kind,
                commitment=world.commitments[row["number"]],
                **{name: text for name, text in row.items() if name != "number"},
            )
    return written


def _comment(world: World, assessment: SelfAssessment, row: dict[str, Any]) -> None:
    with past(world.clock.moment(row["on"], row["time"])):
        said = comments.add(
            assessment,
            by=world.people[row["by"]],
            text=row["text"],
            language=row["language"],
            question=row["part"],
        )
    if answer := row.get("answer"):
        with past(world.clock.moment(answer["on"], "15:30")):
            comments.add(
                assessment,
                by=world.coordinator,
                text=answer["text"],
                language=answer["language"],
                parent=said,
                is_official=True,
            )
