"""Who is asked in a round, who is late, who is reminded, and what the public learns of silence."""

from __future__ import annotations

import datetime as dt

import pytest
from time_machine import TimeMachineFixture

from commitments.domain import (
    commitment_reports,
    office_list,
    progress,
    round_days,
    round_figures,
    round_reminders,
    rounds,
    silence,
)
from commitments.domain.reporting import NotReady
from commitments.models import Commitment, CommitmentReport, Milestone, ReportingRound
from forums.domain.errors import AlreadyPublished, ChangedMeanwhile, Incomplete, NotPublished
from forums.models import Notice, Organisation
from tests.factories import (
    CommitmentFactory,
    MilestoneFactory,
    OrganisationFactory,
    PersonFactory,
    ReportingRoundFactory,
    RunningPlanFactory,
    UpdateFactory,
    coordinator,
    days,
)

pytestmark = pytest.mark.django_db
TODAY = dt.datetime(2026, 7, 20, 15, tzinfo=dt.UTC)


@pytest.fixture
def office() -> Organisation:
    return OrganisationFactory(name={"en": "Registry"})


@pytest.fixture
def opened(time_machine: TimeMachineFixture) -> ReportingRound:
    """A round about the end of June that is due in ten days."""
    time_machine.move_to(TODAY)
    plan = RunningPlanFactory(starts_on=dt.date(2026, 1, 1), ends_on=dt.date(2027, 12, 31))
    return ReportingRoundFactory(
        plan=plan,
        as_of=dt.date(2026, 6, 30),
        opens_on=dt.date(2026, 7, 1),
        due_on=dt.date(2026, 7, 30),
    )


def step(opened: ReportingRound, office: Organisation | None = None, **values: object) -> Milestone:
    commitment = Commitment.objects.filter(plan=opened.plan).first()
    commitment = commitment or CommitmentFactory(plan=opened.plan)
    made: Milestone = MilestoneFactory(commitment=commitment, responsible=office, **values)
    return made


def test_a_round_asks_for_what_was_open_and_due_to_begin(
    opened: ReportingRound, office: Organisation
) -> None:
    plan = opened.plan
    earlier = ReportingRoundFactory(plan=plan, as_of=dt.date(2026, 3, 31))
    asked = [step(opened, office), step(opened, office, starts_on=opened.as_of)]
    step(opened, office, starts_on=opened.as_of + days(1))
    step(opened, office, status="withdrawn", taken_out_on=opened.as_of)
    done = step(opened, office, status="complete", completed_on=earlier.as_of)
    UpdateFactory(milestone=done, round=earlier, status="complete", imported=True)
    later = step(opened, office, status="complete", completed_on=opened.as_of + days(9))
    reported = step(opened, office, starts_on=opened.as_of + days(20))
    UpdateFactory(milestone=reported, round=opened)
    CommitmentFactory(plan=plan, published_at=None).milestones.create(number="9", title="Hidden")
    added = CommitmentFactory(plan=plan, published_at=TODAY + days(30))
    added.milestones.create(number="9", title="Added by an amendment after the round")
    assert set(rounds.asked(opened)) == {*asked, later, reported}


def test_who_reported_and_who_is_late_is_counted_office_by_office(
    opened: ReportingRound, office: Organisation, time_machine: TimeMachineFixture
) -> None:
    other = OrganisationFactory(name={"en": "Archive"})
    UpdateFactory(milestone=step(opened, office), round=opened)
    handed_in = step(opened, office)
    update = progress.report(
        handed_in, by=PersonFactory(), round=opened, status="in_progress", done={"en": "Half."}
    )
    progress.submit(update, by=PersonFactory())
    step(opened, other)
    UpdateFactory(milestone=step(opened, other), round=opened, state="draft", published_at=None)
    time_machine.move_to(TODAY + days(14))
    found = round_figures.figures(opened, is_current=True)
    assert [
        (
            str(line.office),
            line.asked,
            line.handed_in,
            line.published,
            str(line.standing),
            line.days,
        )
        for line in found.offices
    ] == [("Archive", 2, 0, 0, "late", 4), ("Registry", 2, 2, 1, "reported", 0)]
    assert (found.reported, found.late, found.waiting) == (1, 1, 1)
    assert round_figures.missing(opened) == {other: 2}
    over = round_figures.figures(opened, is_current=False)
    assert [str(line.standing) for line in over.offices] == ["missing", "reported"]


