"""Appeals against a step of a selection, public like their answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from forums.domain.errors import Refused
from forums.domain.selection_steps import leaders, need, tell
from forums.domain.selections import lock
from forums.models import CLOSED, Person, Selection, SelectionStep, Stage, StepKind


def may_appeal(person: Any, selection: Selection) -> bool:
    """A candidate, or who votes for an organisation on the roll, while the selection runs."""
    if not isinstance(person, Person) or selection.stage in (*CLOSED, Stage.PREPARED, Stage.CALL):
        return False
    return (
        selection.nominations.filter(candidate=person).exists()
        or selection.roll.filter(voter=person).exists()
    )


@transaction.atomic
def appeal(selection: Selection, *, by: Person, text: Mapping[str, str]) -> SelectionStep:
    """Objects to a step. It is public, and is answered before the next choice is made."""
    need(text)
    locked = lock(selection)
    if not may_appeal(by, locked):
        raise Refused(_("Candidates and organisations on the roll can appeal, until seating."))
    step = SelectionStep.objects.create(
        selection=selection, kind=StepKind.APPEAL, stage=locked.stage, text=text, by=by
    )
    tell(selection, step, people=leaders(selection), asked=leaders(selection))
    return step


@transaction.atomic
def answer(step: SelectionStep, *, by: Person, text: Mapping[str, str]) -> SelectionStep:
    """Answers an appeal once, in public. Whoever appealed is told."""
    need(text)
    lock(step.selection)
    if step.kind != StepKind.APPEAL or step.answered_by.exists():
        raise Refused(_("This was answered."))
    if step.by_id == by.pk:
        raise Refused(_("Somebody else has to answer your appeal."))
    answered = SelectionStep.objects.create(
        selection=step.selection,
        kind=StepKind.ANSWER,
        stage=step.selection.stage,
        text=text,
        by=by,
        answers=step,
    )
    tell(step.selection, answered, people=[step.by] if step.by else [], asked=[])
    return answered
