"""Joint monitoring: what civil society found, how it was settled, visits, what the public saw."""

from __future__ import annotations

from typing import Any

from commitments.domain import (
    differences,
    findings,
    monitoring_visits,
    observations,
    verifications,
)
from commitments.domain.proofs import Proof
from commitments.models import Milestone, ReportingRound, Update, Verification
from forums.domain import agenda, comments
from forums.models import Meeting
from ogp_portal.demo import papers
from ogp_portal.demo.clock import past
from ogp_portal.demo.world import World


def load(world: World) -> None:
    """After the rounds of the running plan, and before first texts are held."""
    facts = world.read("monitoring")
    for row in facts["verifications"]:
        _verify(world, row)
    for row in facts["findings"]:
        with past(world.clock.moment(row["on"], "16:00")):
            findings.find(
                world.commitments[row["commitment"]],
                by=world.people[row["by"]],
                round=_round(world, row),
                status=row["status"],
                reason=row["reason"],
            )
    for row in facts["visits"]:
        _visit(world, row)
    for row in facts["observations"]:
        _observe(world, row)


def _round(world: World, row: dict[str, Any]) -> ReportingRound:
    return world.plan("running").rounds.get(slug=row["round"])


def _step(world: World, row: dict[str, Any]) -> Milestone:
    steps = list(world.commitments[row["commitment"]].milestones.all())
    step: Milestone = steps[row["step"] - 1]
    return step


def _proofs(rows: list[dict[str, Any]]) -> list[Proof]:
    return [
        Proof(row["title"], url=row.get("url", ""), file=None if "url" in row else papers.file(row))
        for row in rows
    ]


def _verify(world: World, row: dict[str, Any]) -> None:
    by = world.people[row["by"]]
    update = Update.objects.select_related(
        "round", "milestone__responsible", "milestone__commitment__plan__forum"
    ).get(milestone=_step(world, row), round=_round(world, row))
    with past(world.clock.moment(row["on"], "15:00")):
        found = verifications.verify(
            update,
            by=by,
            verdict=row["verdict"],
            reason=row["reason"],
            given=_proofs(row.get("evidence", [])),
        )
    if changed := row.get("changed"):
        with past(world.clock.moment(changed["on"], "11:00")):
            verifications.verify(
                update, by=by, verdict=changed["verdict"], reason=changed["reason"]
            )
    if proposed := row.get("proposed"):
        _discuss(world, found, proposed)
    if settled := row.get("settled"):
        with past(world.clock.moment(settled["on"], "12:00")):
            differences.settle(
                found,
                by=world.people[settled["by"]],
                words=settled["words"],
                meeting=_meeting(world, row["proposed"]),
            )


def _discuss(world: World, found: Verification, row: dict[str, Any]) -> None:
    with past(world.clock.moment(row["on"], "10:00")):
        proposal = differences.propose_discussion(found, by=world.people[row["by"]])
    if "accepted" in row:
        with past(world.clock.moment(row["accepted"], "10:00")):
            agenda.accept(proposal, by=world.coordinator, meeting=_meeting(world, row), duration=20)


def _meeting(world: World, row: dict[str, Any]) -> Meeting:
    """The meeting that is named by its English title."""
    named = row["meeting"]["en"]
    return next(found for found in world.meetings.values() if found.title.get("en") == named)


def _visit(world: World, row: dict[str, Any]) -> None:
    by = world.people[row["by"]]
    with past(world.clock.moment(row["on"], "21:00")):
        visit = monitoring_visits.record(
            world.plan("running"),
            by=by,
            kind=row["kind"],
            title=row["title"],
            held_on=world.clock.day(row["on"]),
            place=row["place"],
            took_part=row["took_part"],
            notes=row["notes"],
            commitments=[world.commitments[number] for number in row["commitments"]],
            offices=[world.organisations[slug] for slug in row["offices"]],
            given=_proofs(row.get("documents", [])),
        )
        if row.get("published", True):
            monitoring_visits.publish(visit, by=by)


def _observe(world: World, row: dict[str, Any]) -> None:
    with past(world.clock.moment(row["on"], "19:00")):
        seen = observations.submit(
            world.commitments[row["commitment"]],
            by=world.people[row["by"]],
            milestone=_step(world, row) if "step" in row else None,
            seen_on=world.clock.day(row["seen_on"]),
            place=row["place"],
            text=row["text"],
            language=row["language"],
            url=row.get("url", ""),
            file=papers.file(row["file"]) if "file" in row else None,
        )
    for reply in row.get("replies", []):
        with past(world.clock.moment(reply["on"], "09:00")):
            comments.add(
                seen,
                by=world.people[reply["by"]],
                text=reply["text"],
                language=reply["language"],
                is_official=reply.get("official", False),
            )
