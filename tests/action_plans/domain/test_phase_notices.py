from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from action_plans.domain import phase_changes, phase_notices
from action_plans.models import Phase, PhaseKind, PlanState, Who
from action_plans.tasks import tell_of_phases
from forums.domain import comments
from forums.models import Notice, Person
from tests.factories import (
    ContributionFactory,
    PersonFactory,
    PhaseFactory,
    coordinator,
    days,
    seated,
)

pytestmark = pytest.mark.django_db


def subjects(person: Person) -> list[str]:
    return [row.subject for row in Notice.objects.filter(person=person).order_by("due_at")]


def test_members_are_told_once_that_a_phase_is_open() -> None:
    phase = PhaseFactory()
    member = seated(phase.plan.forum)
    assert phase_notices.tell_due() == 1
    assert tell_of_phases() == 0
    assert len(subjects(member)) == 1
    assert subjects(member)[0].startswith("Open now: Outreach")


def test_who_contributed_or_commented_is_told_where_something_opens_for_everybody() -> None:
    phase = PhaseFactory()
    plan = phase.plan
    contribution = ContributionFactory(plan=plan)
    neighbour = PersonFactory()
    comments.add(contribution, by=neighbour, text="So do I.")
    PersonFactory()
    phase_notices.tell_due()
    told = {row.person for row in Notice.objects.filter(subject__startswith="Open now")}
    assert told == {contribution.author, neighbour}


def test_what_opens_for_members_alone_is_told_to_members_alone() -> None:
    phase = PhaseFactory(acts={"draft": Who.MEMBERS})
    contribution = ContributionFactory(plan=phase.plan)
    member = seated(phase.plan.forum)
    phase_notices.tell_due()
    assert len(subjects(member)) == 1
    assert subjects(contribution.author) == []


def test_a_member_who_contributed_gets_one_mail() -> None:
    phase = PhaseFactory()
    member = seated(phase.plan.forum)
    ContributionFactory(plan=phase.plan, author=member)
    phase_notices.tell_due()
    assert len(subjects(member)) == 1


def test_one_phase_that_closes_and_one_that_opens_are_one_mail() -> None:
    today = timezone.now().date()
    closed = PhaseFactory(
        plan__published_at=timezone.now() - days(60),
        opens_on=today - days(30),
        closes_on=today - days(3),
        opening_told_at=timezone.now(),
    )
    PhaseFactory(plan=closed.plan, title="Shaping", opens_on=today - days(2))
    member = seated(closed.plan.forum)
    phase_notices.tell_due()
    notice = Notice.objects.get(person=member)
    assert "“Outreach” is over" in notice.text
    assert "“Shaping” is open until" in notice.text


def test_a_worker_that_comes_weeks_late_still_tells_that_a_phase_closed() -> None:
    today = timezone.now().date()
    phase = PhaseFactory(
        plan__published_at=timezone.now() - days(200),
        opens_on=today - days(90),
        closes_on=today - days(60),
    )
    member = seated(phase.plan.forum)
    phase_notices.tell_due()
    phase_notices.tell_due()
    assert len(subjects(member)) == 1
    assert subjects(member)[0].startswith("Closed: Outreach")


def test_nothing_is_told_of_phases_that_were_over_when_the_plan_was_published() -> None:
    today = timezone.now().date()
    phase = PhaseFactory(
        plan__published_at=timezone.now() - days(5),
        opens_on=today - days(90),
        closes_on=today - days(60),
    )
    seated(phase.plan.forum)
    assert phase_notices.tell_due() == 0
    phase.refresh_from_db()
    assert phase.closing_told_at is not None


@pytest.mark.parametrize("hidden", [{"published_at": None}, {"state": PlanState.IMPLEMENTATION}])
def test_nothing_is_told_of_a_plan_that_is_not_public_or_adopted(
    hidden: dict[str, object],
) -> None:
    phase = PhaseFactory(**{f"plan__{name}": value for name, value in hidden.items()})
    seated(phase.plan.forum)
    assert phase_notices.tell_due() == 0
    assert Phase.objects.get().opening_told_at is None


def test_a_phase_that_is_moved_ahead_is_told_again_when_it_opens() -> None:
    phase = PhaseFactory()
    person, member = coordinator(phase.plan.forum), seated(phase.plan.forum)
    phase_notices.tell_due()
    today = phase.plan.forum.today
    values: dict[str, Any] = {"kind": PhaseKind.OUTREACH, "title": {"en": "Outreach"}, "acts": {}}
    phase_changes.change(
        phase, by=person, opens_on=today + days(5), closes_on=today + days(9), **values
    )
    assert phase_notices.tell_due() == 0
    Phase.objects.update(opens_on=today - days(1))  # the day has come
    phase_notices.tell_due()
    assert [line.split(":")[0] for line in subjects(member)] == [
        "Open now", "Dates changed", "Open now",
    ]  # fmt: skip


def test_a_phase_put_on_record_after_it_was_over_is_not_told() -> None:
    plan = PhaseFactory(plan__published_at=timezone.now() - days(100)).plan
    person, member = coordinator(plan.forum), seated(plan.forum)
    phase_notices.tell_due()
    before = len(subjects(member))
    phase_changes.add(
        plan, by=person, kind=PhaseKind.OTHER, title={"en": "Before"}, acts={},
        opens_on=plan.forum.today - days(50), closes_on=plan.forum.today - days(40),
    )  # fmt: skip
    assert len(subjects(member)) == before + 1  # the changed dates
    assert phase_notices.tell_due() == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_once() -> None:
    phase = PhaseFactory()
    member = seated(phase.plan.forum)
    start = threading.Barrier(2)
    told: list[int] = []

    def work() -> None:
        start.wait()
        try:
            told.append(phase_notices.tell_due())
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == [0, 1]
    assert len(subjects(member)) == 1


def test_the_mail_says_what_can_be_done_and_by_whom() -> None:
    phase = PhaseFactory(
        closes_on=dt.date(2190, 3, 1),
        description={"en": "Open evenings in <every> town."},
        acts={"contribute": Who.ANYBODY, "draft": Who.MEMBERS},
    )
    member = seated(phase.plan.forum)
    phase_notices.tell_due()
    notice = Notice.objects.get(person=member)
    assert "open until Monday 1 March 2190" in notice.text
    assert "Send contributions: Anybody with a verified address" in notice.text
    assert "<script" not in notice.html
    assert f"{phase.plan.get_absolute_url()}#making" in notice.text
