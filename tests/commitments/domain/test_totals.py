from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from action_plans.models import ActionPlan, Theme
from commitments.domain.status import Tally
from commitments.domain.totals import open_over_time, plan_totals
from commitments.models import Commitment, Milestone, ReportingRound, Update, UpdateState
from forums.models import Forum

pytestmark = pytest.mark.django_db

START = dt.date(2025, 1, 1)


@pytest.fixture
def plan() -> ActionPlan:
    forum = Forum.objects.create(slug="somewhere", name="Somewhere", member="Somewhere")
    return ActionPlan.objects.create(
        forum=forum, slug="plan", title="Plan", starts_on=START, ends_on=dt.date(2026, 12, 31)
    )


def commitment(plan: ActionPlan, number: int, *states: str, **fields: Any) -> Commitment:
    fields.setdefault("published_at", timezone.now())
    made = Commitment.objects.create(plan=plan, number=number, title=f"C{number}", **fields)
    for step, state in enumerate(states, start=1):
        Milestone.objects.create(
            commitment=made, number=f"{number}.{step}", status=state, title="M"
        )
    return made


def report(round: ReportingRound, milestone: Milestone, status: str) -> Update:
    return Update.objects.create(
        milestone=milestone,
        round=round,
        status=status,
        state=UpdateState.PUBLISHED,
        published_at=timezone.now(),
        imported=True,
    )


def reporting_round(plan: ActionPlan, as_of: dt.date, **fields: Any) -> ReportingRound:
    fields.setdefault("published_at", timezone.now())
    return ReportingRound.objects.create(
        plan=plan,
        slug=as_of.isoformat(),
        title="R",
        as_of=as_of,
        opens_on=as_of,
        due_on=as_of,
        **fields,
    )


def test_the_published_totals_of_the_real_plan_come_out(us_plan: ActionPlan) -> None:
    totals = plan_totals(us_plan)

    assert totals.commitments == Tally(complete=14, in_progress=22)
    assert totals.milestones == Tally(complete=33, in_progress=36, not_started=1)
    by_theme = {item.theme.slug: item for item in totals.themes if item.theme}
    assert {slug: item.commitments.total for slug, item in by_theme.items()} == {
        "counter-corruption": 13,
        "access-to-data": 8,
        "equal-justice": 6,
        "service-delivery": 5,
        "civic-space": 4,
    }
    assert {slug: item.milestones for slug, item in by_theme.items()} == {
        "counter-corruption": Tally(complete=5, in_progress=18),
        "access-to-data": Tally(complete=11, in_progress=7, not_started=1),
        "equal-justice": Tally(complete=9, in_progress=8),
        "civic-space": Tally(complete=2, in_progress=2),
        "service-delivery": Tally(complete=6, in_progress=1),
    }


def test_the_open_milestones_of_the_real_plan_come_out(us_plan: ActionPlan) -> None:
    assert open_over_time(us_plan) == [
        (dt.date(2022, 12, 28), 70, 70),
        (dt.date(2023, 8, 31), 56, 70),
        (dt.date(2024, 2, 29), 37, 70),
    ]


def test_unpublished_commitments_are_not_counted(plan: ActionPlan) -> None:
    commitment(plan, 1, "complete", status="complete")
    commitment(plan, 2, "complete", published_at=None)
    commitment(plan, 3, "complete", withdrawn_at=timezone.now())

    totals = plan_totals(plan)

    assert totals.commitments.total == totals.milestones.total == 1


def test_commitments_without_a_theme_come_last(plan: ActionPlan) -> None:
    health = Theme.objects.create(plan=plan, slug="health", name="Health", position=2)
    unused = Theme.objects.create(plan=plan, slug="unused", name="Unused", position=1)
    commitment(plan, 1, "complete", theme=health)
    commitment(plan, 2, "in_progress")

    themes = plan_totals(plan).themes

    assert [item.theme for item in themes] == [unused, health, None]
    assert [item.milestones.total for item in themes] == [0, 1, 1]


def test_withdrawn_milestones_are_out_of_the_total_from_the_round_that_says_so(
    plan: ActionPlan,
) -> None:
    first, second = commitment(plan, 1, "not_started", "not_started").milestones.all()
    early, late = (reporting_round(plan, dt.date(2025, month, 1)) for month in (6, 12))
    report(early, first, "complete")
    report(late, second, "withdrawn")

    assert open_over_time(plan) == [(START, 2, 2), (early.as_of, 1, 2), (late.as_of, 0, 1)]


def test_what_is_not_published_does_not_close_a_milestone(plan: ActionPlan) -> None:
    (milestone,) = commitment(plan, 1, "not_started").milestones.all()
    hidden = reporting_round(plan, dt.date(2025, 6, 1), published_at=None)
    shown = reporting_round(plan, dt.date(2025, 12, 1))
    report(hidden, milestone, "complete")
    Update.objects.create(milestone=milestone, round=shown, status="complete")

    assert open_over_time(plan) == [(START, 1, 1), (shown.as_of, 1, 1)]


@pytest.mark.parametrize("size", [1, 40])
def test_the_number_of_queries_does_not_grow(
    plan: ActionPlan, size: int, django_assert_num_queries: Any
) -> None:
    round = reporting_round(plan, dt.date(2025, 6, 1))
    for number in range(1, size + 1):
        for milestone in commitment(plan, number, "in_progress", "complete").milestones.all():
            report(round, milestone, "complete")

    with django_assert_num_queries(3):
        plan_totals(plan)
    with django_assert_num_queries(2):
        open_over_time(plan)
