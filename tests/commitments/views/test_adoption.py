"""The page on which a plan is adopted."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from action_plans.domain import drafts as writing
from action_plans.domain import plans
from action_plans.models import ActionPlan, Draft
from commitments.models import Commitment, PlanVersion
from forums.models import Person
from tests.factories import (
    ActionPlanFactory,
    ContributionFactory,
    DraftFactory,
    ThemeFactory,
    adopting,
    coordinator,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> ActionPlan:
    made: ActionPlan = ActionPlanFactory()
    return made


@pytest.fixture
def ana(plan: ActionPlan, client: Client) -> Person:
    person = coordinator(plan.forum)
    client.force_login(person)
    return person


def proposed(plan: ActionPlan, **fields: Any) -> Draft:
    draft: Draft = DraftFactory(plan=plan, state="proposed", **fields)
    return draft


def address(plan: ActionPlan) -> str:
    return f"{plan.get_absolute_url()}adopt/"


def sent(plan: ActionPlan, *drafts: Draft, **fields: Any) -> dict[str, Any]:
    """What the form sends: the drafts under the numbers 1, 2 … in this order."""
    numbers = {f"number_{draft.pk}": place for place, draft in enumerate(drafts, start=1)}
    decision = adopting(plan.forum, plan.forum.today)
    return {"decision": decision.pk, "seen": plans.fingerprint(plan), **numbers, **fields}


def test_the_coordinator_chooses_the_numbers(client: Client, plan: ActionPlan, ana: Person) -> None:
    first, second = proposed(plan, title={"en": "A"}), proposed(plan, title={"en": "B"})
    answer = client.post(address(plan), sent(plan, second, first), follow=True)
    assert [str(row.title) for row in Commitment.objects.order_by("number")] == ["B", "A"]
    assert "The plan is adopted with 2 commitments." in answer.content.decode()
    assert PlanVersion.objects.get().number == 1


def test_drafts_are_offered_by_theme_and_number(
    client: Client, plan: ActionPlan, ana: Person
) -> None:
    late, early = ThemeFactory(plan=plan, position=2), ThemeFactory(plan=plan, position=1)
    drafts = [proposed(plan, theme=theme) for theme in (None, late, early)]
    form = client.get(address(plan)).context["form"]
    assert [draft.pk for draft, _field in form.rows()] == [draft.pk for draft in drafts[::-1]]


@pytest.mark.parametrize("number", ["1", "0", "99999999999999999999", "x", "", "1\x00"])
def test_a_number_that_is_taken_or_none_gets_a_sentence(
    client: Client, plan: ActionPlan, ana: Person, number: str
) -> None:
    first, second = proposed(plan), proposed(plan)
    data = sent(plan, first, second) | {f"number_{second.pk}": number}
    answer = client.post(address(plan), data)
    assert answer.status_code == 200
    assert answer.context["form"].errors[f"number_{second.pk}"]
    assert not Commitment.objects.exists()


def test_the_page_says_what_the_plan_lacks(client: Client, plan: ActionPlan, ana: Person) -> None:
    proposed(plan, title={"en": "Ready"})
    DraftFactory(plan=plan, title={"en": "Left behind"})
    ContributionFactory(plan=plan)
    advice = {item.label: item for item in client.get(address(plan)).context["advice"]}
    assert advice["1 draft has not been proposed"].details == ("Left behind",)
    assert not advice["1 contribution has no answer yet"].met
    assert "Ready" in advice["Not everything is written in English"].details
    assert not advice["1 commitment: fewer than the 5 that are advised"].met


def test_the_page_counts_who_will_be_told_and_names_nobody(
    client: Client, plan: ActionPlan, ana: Person
) -> None:
    proposed(plan)
    author = ContributionFactory(plan=plan, is_anonymous=True).author
    ContributionFactory(plan=plan, author=ana)
    page = client.get(address(plan))
    assert [len(page.context["told"].members), len(page.context["told"].contributors)] == [1, 1]
    assert author.name not in page.content.decode()


def test_a_plan_that_lacks_everything_is_adopted_all_the_same(
    client: Client, plan: ActionPlan, ana: Person
) -> None:
    client.post(address(plan), sent(plan, proposed(plan)))
    plan.refresh_from_db()
    assert plan.adopted_at is not None


def test_a_citizen_does_not_adopt(client: Client, plan: ActionPlan) -> None:
    client.force_login(ContributionFactory(plan=plan).author)
    assert client.post(address(plan), sent(plan, proposed(plan))).status_code == 403
    assert not Commitment.objects.exists()


def test_a_commitment_leads_to_the_history_of_each_answer(
    client: Client, plan: ActionPlan, ana: Person
) -> None:
    draft = proposed(plan, published_at=plan.published_at)
    contribution = ContributionFactory(plan=plan, title="Brown water")
    hidden = ContributionFactory(plan=plan, title="Hidden", published_at=None)
    draft.contributions.set([contribution, hidden])
    for number in (1, 2):
        draft.revisions.create(
            question="problem", language="en", number=number, text="Said.", author=ana
        )
    client.post(address(plan), sent(plan, draft))
    client.logout()
    page = client.get(Commitment.objects.get().get_absolute_url()).content.decode()
    assert f"{draft.get_absolute_url()}problem/en/history/" in page
    assert "English, 2 revisions" in page
    assert "Brown water" in page
    assert "Hidden" not in page
    assert ana.name in page


@pytest.mark.parametrize("change", ["answer", "title", "milestone", "proposal", "none seen"])
def test_nobody_adopts_what_she_had_not_before_her(
    client: Client, plan: ActionPlan, ana: Person, change: str
) -> None:
    draft = proposed(plan)
    data = sent(plan, draft)
    if change == "answer":
        writing.save(draft, by=ana, question="problem", language="en", text="New.", base_number=0)
    elif change == "title":
        writing.describe(draft, by=ana, title={"en": "Another"})
    elif change == "milestone":
        draft.milestones.create(title={"en": "A law"}, due_on=plan.starts_on)
    elif change == "proposal":
        data[f"number_{proposed(plan).pk}"] = 2
    else:
        del data["seen"]
    answer = client.post(address(plan), data)
    assert "changed while you had this page open" in answer.content.decode()
    assert not Commitment.objects.exists()
    client.post(address(plan), {**data, "seen": answer.context["seen"]})
    assert Commitment.objects.exists()
