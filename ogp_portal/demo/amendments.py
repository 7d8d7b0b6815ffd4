"""What the forum changed of the running plan after its adoption."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from commitments.domain import amendments
from commitments.domain.plan_compiling import commitment_text
from commitments.domain.plan_text import AnswerText, CommitmentText, StepText
from commitments.models import Amendment, AmendmentKind, Commitment
from forums.models import Translated
from ogp_portal.demo.clock import past
from ogp_portal.demo.world import World


def load(world: World) -> None:
    """The amendments in the order of their proposals: adopted by a decision, or dropped."""
    for row in world.read("amendments")["amendments"]:
        with past(world.clock.moment(row["proposed"], "16:00")):
            amendment = _propose(world, row)
        if "shown" in row:
            with past(world.clock.moment(row["shown"], "09:00")):
                amendments.publish(amendment, by=world.coordinator)
        if "adopted" in row:
            with past(world.clock.moment(row["adopted"], "11:00")):
                decision = world.decisions[row["decision"]]
                amendments.adopt(amendment, by=world.coordinator, decision=decision)
        if "dropped" in row:
            with past(world.clock.moment(row["dropped"], "15:00")):
                amendments.publish(amendment, by=world.coordinator)
                amendments.drop(amendment, by=world.coordinator, because=row["because"])


def _propose(world: World, row: dict[str, Any]) -> Amendment:
    commitment = world.plan("running").commitments.get(number=row["commitment"])
    commitment = Commitment.objects.select_related("plan__forum", "theme", "lead").get(
        pk=commitment.pk
    )
    changes = "answers" in row or "milestones" in row
    return amendments.propose(
        commitment.plan,
        by=world.people[row["by"]],
        kind=AmendmentKind.CHANGE if changes else AmendmentKind.WITHDRAW,
        commitment=commitment,
        after=_after(world, commitment_text(commitment), row) if changes else None,
        reason=row["reason"],
    )


def _after(world: World, text: CommitmentText, row: dict[str, Any]) -> CommitmentText:
    """The commitment as it is to be."""
    return replace(
        text,
        answers=tuple(_answer(answer, row.get("answers", {})) for answer in text.answers),
        milestones=tuple(
            _step(world, step, row.get("milestones", {}).get(step.number, {}))
            for step in text.milestones
        ),
    )


def _answer(answer: AnswerText, new: dict[str, dict[str, str]]) -> AnswerText:
    return replace(answer, text=Translated(new[answer.key])) if answer.key in new else answer


def _step(world: World, step: StepText, new: dict[str, Any]) -> StepText:
    return replace(
        step,
        title=Translated(new["title"]) if "title" in new else step.title,
        due_on=world.clock.plan_month(new["due_month"])[1] if "due_month" in new else step.due_on,
        taken_out_on=world.forum.today if new.get("take_out") else None,
    )
