from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from time_machine import TimeMachineFixture

from commitments.domain import progress, rounds
from commitments.domain.commitment_facts import facts, with_facts
from commitments.domain.indicators import Measured
from commitments.domain.reporting import NotReady
from commitments.models import Commitment, Milestone, ReportingRound, Update
from forums.domain import documents
from forums.domain.errors import AlreadyPublished, ChangedMeanwhile, Incomplete, NotPublished
from forums.domain.happened import Found
from forums.domain.happenings import Wanted
from forums.models import Document, Notice
from tests.factories import (
    CommitmentFactory,
    DocumentFactory,
    MilestoneFactory,
    OrganisationFactory,
    PersonFactory,
    ReportingRoundFactory,
    UpdateFactory,
    days,
)

pytestmark = pytest.mark.django_db


def reported(milestone: Milestone, round: ReportingRound, status: str = "complete") -> Update:
    person = PersonFactory()
    update = progress.report(milestone, by=person, round=round, status=status, done={"en": "Done."})
    progress.attach(update, by=person, document=DocumentFactory(forum=round.plan.forum))
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
    assert not Document.objects.public().exists()
    progress.publish(update, by=PersonFactory())
    assert Document.objects.public().get() == update.evidence.get()


def test_the_only_evidence_of_a_complete_milestone_stays_until_its_update_is_taken_back() -> None:
    milestone = MilestoneFactory()
    opened = ReportingRoundFactory(plan=milestone.commitment.plan)
    update = published(milestone, opened)
    proof, reason = update.evidence.get(), {"en": "It names people."}
    chair = PersonFactory()
    with pytest.raises(documents.StillNeeded, match=f"milestone {milestone.number}"):
        documents.withdraw(proof, by=chair, reason=reason)
    progress.take_back(update, by=chair, asks="Give another one.")
    documents.withdraw(proof, by=chair, reason=reason)
    with pytest.raises(NotReady) as refused:
        progress.submit(update, by=chair)
    assert set(refused.value.faults) == {"evidence"}


def test_what_is_published_with_an_update_is_told_with_it_and_what_was_public_before_stays_told() -> (
    None
):
    milestone = MilestoneFactory()
    opened = ReportingRoundFactory(plan=milestone.commitment.plan)
    known = DocumentFactory(forum=opened.plan.forum, published_at=timezone.now() - days(9))
    update = reported(milestone, opened)
    progress.attach(update, by=PersonFactory(), document=known)
    progress.publish(update, by=PersonFactory())
    wanted = Wanted(frozenset({("forum", opened.plan.forum_id)}), until=timezone.now())
    told = [(row.source.name, row.key) for row in Found(wanted)[:50]]
    assert [name for name, _key in told if name == "update"]
    assert "evidence" not in dict(told)
    assert [key for name, key in told if name == "document"] == [f"document:{known.pk}"]


def test_an_office_that_reports_anew_is_read_again_before_it_is_published() -> None:
    milestone = MilestoneFactory()
    update = reported(milestone, ReportingRoundFactory(plan=milestone.commitment.plan))
    seen = progress.fingerprint(update)
    progress.report(
        milestone, by=PersonFactory(), round=update.round, status="complete", done={"en": "New."}
    )
    progress.submit(update, by=PersonFactory())
    with pytest.raises(progress.HandedInAnew):
        progress.publish(update, by=PersonFactory(), seen=seen)


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
    with pytest.raises(NotReady) as refused:
        progress.submit(draft, by=PersonFactory())
    assert set(refused.value.faults) == {"done", "evidence"}


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


def test_what_is_sent_back_is_a_draft_that_says_what_is_asked_for() -> None:
    milestone = MilestoneFactory()
    update = reported(milestone, ReportingRoundFactory(plan=milestone.commitment.plan))
    by = PersonFactory()
    with pytest.raises(Incomplete):
        progress.send_back(update, by=by, asks=" ")
    progress.send_back(update, by=by, asks="How many volumes?")
    update.refresh_from_db()
    assert (update.state, update.sent_back) == ("draft", "How many volumes?")
    notice = Notice.objects.get(person=update.reported_by)
    assert "How many volumes?" in notice.text
    progress.submit(update, by=by)
    progress.publish(update, by=by)
    update.refresh_from_db()
    assert (update.state, update.sent_back) == ("published", "")


