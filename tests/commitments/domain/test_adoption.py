from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from action_plans.domain import drafts, milestones, plans
from action_plans.domain.rule_sets import rule_set
from action_plans.models import ActionPlan, DraftState, RuleSetKey
from commitments.domain import adoption, versions
from commitments.domain.adoption_readiness import size_advice
from commitments.models import Commitment, PlanVersion
from forums.domain import notices
from forums.domain.errors import Incomplete, Refused
from forums.models import Decision, Outcome
from tests.conftest import Mailbox
from tests.factories import (
    ActionPlanFactory,
    ContributionFactory,
    DecisionFactory,
    DraftFactory,
    OrganisationFactory,
    PersonFactory,
    seated,
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
    milestones.add(draft, by=ana, title={"en": "A law"}, due_on=dt.date(2028, 1, 1))
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


def test_a_commitment_carries_all_that_its_draft_says() -> None:
    plan, office = ActionPlanFactory(), OrganisationFactory()
    draft = DraftFactory(
        plan=plan,
        state=DraftState.PROPOSED,
        values=["transparency"],
        contact_name="Ana Ruiz",
        contact_role="Head of unit",
        contact_email="unit@example.org",
    )
    draft.supporting.add(office)
    draft.milestones.create(title={"en": "A law"}, outputs={"en": "The text"})
    [commitment] = adoption.adopt(plan, by=PersonFactory(), decision=taken(plan))
    assert commitment.values == ["transparency"]
    assert list(commitment.supporting.all()) == [office]
    assert commitment.contact_name == "Ana Ruiz"
    assert commitment.contact_email == "unit@example.org"
    assert str(commitment.milestones.get().outputs) == "The text"


def test_the_first_version_is_kept_with_the_adoption() -> None:
    plan = ActionPlanFactory(introduction={"en": "Why."})
    DraftFactory(plan=plan, state=DraftState.PROPOSED, title={"en": "Ready"})
    decision = taken(plan)
    adoption.adopt(plan, by=PersonFactory(), decision=decision)
    version = PlanVersion.objects.get()
    assert (version.number, version.cause, version.decision) == (1, "adopted", decision)
    text = versions.text_of(version)
    assert (str(text.introduction), [str(row.title) for row in text.commitments]) == (
        "Why.",
        ["Ready"],
    )


def test_commitments_take_the_numbers_that_were_chosen() -> None:
    plan = ActionPlanFactory()
    first, _second, third = (
        DraftFactory(plan=plan, state=DraftState.PROPOSED, title={"en": name}) for name in "ABC"
    )
    adopted = adoption.adopt(
        plan,
        by=PersonFactory(),
        decision=taken(plan),
        numbers={third.pk: 1, first.pk: 2},
    )
    assert [(row.number, str(row.title)) for row in adopted] == [(1, "C"), (2, "A"), (3, "B")]


def test_who_contributed_hears_what_became_of_it(mailbox: Mailbox) -> None:
    plan = ActionPlanFactory()
    member = seated(plan.forum)
    draft = DraftFactory(plan=plan, state=DraftState.PROPOSED, title={"en": "Clean water"})
    taken_up = ContributionFactory(plan=plan, title="Brown water")
    other = ContributionFactory(plan=plan, title="Loud music")
    ContributionFactory(plan=plan, published_at=None)
    draft.contributions.add(taken_up)
    adoption.adopt(plan, by=member, decision=taken(plan))
    notices.deliver_due()
    assert len(mailbox.messages) == 3
    [mail] = mailbox.to(taken_up.author.email)
    body = mail.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert "“Brown water”. Taken up in commitment 1: Clean water" in text
    assert "Loud music" not in text
    assert "Taken up" not in str(mailbox.to(other.author.email)[0])


@pytest.mark.django_db(transaction=True)
def test_a_plan_that_two_adopt_at_once_is_adopted_once() -> None:
    plan = ActionPlanFactory()
    DraftFactory(plan=plan, state=DraftState.PROPOSED)
    decision, ana = taken(plan), PersonFactory()

    def adopt(_number: int) -> bool:
        try:
            own = ActionPlan.objects.select_related("forum").get(pk=plan.pk)
            adoption.adopt(own, by=ana, decision=decision)
        except Refused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(adopt, range(2))) == [False, True]
    assert (Commitment.objects.count(), PlanVersion.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("count", "met", "words"),
    [
        (4, False, "fewer than the 5"),
        (5, True, "as many as advised"),
        (15, True, "as many as advised"),
        (16, False, "more than the 15 that are advised"),
        (21, False, "more than the 20 that are expected at most"),
    ],
)
def test_the_rules_advise_how_many_commitments(count: int, met: bool, words: str) -> None:
    advice = size_advice(count, rule_set(RuleSetKey.STANDARDS_2021))
    assert (advice.met, words in str(advice.label)) == (met, True)
