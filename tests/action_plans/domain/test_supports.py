from __future__ import annotations

import pytest
from django.utils import timezone

from action_plans.domain import supports
from action_plans.domain.phases import NotOpen
from action_plans.models import Contribution
from forums.domain.errors import NotPublished
from tests.factories import ContributionFactory, PersonFactory, PhaseFactory

pytestmark = pytest.mark.django_db


def contribution(**fields: object) -> Contribution:
    row: Contribution = ContributionFactory(
        plan=PhaseFactory(acts={"support": "anybody"}).plan, **fields
    )
    return row


def test_support_is_given_once_and_taken_back() -> None:
    row, person = contribution(), PersonFactory()
    supports.give(row, by=person)
    supports.give(row, by=person)
    assert supports.supporters(row) == 1
    supports.take_back(row, by=person)
    supports.take_back(row, by=person)
    assert supports.supporters(row) == 0


def test_nobody_supports_her_own() -> None:
    row = contribution()
    assert row.author is not None
    with pytest.raises(supports.YourOwn):
        supports.give(row, by=row.author)


def test_where_no_phase_is_for_it_support_is_refused_with_a_sentence() -> None:
    with pytest.raises(NotOpen, match="Support contributions"):
        supports.give(ContributionFactory(plan=PhaseFactory().plan), by=PersonFactory())


def test_what_is_not_public_is_not_supported() -> None:
    with pytest.raises(NotPublished):
        supports.give(contribution(withdrawn_at=timezone.now()), by=PersonFactory())
