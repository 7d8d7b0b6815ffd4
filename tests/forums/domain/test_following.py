from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.apps import apps

from commitments.models import Commitment, Milestone, Update
from forums.domain import anonymity, digests, following, meetings, notices, people
from forums.models import Follow, Notice, Pace, Person, Told
from forums.tasks import tell_followers
from tests import factories as new
from tests.conftest import Mailbox
from tests.factories import days
from tests.forums.domain.test_votes import together

SUNDAY = dt.datetime(2027, 3, 7, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(SUNDAY, tick=False) as traveller:
        yield traveller


def promised(**values: Any) -> Commitment:
    """A public commitment of a running plan in a forum of Montevideo."""
    forum = new.ForumFactory(published_at=SUNDAY - days(90), time_zone="America/Montevideo")
    plan = new.RunningPlanFactory(forum=forum, published_at=SUNDAY - days(90))
    theme = new.ThemeFactory(plan=plan)
    options = {"theme": theme, "lead": new.OrganisationFactory(), **values}
    found: Commitment = new.CommitmentFactory(plan=plan, published_at=SUNDAY - days(90), **options)
    return found


def reported(commitment: Commitment, at: dt.datetime, *, by: Person | None = None) -> Update:
    """One more milestone of it and what was said of that, published at the time."""
    plan = commitment.plan
    milestone: Milestone = new.MilestoneFactory(commitment=commitment)
    of_round = plan.rounds.first() or new.ReportingRoundFactory(
        plan=plan, published_at=SUNDAY - days(90), opens_on=(SUNDAY - days(90)).date()
    )
    return Update.objects.create(
        milestone=milestone, round=of_round, status="in_progress", state="published",
        published_at=at, reported_by=by,
    )  # fmt: skip


def subjects(person: Person) -> list[str]:
    rows = Notice.objects.filter(person=person, key__startswith=notices.FOLLOWING)
    return list(rows.order_by("created_at").values_list("subject", flat=True))


@pytest.mark.parametrize(
    ("pace", "now", "until"),
    [
        (Pace.AT_ONCE, "2027-03-07T12:00", "2027-03-07T12:00"),
        (Pace.DAILY, "2027-03-07T09:59", "2027-03-06T10:00"),
        (Pace.DAILY, "2027-03-07T10:00", "2027-03-07T10:00"),
        (Pace.WEEKLY, "2027-03-08T09:59", "2027-03-01T10:00"),
        (Pace.WEEKLY, "2027-03-08T10:00", "2027-03-08T10:00"),
        (Pace.WEEKLY, "2027-03-14T23:00", "2027-03-08T10:00"),
    ],
)
def test_what_is_due_ends_at_seven_where_the_reader_is(pace: str, now: str, until: str) -> None:
    zone = zoneinfo.ZoneInfo("America/Montevideo")
    at, end = (dt.datetime.fromisoformat(f"{text}+00:00") for text in (now, until))
    assert following.told_until(pace, at, zone) == end


@pytest.mark.django_db
def test_each_is_told_once_at_her_pace_of_what_she_follows_and_did_not_do(
    clock: time_machine.Traveller, mailbox: Mailbox
) -> None:
    commitment = promised()
    forum, theme, lead = commitment.plan.forum, commitment.theme, commitment.lead
    assert theme
    assert lead
    reported(commitment, SUNDAY - days(1))  # before anybody followed
    at_once, weekly, both, own, away = new.PersonFactory.create_batch(5)
    following.follow(commitment, by=at_once, pace=Pace.AT_ONCE)
    following.follow(forum, by=weekly)
    following.follow(forum, by=both)
    following.follow(theme, by=both, pace=Pace.DAILY)
    following.follow(lead, by=own, pace=Pace.AT_ONCE)
    following.follow(commitment, by=away, pace=Pace.AT_ONCE)
    following.pause(away)
    assert tell_followers() == 0  # never empty
    clock.move_to(SUNDAY + HOUR)
    for _ in range(2):
        reported(commitment, SUNDAY + HOUR, by=own)
    clock.move_to(SUNDAY + 2 * HOUR)
    assert [tell_followers(), tell_followers()] == [1, 0]
    assert subjects(at_once) == ["A commitment: 2 news"]
    clock.move_to(dt.datetime(2027, 3, 8, 10, tzinfo=dt.UTC))
    assert [tell_followers(), tell_followers()] == [2, 0]
    assert len(subjects(weekly)) == len(subjects(both)) == 1
    assert subjects(both) == [f"{theme}: 2 news"]  # the narrower of the two
    assert subjects(own) == subjects(away) == []
    notices.deliver_due()
    mail = mailbox.wait_for(1, to=str(weekly.email))[0]
    assert f"/mail/following/stop/{notices.stop_token(weekly)}/" in mail["List-Unsubscribe"]
    for part in ("plain", "html"):
        said = mail.get_body((part,)).get_content()  # type: ignore[union-attr]
        assert said.count("Progress reported: A commitment") == 1
        assert said.count("A step: In progress") == 2
        assert "/mail/following/leave/" in said
    following.resume(away)
    assert tell_followers() == 0  # what happened in the pause is over


@pytest.mark.django_db
def test_what_is_withdrawn_or_was_told_by_another_notice_is_not_told(
    clock: time_machine.Traveller,
) -> None:
    commitment = promised()
    forum = commitment.plan.forum
    member, reader = new.seated(forum), new.PersonFactory(language="es")
    for person in (member, reader):
        following.follow(forum, by=person, pace=Pace.AT_ONCE)
    clock.shift(HOUR)
    meeting = new.MeetingFactory(forum=forum, starts_at=SUNDAY + days(20))
    meeting.agenda.create(position=1, title={"en": "Progress"})
    meetings.publish(meeting, by=new.coordinator(forum))
    withdrawn = reported(commitment, SUNDAY + HOUR)
    withdrawn.withdrawn_at, withdrawn.state = SUNDAY + HOUR, "submitted"
    withdrawn.save()
    clock.shift(HOUR)
    assert tell_followers() == 1
    assert subjects(member) == []
    assert [subject.endswith(": Sesión ordinaria") for subject in subjects(reader)] == [True]
    assert Told.objects.get().key == f"meeting:{meeting.pk}"


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_once_and_one_that_dies_leaves_it_all_to_the_next(
    clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    commitment = promised()
    people_of_it = new.PersonFactory.create_batch(3)
    for person in people_of_it:
        following.follow(commitment, by=person, pace=Pace.AT_ONCE)
    reported(commitment, SUNDAY)
    clock.shift(HOUR)
    with monkeypatch.context() as patch:
        patch.setattr(notices, "queue", lambda *args, **kwargs: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            digests.tell_due()
    assert not Told.objects.exists()
    together(digests.tell_due, digests.tell_due)
    assert Told.objects.count() == Notice.objects.count() == 3


@pytest.mark.django_db
def test_what_somebody_follows_is_in_her_data_and_goes_with_her_account(
    clock: time_machine.Traveller,
) -> None:
    person, forum = new.PersonFactory(), new.ForumFactory()
    row = following.follow(forum, by=person)
    again = following.follow(forum, by=person, pace=Pace.DAILY)
    assert (again.pk, again.pace) == (row.pk, Pace.DAILY)
    Told.objects.create(person=person, key="meeting:1")
    data = people.own_data(person)
    assert data["forums.Follow.person"][0]["pace"] == "daily"
    assert data["forums.Told.person"][0]["key"] == "meeting:1"
    anonymity.anonymise(person, by=person)
    events: Any = apps.get_model("forums", "FollowEvent")
    for model in (Follow.objects, Told.objects, events.objects):
        assert not model.filter(person=person.pk).exists()


@pytest.mark.django_db
def test_nobody_follows_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "MOST_FOLLOWED", 1)
    person = new.PersonFactory()
    following.follow(new.ForumFactory(), by=person)
    with pytest.raises(following.FollowsTooMuch, match="1 things already"):
        following.follow(new.ForumFactory(), by=person)
