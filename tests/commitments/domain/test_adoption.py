from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from action_plans.domain import drafts, plans
from action_plans.models import DraftState
from commitments.domain import adoption
from commitments.models import Commitment
from forums.domain.errors import Incomplete
from forums.models import Decision, Outcome
from tests.factories import (
    ActionPlanFactory,
    DecisionFactory,
    DraftFactory,
    OrganisationFactory,
    PersonFactory,
)

pytestmark = pytest.mark.django_db


def taken(plan: object, **fields: object) -> Decision:
    values = {
        "forum": plan.forum,  # type: ignore[attr-defined]
        "outcome": Outcome.ADOPTED,
        "decided_on": dt.date(2026, 1, 1),
        "published_at": timezone.now(),
        **fields,
    }
    decision: Decision = DecisionFactory(**values)
    return decision


def test_proposed_drafts_become_commitments_with_their_text_and_milestones() -> None:
    plan, ana, office = ActionPlanFactory(), PersonFactory(), OrganisationFactory()
    draft = DraftFactory(plan=plan, lead=office)
    for language, text in (("en", "The problem"), ("es", "El problema")):
        drafts.save(draft, by=ana, question="problem", language=language, text=text, base_number=0)
    drafts.add_milestone(draft, by=ana, title={"en": "A law"}, due_on=dt.date(2028, 1, 1))
    drafts.propose(draft, by=ana)
    [commitment] = adoption.adopt(plan, by=ana, decision=taken(plan))
    assert commitment.answers == {"problem": {"en": "The problem", "es": "El problema"}}
    assert commitment.draft == draft
    milestone = commitment.milestones.get()
    assert (milestone.responsible, milestone.due_on) == (office, dt.date(2028, 1, 1))
    assert milestone.original_due_on == milestone.due_on
    assert commitment in Commitment.objects.public()


def test_drafts_that_were_not_proposed_stay_behind() -> None:
    plan = ActionPlanFactory()
    DraftFactory(plan=plan, state=DraftState.PROPOSED, title={"en": "Ready"})
    DraftFactory(plan=plan, title={"en": "Not ready"})
    adopted = adoption.adopt(plan, by=PersonFactory(), decision=taken(plan))
    assert [str(row.title) for row in adopted] == ["Ready"]


def test_a_plan_is_adopted_once() -> None:
    plan = ActionPlanFactory()
    DraftFactory(plan=plan, state=DraftState.PROPOSED)
    adoption.adopt(plan, by=PersonFactory(), decision=taken(plan))
    with pytest.raises(plans.AdoptedAlready):
        adoption.adopt(plan, by=PersonFactory(), decision=taken(plan))
    assert Commitment.objects.count() == 1


@pytest.mark.parametrize(
    "fields", [{"outcome": Outcome.REJECTED}, {"published_at": None}, {"forum": None}]
)
def test_only_a_published_decision_of_the_forum_adopts(fields: dict[str, object]) -> None:
    plan = ActionPlanFactory()
    DraftFactory(plan=plan, state=DraftState.PROPOSED)
    if "forum" in fields:
        fields = {"forum": ActionPlanFactory().forum}
    with pytest.raises(plans.NotDecided):
        adoption.adopt(plan, by=PersonFactory(), decision=taken(plan, **fields))
    assert not Commitment.objects.exists()


def test_a_plan_without_a_proposed_draft_is_not_adopted() -> None:
    plan = ActionPlanFactory()
    with pytest.raises(Incomplete):
        adoption.adopt(plan, by=PersonFactory(), decision=taken(plan))
    plan.refresh_from_db()
    assert plan.adopted_at is None
