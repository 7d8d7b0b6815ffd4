from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone

from action_plans.domain import overviews
from action_plans.domain.overviews import Entry, Evidence, Unchanged, changes
from action_plans.models import Overview, PlanState, Who
from forums.domain.errors import Incomplete, NotPublished, Refused
from forums.models import Notice, Translated
from tests.factories import ActionPlanFactory, PhaseFactory, coordinator, days, seated

START = dt.date(2026, 3, 1)
TEXT = {"en": "Come to the library on Thursdays.", "es": "Venga a la biblioteca los jueves."}
ENTRY = Entry(
    pk=1,
    kind="outreach",
    title=Translated({"en": "Outreach"}),
    description=Translated(),
    opens_on=START,
    closes_on=START + days(9),
    acts={"contribute": "anybody"},
)


@pytest.mark.parametrize(
    ("before", "is_met", "late"),
    [(15, True, 0), (14, True, 0), (13, False, 0), (0, False, 0), (-3, False, 3)],
)
def test_fourteen_days_before_the_start_are_in_time(before: int, is_met: bool, late: int) -> None:
    shown = Evidence(START, asked=14, published_on=START - days(before))
    assert (shown.days, shown.is_met, shown.days_late) == (before, is_met, late)


def test_what_is_not_published_yet_has_a_last_day() -> None:
    shown = Evidence(START, asked=14)
    assert (shown.days, shown.is_met, shown.last_day) == (None, False, dt.date(2026, 2, 15))


def test_two_timelines_differ_by_what_moved_came_and_went() -> None:
    moved = replace(ENTRY, closes_on=START + days(20))
    other = replace(ENTRY, pk=2)
    opened = replace(ENTRY, acts={"contribute": "members"})
    assert changes([ENTRY], [ENTRY]) == []
    assert [row.is_moved for row in changes([ENTRY], [moved])] == [True]
    assert [row.has_other_acts for row in changes([ENTRY], [opened])] == [True]
    came_and_went = changes([ENTRY], [other])
    assert [(row.before, row.now) for row in came_and_went] == [(None, other), (ENTRY, None)]


def test_a_frozen_phase_thaws_as_it_was() -> None:
    assert Entry.thawed(ENTRY.frozen()) == ENTRY


@pytest.mark.django_db
def test_a_published_overview_keeps_the_phases_as_they_stood() -> None:
    phase = PhaseFactory(acts={"contribute": Who.ANYBODY})
    plan = phase.plan
    overview = overviews.publish(plan, by=coordinator(plan.forum), text=TEXT)
    before = overviews.timeline(plan)
    phase.closes_on += days(10)
    phase.save()
    phase.acts.all().delete()
    overview.refresh_from_db()
    assert overviews.told_of(overview) == before
    assert [row.is_moved for row in changes(before, overviews.timeline(plan))] == [True]


@pytest.mark.django_db
def test_the_members_are_told_of_an_overview() -> None:
    plan = PhaseFactory().plan
    member = seated(plan.forum, language="es")
    overviews.publish(plan, by=coordinator(plan.forum), text=TEXT)
    assert "Venga a la biblioteca" in Notice.objects.get(person=member).text


@pytest.mark.django_db
def test_a_double_click_publishes_one_overview_and_a_change_another() -> None:
    phase = PhaseFactory()
    person = coordinator(phase.plan.forum)
    overviews.publish(phase.plan, by=person, text=TEXT)
    with pytest.raises(Unchanged):
        overviews.publish(phase.plan, by=person, text=TEXT)
    phase.closes_on += days(1)
    phase.save()
    assert overviews.publish(phase.plan, by=person, text=TEXT).number == 2


@pytest.mark.django_db
def test_an_overview_needs_a_public_plan_that_is_being_made_with_a_phase_and_a_text() -> None:
    hidden = PhaseFactory(plan__published_at=None).plan
    adopted = PhaseFactory(plan__state=PlanState.IMPLEMENTATION).plan
    empty, plan = ActionPlanFactory(), PhaseFactory().plan
    for each, text, error in [
        (hidden, TEXT, NotPublished),
        (adopted, TEXT, Refused),
        (empty, TEXT, Incomplete),
        (plan, {"en": ""}, Incomplete),
    ]:
        with pytest.raises(error):
            overviews.publish(each, by=coordinator(each.forum), text=text)
    assert not Overview.objects.exists()


@pytest.mark.django_db
def test_the_first_overview_is_the_evidence_also_after_the_start_was_moved() -> None:
    phase = PhaseFactory(plan__co_creation_starts_on=timezone.now().date() + days(20))
    plan, person = phase.plan, coordinator(phase.plan.forum)
    first = overviews.publish(plan, by=person, text=TEXT)
    plan.co_creation_starts_on += days(10)
    plan.save()
    overviews.publish(plan, by=person, text={"en": "Later."})
    shown = overviews.evidence(plan, first=first, asked=14)
    assert shown is not None
    assert shown.days == (plan.co_creation_starts_on - plan.forum.today).days
    assert overviews.told_first(plan) == replace(shown, asked=0)


@pytest.mark.django_db
def test_the_database_keeps_a_published_overview_as_it_is() -> None:
    plan = PhaseFactory().plan
    overview = overviews.publish(plan, by=coordinator(plan.forum), text=TEXT)
    changes: list[dict[str, Any]] = [{"text": {"en": "Else."}}, {"timeline": []}, {"number": 9}]
    for change in changes:
        with pytest.raises(ProgrammingError), transaction.atomic():
            Overview.objects.filter(pk=overview.pk).update(**change)
