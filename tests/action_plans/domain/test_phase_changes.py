from __future__ import annotations

import datetime as dt
import itertools
import threading
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from action_plans.domain import phase_changes
from action_plans.domain.phase_changes import HasPhases, OverAlready, five_phases
from action_plans.models import Act, ActionPlan, PhaseKind, PlanState, Who
from forums.domain.errors import ChangedMeanwhile, Incomplete
from forums.models import Notice
from tests.factories import ActionPlanFactory, PhaseFactory, coordinator, days, seated

pytestmark = pytest.mark.django_db


def fields(plan: ActionPlan, *, first: int, last: int, **more: Any) -> dict[str, Any]:
    """What the form gives for a phase from so many days after today to so many."""
    today = plan.forum.today
    return {
        "kind": PhaseKind.OTHER,
        "title": {"en": "Town halls"},
        "description": {"en": "In every town."},
        "opens_on": today + days(first),
        "closes_on": today + days(last),
        "acts": {Act.CONTRIBUTE: Who.ANYBODY},
        **more,
    }


@given(st.dates(dt.date(2015, 1, 1), dt.date(2100, 1, 1)), st.integers(19, 1000))
def test_the_five_phases_fill_all_days_without_gap_or_overlap(begins: dt.date, length: int) -> None:
    rows = five_phases(begins, begins + days(length))
    assert [row.kind for row in rows] == [kind for kind in PhaseKind if kind != PhaseKind.OTHER]
    assert (rows[0].opens_on, rows[-1].closes_on) == (begins, begins + days(length))
    assert all(row.opens_on <= row.closes_on for row in rows)
    for before, after in itertools.pairwise(rows):
        assert after.opens_on == before.closes_on + days(1)


def test_too_few_days_for_five_phases_are_refused() -> None:
    with pytest.raises(Incomplete):
        five_phases(dt.date(2026, 1, 1), dt.date(2026, 1, 19))


def test_five_phases_are_laid_out_in_one_step_in_every_language_of_the_forum() -> None:
    plan = ActionPlanFactory(
        co_creation_starts_on=dt.date(2026, 1, 1), starts_on=dt.date(2026, 9, 1)
    )
    made = phase_changes.propose(plan, by=coordinator(plan.forum))
    assert [str(row.title) for row in made] == [
        "Outreach", "Shaping", "Drafting", "Reviewing", "Finalising",
    ]  # fmt: skip
    assert set(plan.forum.languages) <= set(made[0].title)
    assert made[-1].closes_on == dt.date(2026, 8, 31)
    assert {row.act for row in made[0].acts.all()} == {Act.CONTRIBUTE, Act.SUPPORT}


def test_a_set_is_proposed_only_where_there_is_no_phase_and_a_start() -> None:
    with pytest.raises(HasPhases):
        phase_changes.propose(PhaseFactory().plan, by=coordinator(ActionPlanFactory().forum))
    plan = ActionPlanFactory(co_creation_starts_on=None)
    with pytest.raises(Incomplete):
        phase_changes.propose(plan, by=coordinator(plan.forum))


def test_two_clicks_make_one_set() -> None:
    plan = ActionPlanFactory(
        co_creation_starts_on=dt.date(2026, 1, 1), starts_on=dt.date(2026, 9, 1)
    )
    person = coordinator(plan.forum)
    phase_changes.propose(plan, by=person)
    with pytest.raises(HasPhases):
        phase_changes.propose(plan, by=person)
    assert plan.phases.count() == 5


def test_members_of_a_public_plan_are_told_of_changed_dates_but_not_who_changed_them() -> None:
    plan = ActionPlanFactory()
    person, member = coordinator(plan.forum), seated(plan.forum)
    phase = phase_changes.add(plan, by=person, **fields(plan, first=3, last=9))
    told = phase_changes.change(phase, by=person, **fields(plan, first=4, last=12))
    assert told == 1
    last = Notice.objects.filter(person=member).order_by("due_at").last()
    assert last is not None
    assert "- “Town halls”: " in last.text
    assert "(before: " in last.text
    assert not Notice.objects.filter(person=person).exists()


def test_nobody_is_told_where_only_words_change_or_the_plan_is_not_public() -> None:
    plan = ActionPlanFactory()
    person, _ = coordinator(plan.forum), seated(plan.forum)
    phase = phase_changes.add(plan, by=person, **fields(plan, first=3, last=9))
    other = fields(plan, first=3, last=9, title={"en": "Evenings"})
    assert phase_changes.change(phase, by=person, **other) == 0
    hidden = ActionPlanFactory(published_at=None)
    boss, member = coordinator(hidden.forum), seated(hidden.forum)
    phase_changes.add(hidden, by=boss, **fields(hidden, first=3, last=9))
    assert not Notice.objects.filter(person=member).exists()


def test_the_later_phases_move_along_where_that_is_asked_for() -> None:
    plan = ActionPlanFactory()
    person = coordinator(plan.forum)
    first = phase_changes.add(plan, by=person, **fields(plan, first=3, last=9))
    second = phase_changes.add(plan, by=person, **fields(plan, first=10, last=20, title="Two"))
    phase_changes.change(first, by=person, move_later=True, **fields(plan, first=3, last=14))
    second.refresh_from_db()
    today = plan.forum.today
    assert (second.opens_on, second.closes_on) == (today + days(15), today + days(25))


def test_of_two_coordinators_who_change_a_phase_the_second_is_shown_the_first_ones_text() -> None:
    phase = PhaseFactory()
    plan = phase.plan
    seen = phase_changes.fingerprint(phase)
    values = fields(plan, first=0, last=5)
    phase_changes.change(phase, by=coordinator(plan.forum), seen=seen, **values)
    with pytest.raises(ChangedMeanwhile):
        phase_changes.change(
            phase, by=coordinator(plan.forum), seen=seen, **{**values, "title": {"en": "Mine"}}
        )
    with pytest.raises(ChangedMeanwhile):
        phase_changes.remove(phase, by=coordinator(plan.forum), seen=seen)
    phase.refresh_from_db()
    assert str(phase.title) == "Town halls"


def test_other_acts_are_another_content() -> None:
    phase = PhaseFactory()
    seen = phase_changes.fingerprint(phase)
    phase.acts.create(act=Act.SUGGEST)
    assert phase_changes.fingerprint(phase) != seen


def test_a_removed_phase_is_gone_and_told() -> None:
    phase = PhaseFactory()
    member = seated(phase.plan.forum)
    assert phase_changes.remove(phase, by=coordinator(phase.plan.forum)) == 1
    assert not phase.plan.phases.exists()
    assert "Removed" in Notice.objects.get(person=member).text


def test_an_adopted_plan_keeps_its_phases() -> None:
    phase = PhaseFactory(plan__state=PlanState.IMPLEMENTATION)
    person = coordinator(phase.plan.forum)
    with pytest.raises(OverAlready):
        phase_changes.remove(phase, by=person)
    with pytest.raises(OverAlready):
        phase_changes.add(phase.plan, by=person, **fields(phase.plan, first=1, last=2))


@pytest.mark.django_db(transaction=True)
def test_a_double_click_at_the_same_moment_makes_one_phase() -> None:
    plan = ActionPlanFactory()
    person = coordinator(plan.forum)
    start = threading.Barrier(2)

    def click() -> None:
        start.wait()
        try:
            phase_changes.add(plan, by=person, **fields(plan, first=3, last=9))
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert plan.phases.count() == 1
