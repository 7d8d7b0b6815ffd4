from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction
from time_machine import TimeMachineFixture

from commitments.domain import progress, rounds
from commitments.models import Commitment, Milestone, ReportingRound, Update
from forums.domain.errors import AlreadyPublished, Incomplete, NotPublished
from forums.models import Document, Notice
from tests.factories import (
    CommitmentFactory,
    DocumentFactory,
    MilestoneFactory,
    OrganisationFactory,
    PersonFactory,
    ReportingRoundFactory,
    days,
)

pytestmark = pytest.mark.django_db


def reported(milestone: Milestone, round: ReportingRound, status: str = "complete") -> Update:
    person = PersonFactory()
    update = progress.report(milestone, by=person, round=round, status=status, done={"en": "Done."})
    progress.submit(update, by=person)
    return update


def published(milestone: Milestone, round: ReportingRound, status: str = "complete") -> Update:
    update = reported(milestone, round, status)
    progress.publish(update, by=PersonFactory())
    return update


def test_the_commitment_follows_when_an_update_is_published() -> None:
    commitment = CommitmentFactory()
    first, second = (MilestoneFactory(commitment=commitment) for _ in range(2))
    opened = ReportingRoundFactory(plan=commitment.plan)
    published(first, opened)
    assert Commitment.objects.get().status == "in_progress"
    published(second, opened)
    assert Commitment.objects.get().status == "complete"


def test_what_is_only_handed_in_changes_nothing_in_public() -> None:
    milestone = MilestoneFactory()
    update = reported(milestone, ReportingRoundFactory(plan=milestone.commitment.plan))
    milestone.refresh_from_db()
    assert milestone.status == "not_started"
    assert update not in Update.objects.public()


def test_evidence_becomes_public_with_its_update_and_not_before() -> None:
    milestone = MilestoneFactory()
    update = reported(milestone, ReportingRoundFactory(plan=milestone.commitment.plan))
    document = DocumentFactory(forum=milestone.commitment.plan.forum)
    progress.attach(update, by=PersonFactory(), document=document)
    assert not Document.objects.public().exists()
    progress.publish(update, by=PersonFactory())
    assert Document.objects.public().get() == document


def test_an_older_round_published_late_does_not_turn_the_clock_back() -> None:
    milestone = MilestoneFactory()
    plan = milestone.commitment.plan
    newer = ReportingRoundFactory(plan=plan)
    older = ReportingRoundFactory(plan=plan, as_of=newer.as_of - days(180))
    published(milestone, newer, "complete")
    published(milestone, older, "in_progress")
    milestone.refresh_from_db()
    assert milestone.status == "complete"


def test_one_update_for_a_milestone_and_round_whatever_is_done() -> None:
    milestone = MilestoneFactory()
    opened = ReportingRoundFactory(plan=milestone.commitment.plan)
    first = reported(milestone, opened, "in_progress")
    second = reported(milestone, opened, "complete")
    assert first == second
    with pytest.raises(IntegrityError), transaction.atomic():
        Update.objects.create(milestone=milestone, round=opened, status="complete")


def test_a_published_update_is_not_rewritten() -> None:
    milestone = MilestoneFactory()
    opened = ReportingRoundFactory(plan=milestone.commitment.plan)
    published(milestone, opened)
    with pytest.raises(AlreadyPublished):
        reported(milestone, opened)


def test_an_update_is_handed_in_before_it_is_published() -> None:
    milestone = MilestoneFactory()
    opened = ReportingRoundFactory(plan=milestone.commitment.plan)
    draft = progress.report(milestone, by=PersonFactory(), round=opened, status="complete")
    with pytest.raises(Incomplete):
        progress.publish(draft, by=PersonFactory())
    with pytest.raises(Incomplete):
        progress.submit(draft, by=PersonFactory())


def test_an_update_is_not_public_before_its_round() -> None:
    milestone = MilestoneFactory()
    opened = ReportingRoundFactory(plan=milestone.commitment.plan, published_at=None)
    with pytest.raises(NotPublished):
        progress.publish(reported(milestone, opened), by=PersonFactory())


def test_opening_a_round_tells_the_people_of_offices_with_open_milestones() -> None:
    office = OrganisationFactory()
    person = PersonFactory(organisation=office)
    PersonFactory(organisation=OrganisationFactory())
    milestone = MilestoneFactory(responsible=office)
    today = milestone.commitment.plan.starts_on + days(200)
    opened, told = rounds.open_round(
        milestone.commitment.plan,
        by=PersonFactory(),
        title={"en": "Round"},
        as_of=today,
        opens_on=today,
        due_on=today + days(30),
    )
    assert told == 1
    assert Notice.objects.get().person == person
    assert opened.is_public


def test_what_was_published_meanwhile_is_not_reported_or_handed_in_again() -> None:
    milestone = MilestoneFactory()
    opened = ReportingRoundFactory(plan=milestone.commitment.plan)
    update = reported(milestone, opened)
    progress.publish(Update.objects.get(), by=PersonFactory())
    with pytest.raises(AlreadyPublished):
        progress.report(milestone, by=PersonFactory(), round=opened, status="in_progress")
    with pytest.raises(AlreadyPublished):
        progress.submit(update, by=PersonFactory())
    assert Update.objects.get().state == "published"


@pytest.mark.parametrize(
    ("hour", "overdue"), [(4, 0), (6, 1)]
)  # midnight in Panama is five in the morning by UTC
def test_a_milestone_is_overdue_from_midnight_where_the_forum_works(
    time_machine: TimeMachineFixture, hour: int, overdue: int
) -> None:
    milestone = MilestoneFactory(
        commitment__plan__forum__time_zone="America/Panama", due_on=dt.date(2027, 3, 4)
    )
    time_machine.move_to(dt.datetime(2027, 3, 5, hour, tzinfo=dt.UTC))
    assert milestone.days_overdue == overdue


@pytest.mark.django_db(transaction=True)
def test_offices_and_coordinator_working_at_once_never_block_each_other() -> None:
    commitment = CommitmentFactory()
    first, second = (MilestoneFactory(commitment=commitment) for _ in range(2))
    by = PersonFactory()
    for _ in range(10):
        opened = ReportingRoundFactory(plan=commitment.plan)
        updates = [reported(milestone, opened) for milestone in (first, second)]
        acts: list[Callable[[], object]] = [
            partial(progress.report, first, by=by, round=opened, status="in_progress"),
            partial(progress.report, second, by=by, round=opened, status="in_progress"),
            *(partial(progress.publish, Update.objects.get(pk=row.pk), by=by) for row in updates),
        ]
        with ThreadPoolExecutor(len(acts)) as pool:
            faults = [done.exception() for done in [pool.submit(_alone, act) for act in acts]]
        assert all(fault is None or isinstance(fault, AlreadyPublished) for fault in faults)


def _alone(act: Callable[[], object]) -> None:
    try:
        act()
    finally:
        connection.close()
