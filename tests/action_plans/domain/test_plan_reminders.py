"""Coordinators hear of the dates of their plans before them, and once after."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client

from action_plans.domain import plan_reminders
from action_plans.models import ActionPlan, PlanState
from action_plans.tasks import remind_of_dates
from forums.models import Notice
from ogp_portal.waiting.everything import waiting_for
from tests.factories import (
    ActionPlanFactory,
    RunningPlanFactory,
    SelfAssessmentFactory,
    coordinator,
    seated,
)

pytestmark = pytest.mark.django_db


def odd_plan(**fields: Any) -> ActionPlan:
    """A public plan of 2021 to 2023 by the handbook of its time, whose timeline is published."""
    values = {
        "rule_set": "handbook_4",
        "starts_on": dt.date(2021, 9, 1),
        "ends_on": dt.date(2023, 8, 31),
        **fields,
    }
    plan: ActionPlan = ActionPlanFactory(**values)
    plan.overviews.create(number=1, text={"en": "Come."}, published_at=dt.datetime(
        2021, 1, 1, tzinfo=dt.UTC))  # fmt: skip
    return plan


def noon(day: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{day}T15:00:00+00:00")


def remind(day: str) -> int:
    """What the task does on a day."""
    with time_machine.travel(noon(day), tick=False):
        return plan_reminders.remind()


def told() -> list[str]:
    """What all notices tell of, by the ends of their keys."""
    keys = Notice.objects.values_list("key", flat=True)
    return sorted(key.split(":", 2)[2] for key in keys)


def person(plan: ActionPlan) -> Any:
    """Who coordinates the plan's forum, and did in 2021."""
    found = coordinator(plan.forum)
    found.terms.update(starts_on=dt.date(2020, 1, 1))
    return found


def test_coordinators_hear_thirty_seven_and_one_day_before_and_once_after() -> None:
    plan = odd_plan()
    person(plan)
    seated(plan.forum).terms.update(starts_on=dt.date(2020, 1, 1))
    days = ["2021-07-31", "2021-08-01", "2021-08-02", "2021-08-23", "2021-08-24", "2021-08-30",
            "2021-08-31", "2021-09-01", "2021-09-02"]  # fmt: skip
    counts = {day: remind(day) for day in days}
    assert [day for day, count in counts.items() if count == 1] == [
        "2021-08-01", "2021-08-24", "2021-08-30", "2021-09-01",
    ]  # fmt: skip
    assert told() == [
        "due:2021-08-31:1",
        "due:2021-08-31:30",
        "due:2021-08-31:7",
        "due:2021-08-31:late",
    ]


def test_a_worker_that_slept_tells_the_nearest_alone_and_the_late_whenever_it_wakes() -> None:
    plan = odd_plan()
    person(plan)
    assert remind("2021-08-28") == 1
    assert told() == ["due:2021-08-31:7"]
    assert remind("2021-11-20") == 1
    assert told() == ["due:2021-08-31:7", "due:2021-08-31:late"]
    assert remind("2021-11-21") == 0


def test_once_the_plan_is_late_the_last_day_of_the_cohort_is_told_of_too() -> None:
    plan = odd_plan()
    person(plan)
    remind("2021-09-01")
    assert remind("2021-12-24") == 1
    notice = Notice.objects.get(key__endswith="last_day:2021-12-31:7")
    assert "By Friday 31 December 2021: Last day to hand in late" in notice.subject
    assert "The plan was due on 31 August 2021" in notice.text
    assert remind("2022-01-01") == 1
    late = Notice.objects.get(key__endswith="last_day:2021-12-31:late")
    assert "acted contrary to process" in late.text


def test_what_is_done_is_not_asked_for() -> None:
    plan = odd_plan(
        state=PlanState.IMPLEMENTATION,
        delivered_on=dt.date(2021, 8, 30),
        adopted_at=noon("2021-08-20"),
    )
    person(plan)
    assert remind("2021-09-01") == 0
    assert remind("2023-11-30") == 2
    assert told() == ["end_of_term:2023-11-30:1", "report_draft:2023-11-16:late"]
    SelfAssessmentFactory(plan=plan, kind="end-of-term", published_at=noon("2023-11-30"))
    assert remind("2023-12-05") == 0


def test_a_day_that_moves_is_told_of_anew() -> None:
    plan = odd_plan()
    person(plan)
    assert remind("2021-08-25") == 1
    ActionPlan.objects.update(due_on=dt.date(2021, 8, 30))
    assert remind("2021-08-25") == 1


def test_plans_that_are_closed_or_not_public_remind_nobody() -> None:
    person(odd_plan(state=PlanState.CLOSED))
    person(odd_plan(published_at=None))
    assert remind("2021-08-31") == 0


def test_the_mail_is_in_the_language_of_who_reads_it() -> None:
    plan = odd_plan()
    found = person(plan)
    found.language = "es"
    found.save()
    remind("2021-08-25")
    assert "31 de agosto de 2021" in Notice.objects.get().subject


def test_the_task_tells_once_however_often_it_runs() -> None:
    plan = odd_plan()
    person(plan)
    with time_machine.travel(noon("2021-08-25"), tick=False):
        assert [remind_of_dates(), remind_of_dates()] == [1, 0]


def test_the_next_date_waits_for_the_coordinator(client: Client) -> None:
    plan = odd_plan()
    found = person(plan)
    with time_machine.travel(noon("2021-08-21"), tick=False):
        rows = [row for row in waiting_for(found) if "calendar" in row.url]
    assert [(row.title, row.when) for row in rows] == [("The plan is due to OGP", "in 10 days")]
    with time_machine.travel(noon("2021-09-10"), tick=False):
        rows = [row for row in waiting_for(found) if "calendar" in row.url]
    assert [(row.title, row.when) for row in rows] == [("The plan is due to OGP", "10 days late")]


def test_a_running_plan_asks_for_no_date_of_its_making() -> None:
    plan = RunningPlanFactory(delivered_on=dt.date(2020, 1, 1))
    found = coordinator(plan.forum)
    assert [row.title for row in waiting_for(found) if "calendar" in row.url] == []