def test_each_office_is_reminded_once_at_each_day_and_no_longer_once_it_has_reported(
    opened: ReportingRound, office: Organisation, time_machine: TimeMachineFixture
) -> None:
    person, milestone = PersonFactory(organisation=office), step(opened, office)
    PersonFactory(organisation=office, is_active=False)
    chair = coordinator(opened.plan.forum)
    told = []
    for day in (20, 23, 24, 29, 31, 34, 38):
        time_machine.move_to(TODAY + days(day - 20))
        round_reminders.remind()
        told.append(round_reminders.remind())
        told[-1] += Notice.objects.filter(person=person).count()
    assert told == [0, 1, 1, 2, 3, 3, 4]
    over = Notice.objects.get(person=chair)
    assert "1 office has not reported" in over.subject
    assert "Registry: 1 milestone" in over.text
    update = progress.report(
        milestone, by=person, round=opened, status="in_progress", done={"en": "Half."}
    )
    progress.submit(update, by=person)
    time_machine.move_to(TODAY + days(30))
    assert round_reminders.remind() == 0
    assert "1 milestone to report" in Notice.objects.filter(person=person)[0].text


def test_the_coordinator_hears_that_all_have_reported_and_the_calendar_has_the_day(
    opened: ReportingRound, office: Organisation, time_machine: TimeMachineFixture
) -> None:
    UpdateFactory(milestone=step(opened, office), round=opened)
    coordinator(opened.plan.forum)
    ReportingRoundFactory(plan=opened.plan, published_at=None)
    (entry,) = round_days.of_forums([opened.plan.forum_id])
    assert (entry.first, entry.url) == (opened.due_on, opened.get_absolute_url())
    time_machine.move_to(TODAY + days(20))
    assert round_reminders.remind() == 1
    assert "All offices have reported" in Notice.objects.get().subject


def test_only_the_latest_round_that_has_opened_is_still_asked_for(opened: ReportingRound) -> None:
    plan = opened.plan
    assert rounds.current(plan) == opened
    ReportingRoundFactory(plan=plan, as_of=plan.ends_on, opens_on=opened.due_on + days(9),
                          due_on=opened.due_on + days(30))  # fmt: skip
    assert rounds.current(plan) == opened
    assert rounds.running(plan=plan) == [opened]
    newer = ReportingRoundFactory(plan=plan, as_of=opened.as_of + days(5))
    assert rounds.running(plan=plan) == [newer]


def test_what_nobody_reports_is_silent_from_the_day_of_the_last_word(
    opened: ReportingRound, office: Organisation, time_machine: TimeMachineFixture
) -> None:
    earlier = ReportingRoundFactory(plan=opened.plan, as_of=dt.date(2026, 3, 31))
    once, never, told = (step(opened, office, due_on=dt.date(2026, 8, 1)) for _ in range(3))
    UpdateFactory(milestone=once, round=earlier)
    UpdateFactory(milestone=told, round=opened)
    ReportingRound.objects.filter(pk=earlier.pk).update(
        opens_on=earlier.as_of, due_on=earlier.as_of
    )
    late, silent = silence.of_plan(opened.plan)
    assert list(late) == []
    assert set(silent) == {never}
    time_machine.move_to(TODAY + days(14))
    late, silent = silence.of_plan(opened.plan)
    assert {row.days_overdue for row in late} == {2}
    found = silence.quiet(silent, today=opened.plan.forum.today)
    assert [(row.milestone, row.last, row.days) for row in found] == [
        (never, None, 214),
        (once, earlier.as_of, 125),
    ]


def test_what_the_government_reports_never_moves_what_the_milestones_say(
    opened: ReportingRound, office: Organisation
) -> None:
    commitment = CommitmentFactory(plan=opened.plan, lead=office)
    milestone = MilestoneFactory(commitment=commitment)
    by = PersonFactory(organisation=office)
    report = commitment_reports.report(commitment, by=by, round=opened, status="limited")
    with pytest.raises(NotReady) as refused:
        commitment_reports.submit(report, by=by)
    assert set(refused.value.faults) == {"text", "obstacles"}
    with pytest.raises(Incomplete):
        commitment_reports.publish(report, by=by)
    report = commitment_reports.report(
        commitment, by=by, round=opened, status="complete", text={"en": "All of it."},
        obstacles={"en": "None."},
    )  # fmt: skip
    assert report.obstacles == {}
    commitment_reports.submit(report, by=by)
    assert [row.stage for row in office_list.commitments(opened, office.pk)] == ["handed_in"]
    commitment_reports.publish(report, by=by)
    commitment.refresh_from_db()
    assert (commitment.reported_status, commitment.status) == ("complete", "not_started")
    UpdateFactory(milestone=milestone, round=opened)
    progress.follow(commitment)
    commitment.refresh_from_db()
    assert (commitment.reported_status, commitment.status) == ("complete", "in_progress")
    assert report in CommitmentReport.objects.public()
    with pytest.raises(AlreadyPublished):
        commitment_reports.report(commitment, by=by, round=opened, status="limited")


