"""How the drafts of an adopted plan become commitments."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from action_plans.domain import plans
from action_plans.models import ActionPlan, Draft
from commitments.models import Commitment, Milestone
from forums.models import Decision, Person


@transaction.atomic
def adopt(plan: ActionPlan, *, by: Person, decision: Decision) -> list[Commitment]:
    """Adopts the plan and turns each proposed draft into a commitment, in one transaction.

    Raises what `action_plans.domain.plans.adopt` raises.
    """
    drafts = plans.adopt(plan, by=by, decision=decision)
    return [_commit(draft, number) for number, draft in enumerate(drafts, start=1)]


def _commit(draft: Draft, number: int) -> Commitment:
    answers: dict[str, dict[str, str]] = {}
    for revision in draft.revisions.standing().heads():
        if revision.text:
            answers.setdefault(revision.question, {})[revision.language] = revision.text
    commitment = Commitment.objects.create(
        plan=draft.plan,
        draft=draft,
        number=number,
        title=draft.title,
        theme=draft.theme,
        lead=draft.lead,
        answers=answers,
        starts_on=draft.plan.starts_on,
        ends_on=draft.plan.ends_on,
        published_at=timezone.now(),
    )
    for step, planned in enumerate(draft.milestones.all(), start=1):
        Milestone.objects.create(
            commitment=commitment,
            number=f"{number}.{step}",
            position=step,
            title=planned.title,
            responsible=planned.responsible or draft.lead,
            starts_on=planned.starts_on,
            due_on=planned.due_on,
            original_due_on=planned.due_on,
        )
    return commitment
