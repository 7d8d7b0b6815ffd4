from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

import pytest
from time_machine import TimeMachineFixture

from action_plans.domain import contributions, responses
from action_plans.models import ActionPlan, Contribution
from forums.domain.errors import Incomplete
from forums.models import Notice
from tests.factories import (
    ActionPlanFactory,
    ContributionFactory,
    PersonFactory,
    PhaseFactory,
    days,
)

pytestmark = pytest.mark.django_db
TEXT: dict[str, Any] = {"title": "Slow answers", "problem": "Requests wait for months."}


def open_plan() -> ActionPlan:
    plan: ActionPlan = PhaseFactory().plan
    return plan


def test_a_contribution_is_published_and_its_author_gets_a_receipt() -> None:
    plan, author = open_plan(), PersonFactory()
    sent = contributions.submit(plan, by=author, **TEXT)
    assert sent in Contribution.objects.public()
    assert Notice.objects.filter(person=author, key=f"contribution:{sent.pk}:received").exists()


def test_a_double_click_is_one_contribution() -> None:
    plan, author, submission = open_plan(), PersonFactory(), uuid.uuid4()
    first = contributions.submit(plan, by=author, submission=submission, **TEXT)
    second = contributions.submit(plan, by=author, submission=submission, **TEXT)
    assert first == second
    assert plan.contributions.count() == 1


def test_outside_an_open_phase_contributions_are_refused() -> None:
    with pytest.raises(contributions.NotOpen):
        contributions.submit(ActionPlanFactory(), by=PersonFactory(), **TEXT)
    closed = PhaseFactory()
    closed.closes_on = closed.opens_on + days(1)
    closed.save()
    with pytest.raises(contributions.NotOpen):
        contributions.submit(closed.plan, by=PersonFactory(), **TEXT)


def test_a_plan_that_is_not_public_takes_no_contributions() -> None:
    phase = PhaseFactory(plan__published_at=None)
    with pytest.raises(contributions.NotOpen):
        contributions.submit(phase.plan, by=PersonFactory(), **TEXT)


def answer(plan: ActionPlan, rows: Iterable[Contribution], reason: str = "Because.") -> None:
    responses.answer(
        plan,
        by=PersonFactory(),
        contributions=rows,
        disposition="included",
        heard={"en": "You said."},
        reason={"en": reason},
    )


def test_an_answer_is_published_and_every_author_is_told_once() -> None:
    plan = ActionPlanFactory()
    rows = [ContributionFactory(plan=plan) for _ in range(3)]
    answer(plan, rows)
    assert plan.contributions.answered().count() == 3
    assert not plan.contributions.waiting().exists()
    assert Notice.objects.filter(key__endswith=":answered").count() == 3


def test_a_contribution_is_answered_once() -> None:
    contribution = ContributionFactory()
    answer(contribution.plan, [contribution])
    with pytest.raises(responses.AnsweredAlready):
        answer(contribution.plan, [contribution])


def test_an_answer_without_a_reason_is_none() -> None:
    contribution = ContributionFactory()
    with pytest.raises(Incomplete):
        answer(contribution.plan, [contribution], reason="")
    assert contribution.plan.contributions.waiting().exists()


def test_a_contribution_to_another_plan_is_not_answered_here() -> None:
    with pytest.raises(Incomplete):
        answer(ActionPlanFactory(), [ContributionFactory()])


def test_another_text_from_a_form_that_was_sent_before_is_not_lost() -> None:
    plan, author, submission = open_plan(), PersonFactory(), uuid.uuid4()
    contributions.submit(plan, by=author, submission=submission, **TEXT)
    contributions.submit(plan, by=author, submission=submission, **{**TEXT, "title": "Another"})
    contributions.submit(plan, by=PersonFactory(), submission=submission, **TEXT)
    assert plan.contributions.count() == 3


def test_a_phase_closes_at_midnight_in_the_forums_own_time_zone(
    time_machine: TimeMachineFixture,
) -> None:
    phase = PhaseFactory(
        plan__forum__time_zone="America/Panama",
        opens_on=dt.date(2027, 3, 1),
        closes_on=dt.date(2027, 3, 4),
    )
    time_machine.move_to(dt.datetime(2027, 3, 5, 4, 59, tzinfo=dt.UTC))
    assert contributions.open_phase(phase.plan) == phase
    time_machine.move_to(dt.datetime(2027, 3, 5, 5, 1, tzinfo=dt.UTC))
    assert contributions.open_phase(phase.plan) is None