def test_a_report_of_a_commitment_is_sent_back_and_taken_back(opened: ReportingRound) -> None:
    commitment, by = CommitmentFactory(plan=opened.plan), PersonFactory()
    chair = PersonFactory()
    earlier = ReportingRoundFactory(plan=opened.plan, as_of=dt.date(2026, 3, 31))
    for row, status in ((earlier, "substantial"), (opened, "complete")):
        report = commitment_reports.report(
            commitment, by=by, round=row, status=status, text={"en": "So far."}
        )
        commitment_reports.submit(report, by=by)
        commitment_reports.send_back(report, by=chair, asks="How far?")
        commitment_reports.submit(report, by=by)
        commitment_reports.publish(report, by=chair)
    commitment_reports.take_back(report, by=chair, asks="One is open.")
    commitment.refresh_from_db()
    assert commitment.reported_status == "substantial"
    assert CommitmentReport.objects.with_stage().get(pk=report.pk).stage == "sent_back"
    assert Notice.objects.filter(person=by, text__contains="One is open.").count() == 1
    with pytest.raises(NotPublished):
        commitment_reports.take_back(report, by=chair, asks="Again.")
    ReportingRound.objects.filter(pk=opened.pk).update(withdrawn_at=TODAY)
    commitment_reports.submit(report, by=by)
    with pytest.raises(NotPublished):
        commitment_reports.publish(report, by=chair)


def test_a_round_is_changed_until_something_is_handed_in_and_its_last_day_afterwards(
    opened: ReportingRound, office: Organisation
) -> None:
    person, milestone = PersonFactory(organisation=office), step(opened, office)
    other = ReportingRoundFactory(plan=opened.plan, as_of=opened.as_of - days(90))
    seen, later = rounds.fingerprint(opened), opened.due_on + days(14)
    with pytest.raises(rounds.RoundExists):
        rounds.change(opened, by=person, as_of=other.as_of)
    moved = {"as_of": opened.as_of + days(1), "title": {"en": "Mid-year"}, "due_on": later}
    assert rounds.change(opened, by=person, seen=seen, **moved) == 1
    assert str(later.day) in Notice.objects.get(person=person).subject
    with pytest.raises(ChangedMeanwhile):
        rounds.change(opened, by=person, seen=seen, title={"en": "Other"})

    update = progress.report(
        milestone, by=person, round=opened, status="in_progress", done={"en": "Half."}
    )
    assert not rounds.has_reports(opened)
    progress.submit(update, by=person)
    with pytest.raises(rounds.ReportedAlready):
        rounds.change(opened, by=person, title={"en": "Other"})
    assert rounds.change(opened, by=person, due_on=later + days(1), title=opened.title) == 1
    opened.refresh_from_db()
    assert (str(opened.title), opened.due_on) == ("Mid-year", later + days(1))
    first, _told = rounds.open_round(
        opened.plan, by=person, title={"en": "June"}, as_of=opened.as_of - days(1),
        opens_on=later, due_on=later,
    )  # fmt: skip
    assert first.slug != opened.slug
    opened.plan.state = "closed"
    opened.plan.save(update_fields=["state"])
    with pytest.raises(rounds.NotCarriedOut):
        rounds.open_round(opened.plan, by=person, as_of=later, opens_on=later, due_on=later)


def test_where_the_last_day_moves_an_office_is_reminded_of_the_new_one(
    opened: ReportingRound, office: Organisation, time_machine: TimeMachineFixture
) -> None:
    person = PersonFactory(organisation=office)
    step(opened, office)
    time_machine.move_to(TODAY + days(4))
    assert [round_reminders.remind(), round_reminders.remind()] == [1, 0]
    rounds.change(opened, by=person, due_on=opened.due_on + days(7))
    assert round_reminders.remind() == 0
    time_machine.move_to(TODAY + days(11))
    assert round_reminders.remind() == 1
