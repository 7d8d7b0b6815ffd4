"""Adopting a plan."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from action_plans.models import ActionPlan, Draft, DraftState, PlanState
from forums.domain.errors import Incomplete, Refused
from forums.models import Decision, Outcome, Person


class AdoptedAlready(Refused):
    """A plan is adopted once."""


class NotDecided(Refused):
    """A plan is adopted by a published decision of its own forum."""


@transaction.atomic
def adopt(plan: ActionPlan, *, by: Person, decision: Decision) -> list[Draft]:
    """Adopts the plan and its proposed drafts, and returns these in order.

    Raises AdoptedAlready, NotDecided, or Incomplete where no draft is proposed.
    """
    locked = ActionPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if locked.adopted_at is not None:
        raise AdoptedAlready(_("This plan has been adopted already."))
    if (
        decision.forum_id != plan.forum_id
        or decision.outcome != Outcome.ADOPTED
        or not decision.is_public
    ):
        raise NotDecided(_("A plan is adopted by a published decision of its forum."))
    drafts = list(
        plan.drafts.filter(state=DraftState.PROPOSED)
        .order_by("number")
        .select_for_update(of=("self",))
    )
    if not drafts:
        raise Incomplete(_("No draft has been proposed. Propose at least one before you adopt."))
    for draft in drafts:
        draft.state = DraftState.ADOPTED
        draft.save(update_fields=["state"])
    plan.state = PlanState.IMPLEMENTATION
    plan.adopted_at = timezone.now()
    plan.adopted_by = decision
    plan.save(update_fields=["state", "adopted_at", "adopted_by"])
    return drafts