def test_what_is_taken_back_is_corrected_and_keeps_its_first_day() -> None:
    milestone = MilestoneFactory()
    opened = ReportingRoundFactory(plan=milestone.commitment.plan)
    update, by = published(milestone, opened), PersonFactory()
    first = update.published_at
    progress.take_back(update, by=by, asks="That is another list.")
    commitment = Commitment.objects.get()
    milestone.refresh_from_db()
    assert update not in Update.objects.public()
    assert (milestone.status, milestone.completed_on) == ("not_started", None)
    assert (commitment.status, commitment.completed_on) == ("not_started", None)
    with pytest.raises(NotPublished):
        progress.take_back(update, by=by, asks="Again.")
    progress.report(milestone, by=by, round=opened, status="in_progress", done={"en": "Half."})
    progress.submit(update, by=by)
    progress.publish(update, by=by)
    milestone.refresh_from_db()
    assert milestone.status == "in_progress"
    assert Update.objects.public().get().published_at == first


def test_two_who_write_the_same_update_do_not_overwrite_each_other() -> None:
    milestone = MilestoneFactory()
    values: dict[str, Any] = {
        "round": ReportingRoundFactory(plan=milestone.commitment.plan),
        "status": "complete",
    }
    by = PersonFactory()
    first = progress.report(milestone, by=by, done={"en": "One."}, **values)
    seen = progress.fingerprint(first)
    progress.report(milestone, by=by, done={"en": "Two."}, seen=seen, **values)
    with pytest.raises(ChangedMeanwhile):
        progress.report(milestone, by=by, done={"en": "Three."}, seen=seen, **values)
    assert str(Update.objects.get().done) == "Two."


def _measured(milestone: Milestone) -> tuple[Measured, ...]:
    return facts(with_facts(Commitment.objects.all()).get(milestones=milestone)).indicators


def test_a_reading_is_written_changed_and_taken_away() -> None:
    milestone = MilestoneFactory()
    update = progress.report(
        milestone,
        by=PersonFactory(),
        round=ReportingRoundFactory(plan=milestone.commitment.plan),
        status="in_progress",
    )
    own = milestone.indicators.create(number="1", title={"en": "Volumes"})
    other = MilestoneFactory().indicators.create(number="1", title={"en": "Other"})
    for value, expected in (("12", ["12"]), ("13", ["13"]), (" ", [])):
        progress.read(update, by=PersonFactory(), values={own.pk: value, other.pk: "9"})
        assert [row.value for row in update.readings.all()] == expected
    progress.read(update, by=PersonFactory(), values={own.pk: "14"})
    assert [row.read for row in _measured(milestone)] == [()]
    Update.objects.update(done={"en": "Half."}, state="published", published_at=timezone.now())
    (measured,) = _measured(milestone)
    assert [(row.as_of, row.value) for row in measured.read] == [(update.round.as_of, "14")]


def test_the_database_keeps_a_complete_milestone_proven() -> None:
    milestone = MilestoneFactory()
    update = published(milestone, ReportingRoundFactory(plan=milestone.commitment.plan))
    with transaction.atomic():
        update.proofs.all().delete()
        with pytest.raises(IntegrityError):
            connection.check_constraints()
        transaction.set_rollback(True)
    with pytest.raises(AlreadyPublished):
        progress.detach(update, by=PersonFactory(), document=update.evidence.get())
    with pytest.raises(IntegrityError), transaction.atomic():
        UpdateFactory(status="complete")
    with pytest.raises(IntegrityError), transaction.atomic():
        UpdateFactory(status="not_started")


@pytest.mark.django_db(transaction=True)
def test_evidence_cannot_be_taken_away_while_it_is_published() -> None:
    by = PersonFactory()
    for _ in range(5):
        milestone = MilestoneFactory()
        update = reported(milestone, ReportingRoundFactory(plan=milestone.commitment.plan))
        acts: list[Callable[[], object]] = [
            partial(progress.publish, Update.objects.get(pk=update.pk), by=by),
            partial(progress.detach, update, by=by, document=update.evidence.get()),
        ]
        with ThreadPoolExecutor(2) as pool:
            faults = [done.exception() for done in [pool.submit(_alone, act) for act in acts]]
        update.refresh_from_db()
        outcome = (update.state, update.evidence.exists(), [type(fault) for fault in faults])
        assert outcome in (
            ("published", True, [type(None), AlreadyPublished]),
            ("submitted", False, [NotReady, type(None)]),
        )


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
        refused = (AlreadyPublished, Incomplete)
        assert all(fault is None or isinstance(fault, refused) for fault in faults)


def _alone(act: Callable[[], object]) -> None:
    try:
        act()
    finally:
        connection.close()
