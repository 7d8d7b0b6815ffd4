"""Carrying on in the next plan what one plan left unfinished."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from action_plans.domain import drafts, milestones
from action_plans.domain.templates import questions
from action_plans.models import ActionPlan, Draft, PlanState
from commitments.models import Commitment, CommitmentStatus, Continuation, MilestoneStatus
from forums.domain.errors import Refused
from forums.models import Person, Translated

DONE = (CommitmentStatus.COMPLETE, CommitmentStatus.WITHDRAWN)


class NothingToCarryOn(Refused):
    """A commitment that is complete goes on in no plan."""


class CarriedOnAlready(Refused):
    """A commitment goes on in a plan once."""


class NotALaterPlan(Refused):
    """A commitment goes on in a later plan of the same forum."""


def later_plans(commitment: Commitment) -> QuerySet[ActionPlan]:
    """The plans of the forum that come after the commitment's, the next first."""
    plan = commitment.plan
    rows = ActionPlan.objects.filter(forum=plan.forum, starts_on__gt=plan.starts_on)
    return rows.order_by("starts_on", "pk")


def later_commitments(commitment: Commitment) -> QuerySet[Commitment]:
    """The commitments of later plans in which it can be said to go on."""
    return (
        Commitment.objects.public()
        .filter(plan__in=later_plans(commitment))
        .exclude(continues__earlier=commitment)
        .select_related("plan__forum")
        .order_by("plan__starts_on", "number")
    )


@transaction.atomic
def carry_on(commitment: Commitment, *, by: Person, plan: ActionPlan) -> Draft:
    """Starts a draft in a later plan with the commitment's text and its unfinished milestones.

    The dates are left open, for they belong to the plan that they were promised in. Raises
    NothingToCarryOn, NotALaterPlan, CarriedOnAlready, and what starting a draft raises.
    """
    locked = _unfinished(commitment)
    _require_later(locked, plan)
    if locked.continuations.filter(draft__plan=plan).exists():
        raise CarriedOnAlready(_("This commitment is carried on in that plan already."))
    draft = drafts.start(
        plan, by=by, title=locked.title, lead=locked.lead, values=list(locked.values)
    )
    draft.supporting.set(locked.supporting.all())
    asked = {question.key for question in questions(plan.template)}
    for question, texts in locked.answers.items():
        if question not in asked:
            continue
        for language, text in Translated.of(texts).texts().items():
            drafts.save(
                draft, by=by, question=question, language=language, text=text, base_number=0
            )
    for step in locked.milestones.filter(
        status__in=[MilestoneStatus.NOT_STARTED, MilestoneStatus.IN_PROGRESS]
    ).select_related("responsible"):
        milestones.add(
            draft, by=by, title=step.title, outputs=step.outputs, responsible=step.responsible
        )
    Continuation.objects.create(earlier=locked, draft=draft, made_by=by)
    return draft


@transaction.atomic
def link(commitment: Commitment, *, by: Person, later: Commitment) -> Continuation:
    """Says that the commitment goes on in one of a later plan that is there already.

    Raises NothingToCarryOn, NotALaterPlan, CarriedOnAlready.
    """
    locked = _unfinished(commitment)
    _require_later(locked, later.plan)
    found, created = Continuation.objects.get_or_create(
        earlier=locked, later=later, defaults={"made_by": by}
    )
    if not created:
        raise CarriedOnAlready(_("These two are linked already."))
    return found


def follow(commitment: Commitment) -> None:
    """Links a commitment that a draft has become with the one that the draft carried on."""
    if commitment.draft_id is not None:
        Continuation.objects.filter(draft=commitment.draft_id).update(later=commitment)


def _unfinished(commitment: Commitment) -> Commitment:
    rows = Commitment.objects.select_for_update(of=("self",)).select_related("plan__forum", "lead")
    locked = rows.get(pk=commitment.pk)
    if locked.status in DONE and locked.taken_out_on is None:
        raise NothingToCarryOn(_("This commitment is complete: there is nothing to carry on."))
    return locked


def _require_later(commitment: Commitment, plan: ActionPlan) -> None:
    same = plan.forum_id == commitment.plan.forum_id
    if not same or plan.starts_on <= commitment.plan.starts_on:
        raise NotALaterPlan(_("A commitment is carried on in a later plan of the same forum."))


def open_plans(commitment: Commitment) -> QuerySet[ActionPlan]:
    """The later plans that are being made, in which a draft can be started."""
    return later_plans(commitment).filter(state=PlanState.CO_CREATION)
