"""Writing a commitment together: starting, saving, restoring, proposing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from action_plans.domain.merging import merge
from action_plans.domain.templates import questions
from action_plans.models import (
    ActionPlan,
    Contribution,
    Draft,
    DraftMilestone,
    DraftState,
    PlanState,
    Revision,
    RevisionKind,
)
from forums.domain import publication
from forums.domain.errors import Incomplete, Refused
from forums.models import Person


class NotInCoCreation(Refused):
    """The plan is adopted; its drafts are commitments now."""


class NotWritable(Refused):
    """The draft is adopted or withdrawn."""


@dataclass(frozen=True)
class Saved:
    """What became of a text that somebody saved.

    `revision` holds exactly what she typed or the merge of it with `standing`; where `conflict`
    is true it waits in the history beside `standing`, the text that stands.
    """

    revision: Revision
    standing: Revision
    conflict: bool
    merged: bool


@transaction.atomic
def start(plan: ActionPlan, *, by: Person, **fields: Any) -> Draft:
    """A draft that only the forum sees, with the plan's next number. Raises NotInCoCreation."""
    locked = ActionPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if locked.state != PlanState.CO_CREATION:
        raise NotInCoCreation(_("This plan is adopted. New drafts belong to the next one."))
    last = plan.drafts.aggregate(last=Max("number"))["last"] or 0
    return Draft.objects.create(plan=plan, number=last + 1, created_by=by, **fields)


def _writable(draft: Draft) -> Draft:
    """The draft, locked until the transaction ends. Raises NotWritable where it is closed."""
    locked = Draft.objects.select_for_update(of=("self",)).select_related("plan").get(pk=draft.pk)
    if locked.state not in (DraftState.DRAFTING, DraftState.PROPOSED):
        raise NotWritable(_("This draft is closed; it cannot be changed any more."))
    return locked


def head(draft: Draft, question: str, language: str) -> Revision | None:
    """The text that stands as the answer to a question in a language; None before the first."""
    return (
        draft.revisions.standing()
        .filter(question=question, language=language)
        .select_related("author")
        .order_by("-number")
        .first()
    )


@transaction.atomic
def save(
    draft: Draft,
    *,
    by: Person,
    question: str,
    language: str,
    text: str,
    base_number: int,
) -> Saved:
    """Saves one answer, written on top of revision `base_number` (0 for an empty one).

    Nothing that was typed is ever lost. Where somebody else saved since `base_number`: edits
    that do not touch are merged; edits that touch leave the other's text standing and keep this
    one beside it as a conflicting revision. Who has looked at both saves on top of the text that
    stands. Raises NotWritable, or Incomplete for a question that the plan's template does not ask.
    """
    locked = _writable(draft)
    if question not in {asked.key for asked in questions(locked.plan.template)}:
        raise Incomplete(_("The template of this plan does not ask this question."))
    text = text.replace("\r\n", "\n").strip()
    standing = head(locked, question, language)
    if standing is not None and standing.text == text:
        return Saved(standing, standing, conflict=False, merged=False)
    stored = locked.revisions.filter(question=question, language=language)
    number = (stored.aggregate(last=Max("number"))["last"] or 0) + 1
    common: dict[str, Any] = {
        "draft": locked,
        "question": question,
        "language": language,
        "author": by,
        "base_number": base_number if base_number < number else 0,
    }
    if standing is None or standing.number == base_number:
        revision = Revision.objects.create(number=number, text=text, **common)
        return Saved(revision, revision, conflict=False, merged=False)
    base = stored.filter(number=base_number).values_list("text", flat=True).first() or ""
    outcome = merge(base, text, standing.text)
    if outcome.conflict:
        revision = Revision.objects.create(
            number=number, text=text, kind=RevisionKind.CONFLICT, **common
        )
        return Saved(revision, standing, conflict=True, merged=False)
    Revision.objects.create(number=number, text=text, kind=RevisionKind.TYPED, **common)
    common["base_number"] = standing.number
    merged = Revision.objects.create(
        number=number + 1, text=outcome.text, kind=RevisionKind.MERGED, **common
    )
    return Saved(merged, merged, conflict=False, merged=True)


@transaction.atomic
def restore(revision: Revision, *, by: Person) -> Revision:
    """Makes an earlier text the one that stands, as a new revision. Raises NotWritable."""
    draft = _writable(revision.draft)
    siblings = draft.revisions.filter(question=revision.question, language=revision.language)
    last = siblings.aggregate(last=Max("number"))["last"] or 0
    return Revision.objects.create(
        draft=draft,
        question=revision.question,
        language=revision.language,
        number=last + 1,
        text=revision.text,
        author=by,
        kind=RevisionKind.RESTORED,
        base_number=revision.number,
    )


@dataclass(frozen=True)
class Readiness:
    """One thing that a draft should have before it is proposed: advice, never a wall."""

    label: str
    met: bool


def readiness(
    *, answers: dict[str, str], template: str, has_lead: bool, due_dates: list[dt.date | None]
) -> list[Readiness]:
    """What a draft has and lacks. `answers` by question in the forum's main language. Pure."""
    asked = questions(template)
    return [
        Readiness(_("Every question has an answer"), all(answers.get(item.key) for item in asked)),
        Readiness(_("One office is responsible"), has_lead),
        Readiness(_("At least two milestones"), len(due_dates) >= 2),
        Readiness(_("Every milestone has a date"), bool(due_dates) and None not in due_dates),
    ]


@transaction.atomic
def propose(draft: Draft, *, by: Person) -> None:
    """Puts a draft before the forum, and before the public. Raises NotWritable."""
    locked = Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if locked.state != DraftState.DRAFTING:
        raise NotWritable(_("Only a draft that is being written can be proposed."))
    draft.state = DraftState.PROPOSED
    draft.save(update_fields=["state"])
    if not locked.is_public:
        publication.publish(draft)


@transaction.atomic
def add_milestone(draft: Draft, *, by: Person, **fields: Any) -> DraftMilestone:
    """Adds a step at the end of the draft's. Raises NotWritable."""
    _writable(draft)
    last = draft.milestones.aggregate(last=Max("position"))["last"] or 0
    return DraftMilestone.objects.create(draft=draft, position=last + 1, **fields)


@transaction.atomic
def change_milestone(milestone: DraftMilestone, *, by: Person, **fields: Any) -> None:
    """Changes a step of the draft. Raises NotWritable."""
    _writable(milestone.draft)
    for name, value in fields.items():
        setattr(milestone, name, value)
    milestone.save()


@transaction.atomic
def remove_milestone(milestone: DraftMilestone, *, by: Person) -> None:
    """Takes a step out of the draft; the history keeps it. Raises NotWritable."""
    _writable(milestone.draft)
    milestone.delete()


@transaction.atomic
def describe(
    draft: Draft, *, by: Person, contributions: Iterable[Contribution] | None = None, **fields: Any
) -> None:
    """Changes title, theme, lead, and what the draft takes up. Raises NotWritable."""
    _writable(draft)
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save(update_fields=list(fields))
    if contributions is not None:
        draft.contributions.set(contributions)
