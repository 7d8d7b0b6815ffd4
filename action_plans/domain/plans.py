"""Adopting a plan."""

from __future__ import annotations

import hashlib
import json

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from action_plans.domain import phases
from action_plans.domain.drafts import DESCRIBED
from action_plans.models import (
    Act,
    ActionPlan,
    Draft,
    DraftMilestone,
    DraftState,
    PlanState,
    Revision,
)
from forums.domain.errors import ChangedMeanwhile, Incomplete, Refused
from forums.models import Decision, Outcome, Person


class AdoptedAlready(Refused):
    """A plan is adopted once."""


class NotDecided(Refused):
    """A plan is adopted by a published decision of its own forum."""


def fingerprint(plan: ActionPlan) -> str:
    """Tells what would be adopted today: the proposed drafts with all that they say."""
    proposed = Draft.objects.filter(plan=plan, state=DraftState.PROPOSED)
    heads = Revision.objects.filter(draft__in=proposed).standing().heads()
    steps = DraftMilestone.objects.filter(draft__in=proposed)
    offices = Draft.supporting.through.objects.filter(draft__in=proposed)
    values = [
        list(rows)
        for rows in (
            proposed.order_by("pk").values_list("pk", *DESCRIBED),
            heads.order_by("pk").values_list("pk"),
            steps.order_by("draft", "position", "pk").values_list(
                "pk", "position", "title", "outputs", "responsible", "starts_on", "due_on"
            ),
            offices.order_by("draft", "organisation").values_list("draft", "organisation"),
        )
    ]
    said = json.dumps(values, sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


@transaction.atomic
def adopt(
    plan: ActionPlan, *, by: Person, decision: Decision, seen: str | None = None
) -> list[Draft]:
    """Adopts the plan and its proposed drafts, and returns these in order.

    `seen` is the fingerprint of what the person had before her. Raises AdoptedAlready, NotDecided,
    Incomplete where no draft is proposed, or ChangedMeanwhile.
    """
    locked = ActionPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if locked.adopted_at is not None:
        raise AdoptedAlready(_("This plan has been adopted already."))
    phases.require(locked, Act.DECIDE, by=by)
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
    if seen is not None and seen != fingerprint(locked):
        raise ChangedMeanwhile(
            _(
                "The drafts were changed while you had this page open. Read them as they stand "
                "now, then adopt the plan."
            )
        )
    for draft in drafts:
        draft.state = DraftState.ADOPTED
        draft.save(update_fields=["state"])
    plan.state = PlanState.IMPLEMENTATION
    plan.adopted_at = timezone.now()
    plan.adopted_by = decision
    plan.save(update_fields=["state", "adopted_at", "adopted_by"])
    return drafts
