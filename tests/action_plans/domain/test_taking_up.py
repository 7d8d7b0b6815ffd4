from __future__ import annotations

import pytest
from django.utils import timezone

from action_plans.domain import taking_up
from action_plans.domain.drafts import NotWritable
from action_plans.models import Contribution, DraftState
from forums.domain.errors import NotPublished
from tests.factories import ContributionFactory, DraftFactory, PersonFactory

pytestmark = pytest.mark.django_db


def test_a_draft_takes_up_a_contribution_and_lets_it_go() -> None:
    draft = DraftFactory()
    row = ContributionFactory(plan=draft.plan)
    taking_up.take_up(row, draft=draft, by=PersonFactory())
    taking_up.take_up(row, draft=draft, by=PersonFactory())
    assert list(draft.contributions.all()) == [row]
    taking_up.let_go(row, draft=draft, by=PersonFactory())
    assert not draft.contributions.exists()


def test_who_only_sorts_contributions_is_no_author_of_the_draft() -> None:
    draft = DraftFactory()
    row = ContributionFactory(plan=draft.plan)
    taking_up.take_up_all([row], draft=draft, by=PersonFactory())
    taking_up.let_go(row, draft=draft, by=PersonFactory())
    assert not draft.authorships.exists()


def test_what_was_merged_is_taken_up_as_the_one_that_goes_on() -> None:
    draft = DraftFactory()
    goes_on = ContributionFactory(plan=draft.plan)
    merged = ContributionFactory(plan=draft.plan, merged_into=goes_on, merged_at=timezone.now())
    taking_up.take_up(merged, draft=draft, by=PersonFactory())
    assert list(draft.contributions.all()) == [goes_on]


def test_only_public_contributions_to_the_same_plan_are_taken_up() -> None:
    draft = DraftFactory()
    with pytest.raises(taking_up.OfAnotherPlan):
        taking_up.take_up(ContributionFactory(), draft=draft, by=PersonFactory())
    with pytest.raises(NotPublished):
        taking_up.take_up(
            ContributionFactory(plan=draft.plan, published_at=None), draft=draft, by=PersonFactory()
        )


def test_taken_up_is_what_a_public_draft_takes_up_itself_or_with_what_was_merged() -> None:
    public = DraftFactory(published_at=timezone.now())
    hidden = DraftFactory(plan=public.plan)
    goes_on, alone, secret = (ContributionFactory(plan=public.plan) for _ in range(3))
    merged = ContributionFactory(plan=public.plan, merged_into=goes_on, merged_at=timezone.now())
    public.contributions.add(merged)
    hidden.contributions.add(secret)
    assert set(Contribution.objects.taken_up()) == {goes_on, merged}
    public.contributions.add(alone)
    assert alone in Contribution.objects.taken_up()


def test_what_was_adopted_keeps_what_it_took_up() -> None:
    draft = DraftFactory(state=DraftState.ADOPTED)
    kept, other = (ContributionFactory(plan=draft.plan) for _ in range(2))
    draft.contributions.add(kept)
    with pytest.raises(NotWritable):
        taking_up.take_up(other, draft=draft, by=PersonFactory())
    with pytest.raises(NotWritable):
        taking_up.let_go(kept, draft=draft, by=PersonFactory())
    assert list(draft.contributions.all()) == [kept]
