"""An extension of a plan and the days of its milestones, all or nothing."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from action_plans.domain.extensions import NotLonger
from commitments.domain import extensions
from commitments.models import Commitment, Milestone, MilestoneExtension
from tests.factories import (
    CommitmentFactory,
    DocumentFactory,
    ForumFactory,
    MilestoneFactory,
    RunningPlanFactory,
    coordinator,
    days,
)

pytestmark = pytest.mark.django_db


def running() -> tuple[Any, Any, Any]:
    """A plan, its open milestone that is due a month before the end, and its coordinator."""
    plan = RunningPlanFactory(forum=ForumFactory(slug="river"), slug="third")
    commitment = CommitmentFactory(plan=plan, starts_on=plan.starts_on, ends_on=plan.ends_on)
    milestone = MilestoneFactory(commitment=commitment, due_on=plan.ends_on - days(30))
    return plan, milestone, coordinator(plan.forum)


def extend(plan: Any, by: Any, **fields: Any) -> Any:
    values = {
        "ends_on": plan.ends_on + days(180),
        "reason": {"en": "The pandemic."},
        "basis": DocumentFactory(forum=plan.forum, published_at=plan.published_at),
        **fields,
    }
    return extensions.extend(plan, by=by, **values)


def test_a_milestone_gets_more_time_and_keeps_the_day_that_it_had() -> None:
    plan, milestone, by = running()
    before, after = milestone.due_on, plan.ends_on + days(100)
    extension = extend(plan, by, milestones={milestone.pk: after})
    milestone.refresh_from_db()
    assert (milestone.due_on, milestone.original_due_on) == (after, before)
    row = MilestoneExtension.objects.get(extension=extension)
    assert (row.milestone, row.previous_due_on, row.due_on) == (milestone, before, after)
    assert Commitment.objects.get().ends_on == after


def test_a_milestone_that_gets_no_day_keeps_its_own() -> None:
    plan, milestone, by = running()
    before, ends = milestone.due_on, plan.ends_on
    extend(plan, by)
    milestone.refresh_from_db()
    assert milestone.due_on == before
    assert Commitment.objects.get().ends_on == ends


@pytest.mark.parametrize("shift", [-31, 0, 400])
def test_a_day_that_gives_no_more_time_stops_the_whole_extension(shift: int) -> None:
    plan, milestone, by = running()
    ends = plan.ends_on
    with pytest.raises(extensions.NotMoved):
        extend(plan, by, milestones={milestone.pk: milestone.due_on + days(shift)})
    plan.refresh_from_db()
    assert plan.ends_on == ends
    assert not plan.extensions.exists()


def test_a_milestone_that_is_complete_or_of_another_plan_is_not_moved() -> None:
    plan, milestone, by = running()
    other = MilestoneFactory(due_on=plan.ends_on)
    for pk in (other.pk, 10**9):
        with pytest.raises(extensions.NotMoved):
            extend(plan, by, milestones={pk: plan.ends_on + days(90)})
    Milestone.objects.filter(pk=milestone.pk).update(status="complete")
    assert extensions.movable(plan) == []
    with pytest.raises(extensions.NotMoved):
        extend(plan, by, milestones={milestone.pk: plan.ends_on + days(90)})


@pytest.mark.django_db(transaction=True)
def test_of_two_who_extend_to_the_same_day_one_does() -> None:
    plan, _milestone, by = running()
    basis = DocumentFactory(forum=plan.forum, published_at=plan.published_at)
    ends = plan.ends_on + days(180)
    outcomes: list[str] = []
    ready = threading.Barrier(2)

    def act() -> None:
        own = type(plan).objects.select_related("forum").get(pk=plan.pk)
        ready.wait(timeout=20)
        try:
            extend(own, by, ends_on=ends, basis=basis)
            outcomes.append("extended")
        except NotLonger:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=act) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(outcomes) == ["extended", "refused"]


def test_the_page_asks_for_a_day_for_each_milestone_and_says_what_is_wrong() -> None:
    plan, milestone, by = running()
    client = Client()
    client.force_login(by)
    page = "/forums/river/plans/third/extend/"
    assert f"milestone-{milestone.pk}" in client.get(page).content.decode()
    basis = DocumentFactory(forum=plan.forum, published_at=plan.published_at)
    sent = {
        "ends_on": plan.ends_on + days(100), "reason__en": "So.", "basis": basis.pk,
        f"milestone-{milestone.pk}": plan.ends_on + days(101),
    }  # fmt: skip
    wrong = client.post(page, sent)
    assert "The plan ends before this day." in wrong.content.decode()
    for name, odd in (("basis", "nonsense"), ("decision", "9" * 40), ("ends_on", "a\x00b"),
                      (f"milestone-{milestone.pk}", "9999-99-99")):  # fmt: skip
        assert client.post(page, {**sent, name: odd}).status_code == 200
    assert not plan.extensions.exists()
    sent[f"milestone-{milestone.pk}"] = plan.ends_on + days(90)
    assert client.post(page, sent).status_code == 302
    assert MilestoneExtension.objects.count() == 1
