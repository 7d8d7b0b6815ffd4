"""What the database itself holds of contributions."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from action_plans.models import Contribution
from tests.factories import ActionPlanFactory, ContributionFactory, ResponseFactory

pytestmark = pytest.mark.django_db


def put(row: Contribution, **values: object) -> None:
    """Writes past every verb."""
    with transaction.atomic():
        Contribution.objects.filter(pk=row.pk).update(**values)


def merge(row: Contribution, into: Contribution) -> None:
    put(row, merged_into=into, merged_at=timezone.now())


def test_what_was_merged_takes_no_other_into_it() -> None:
    plan = ActionPlanFactory()
    first, second, third = ContributionFactory.create_batch(3, plan=plan)
    merge(first, second)
    with pytest.raises(IntegrityError, match="is not merged"):
        merge(third, first)


def test_what_others_were_merged_into_is_not_merged_itself() -> None:
    plan = ActionPlanFactory()
    first, second, third = ContributionFactory.create_batch(3, plan=plan)
    merge(first, second)
    with pytest.raises(IntegrityError, match="is not merged itself"):
        merge(second, third)


def test_a_contribution_is_not_merged_into_one_of_another_plan() -> None:
    first, other = ContributionFactory(), ContributionFactory()
    with pytest.raises(IntegrityError, match="of its plan"):
        merge(first, other)


def test_a_contribution_is_not_answered_by_a_response_of_another_plan() -> None:
    row = ContributionFactory()
    with pytest.raises(IntegrityError, match="its own plan"):
        put(row, response=ResponseFactory())
    put(row, response=ResponseFactory(plan=row.plan))
    row.refresh_from_db()
    assert row.response is not None


def test_a_contribution_never_moves_to_another_plan() -> None:
    with pytest.raises(DatabaseError, match="contribution_stays_in_its_plan"):
        put(ContributionFactory(), plan=ActionPlanFactory())
