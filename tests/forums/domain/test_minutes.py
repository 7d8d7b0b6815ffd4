from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from forums.domain import comments, minutes, minutes_due
from forums.domain.errors import (
    AlreadyPublished,
    ChangedMeanwhile,
    Incomplete,
    NotHeld,
    NotPublished,
    Refused,
)
from forums.models import Meeting, MinutesApproval, MinutesState, Notice, Person, Role, Sector
from tests.factories import (
    ForumFactory,
    MeetingFactory,
    PersonFactory,
    RulesVersionFactory,
    coordinator,
    days,
    seated,
)

pytestmark = pytest.mark.django_db
SAID = {"en": "We agreed."}


def held(**fields: object) -> tuple[Meeting, Person, Person]:
    """A public meeting of yesterday with draft minutes, and the co-chairs of both sectors."""
    forum = ForumFactory()
    government = coordinator(forum)
    society = seated(forum, role=Role.CO_CHAIR, sector=Sector.CIVIL_SOCIETY)
    values = {
        "forum": forum,
        "published": True,
        "starts_at": timezone.now() - days(1),
        "minutes": SAID,
        **fields,
    }
    return MeetingFactory(**values), government, society


def test_minutes_are_published_once_and_after_the_meeting() -> None:
    meeting, by, _society = held(starts_at=timezone.now() + days(1))
    with pytest.raises(NotHeld):
        minutes.publish(meeting, by=by)
    Meeting.objects.update(starts_at=timezone.now() - dt.timedelta(hours=1))
    assert minutes.publish(meeting, by=by) == 2
    with pytest.raises(AlreadyPublished):
        minutes.publish(meeting, by=by)


def test_minutes_that_nobody_wrote_go_no_step_further() -> None:
    meeting, by, _society = held(minutes={})
    for step in (minutes.publish, minutes.send_to_review):
        with pytest.raises(Incomplete):
            step(meeting, by=by)


def test_members_are_asked_to_read_the_draft_once() -> None:
    meeting, by, _society = held()
    assert minutes.send_to_review(meeting, by=by) == 2
    with pytest.raises(minutes.NotInReview):
        minutes.send_to_review(meeting, by=by)
    notice = Notice.objects.filter(key=f"meeting:{meeting.pk}:minutes-review").first()
    assert notice is not None
    assert f"/meetings/{meeting.number}/minutes/review/" in notice.text


def test_minutes_are_approved_once_each_sector_that_has_a_chair_said_so() -> None:
    meeting, by, society = held()
    with pytest.raises(minutes.NotInReview):
        minutes.approve(meeting, by=by, seen=minutes.fingerprint(meeting))
    minutes.send_to_review(meeting, by=by)
    seen = minutes.fingerprint(meeting)
    for _twice in range(2):
        assert minutes.approve(meeting, by=by, seen=seen) is False
    assert meeting.minutes_state == MinutesState.REVIEW
    assert minutes.approve(meeting, by=society, seen=seen) is True
    approved = MinutesApproval.objects.values_list("approved_by", "sector")
    assert set(approved) == {(by.pk, "government"), (society.pk, "civil_society")}
    meeting.refresh_from_db()
    assert meeting.minutes_state == MinutesState.APPROVED


def test_who_does_not_chair_does_not_approve() -> None:
    meeting, by, _society = held()
    minutes.send_to_review(meeting, by=by)
    for person in (
        seated(meeting.forum),
        seated(meeting.forum, role=Role.SECRETARIAT),
        coordinator(ForumFactory()),
    ):
        with pytest.raises(minutes.NotAChair):
            minutes.approve(meeting, by=person, seen=minutes.fingerprint(meeting))


def test_a_forum_without_chairs_has_its_minutes_approved_by_its_point_of_contact() -> None:
    forum = ForumFactory()
    contact = seated(forum, role=Role.SECRETARIAT)
    meeting = MeetingFactory(
        forum=forum, published=True, starts_at=timezone.now() - days(1), minutes=SAID
    )
    minutes.send_to_review(meeting, by=contact)
    assert minutes.approve(meeting, by=contact, seen=minutes.fingerprint(meeting)) is True


def test_a_chair_approves_only_the_text_that_she_read() -> None:
    meeting, by, _society = held()
    minutes.send_to_review(meeting, by=by)
    seen = minutes.fingerprint(meeting)
    minutes.write(Meeting.objects.get(), by=by, minutes={"en": "We did not agree."})
    with pytest.raises(ChangedMeanwhile):
        minutes.approve(meeting, by=by, seen=seen)


def test_a_change_of_the_text_takes_approvals_back() -> None:
    meeting, by, society = held()
    minutes.send_to_review(meeting, by=by)
    for chair in (by, society):
        minutes.approve(meeting, by=chair, seen=minutes.fingerprint(meeting))
    minutes.write(meeting, by=by, minutes=SAID)
    assert meeting.minutes_state == MinutesState.APPROVED
    minutes.write(meeting, by=by, minutes={"en": "We agreed on two things."})
    assert meeting.minutes_state == MinutesState.REVIEW
    assert not MinutesApproval.objects.exists()


def test_two_who_write_at_once_lose_nothing() -> None:
    meeting, by, society = held()
    seen = minutes.fingerprint(meeting)
    minutes.write(meeting, by=by, minutes={"en": "Mine."}, seen=seen)
    with pytest.raises(ChangedMeanwhile):
        minutes.write(meeting, by=society, minutes={"en": "Hers."}, seen=seen)
    meeting.refresh_from_db()
    assert str(meeting.minutes) == "Mine."


@pytest.mark.django_db(transaction=True)
def test_both_chairs_who_approve_at_once_approve_the_minutes() -> None:
    meeting, by, society = held()
    minutes.send_to_review(meeting, by=by)
    seen = minutes.fingerprint(meeting)

    def enter(person: Person) -> bool:
        try:
            return minutes.approve(Meeting.objects.get(pk=meeting.pk), by=person, seen=seen)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(enter, [by, society])) == [False, True]
    meeting.refresh_from_db()
    assert meeting.minutes_state == MinutesState.APPROVED


def test_published_minutes_are_corrected_with_a_reason_and_keep_what_they_said() -> None:
    meeting, by, _society = held()
    with pytest.raises(NotPublished):
        minutes.correct(meeting, by=by, minutes={"en": "No."}, reason={"en": "x"})
    minutes.publish(meeting, by=by)
    with pytest.raises(AlreadyPublished):
        minutes.write(meeting, by=by, minutes={"en": "No."})
    with pytest.raises(Incomplete):
        minutes.correct(meeting, by=by, minutes={"en": "No."}, reason={})
    told = minutes.correct(
        meeting, by=by, minutes={"en": "Three agreed."}, reason={"en": "The count was wrong."}
    )
    correction = meeting.minutes_corrections.get()
    assert (told, str(correction.before), correction.corrected_by) == (2, "We agreed.", by)
    meeting.refresh_from_db()
    assert str(meeting.minutes) == "Three agreed."
    assert minutes.correct(meeting, by=by, minutes=meeting.minutes, reason={"en": "x"}) == 0


def test_the_database_itself_keeps_published_minutes() -> None:
    meeting, by, _society = held()
    minutes.publish(meeting, by=by)
    minutes.correct(meeting, by=by, minutes={"en": "B"}, reason={"en": "x"})
    minutes.correct(meeting, by=by, minutes=SAID, reason={"en": "x"})
    for values in ({"minutes": {"en": "Silently."}}, {"minutes_published_at": timezone.now()}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Meeting.objects.update(**values)


def test_the_rules_of_the_day_say_when_minutes_are_due_and_coordinators_hear_once() -> None:
    meeting, by, society = held(starts_at=timezone.now() - days(9))
    adopted = (timezone.now() - days(30)).date()
    RulesVersionFactory(forum=meeting.forum, in_force=adopted, minutes_days=7)
    RulesVersionFactory(
        forum=meeting.forum, in_force=(timezone.now() - days(2)).date(), minutes_days=60
    )
    assert minutes_due.set_due_dates() == 1
    assert minutes_due.set_due_dates() == 0
    meeting.refresh_from_db()
    due = meeting.minutes_due_on
    assert due == meeting.local_end.date() + days(7)
    assert meeting.minutes_late_since == due + days(1)
    assert minutes_due.remind_of_due() == 2
    assert minutes_due.remind_of_due() == 0
    told = Notice.objects.filter(key=f"meeting:{meeting.pk}:minutes-due")
    assert {notice.person for notice in told} == {by, society}


def test_no_minutes_are_asked_for_where_there_are_none_to_come() -> None:
    now = timezone.now()
    forum = ForumFactory()
    coordinator(forum)
    past = {"forum": forum, "starts_at": now - days(30)}
    MeetingFactory(**past)
    MeetingFactory(**past, published=True, cancelled_at=now)
    MeetingFactory(**past, published=True, precision="month")
    MeetingFactory(**past, published=True, minutes=SAID, minutes_published_at=now)
    MeetingFactory(forum=forum, published=True)
    assert minutes_due.set_due_dates() == 0
    assert minutes_due.remind_of_due() == 0


def test_minutes_that_are_published_in_time_remind_nobody() -> None:
    meeting, by, _society = held()
    minutes_due.set_due_dates()
    minutes.publish(meeting, by=by)
    assert minutes_due.remind_of_due(now=timezone.now() + days(60)) == 0
    meeting.refresh_from_db()
    assert meeting.minutes_late_since is None


def test_who_is_answered_on_draft_minutes_hears_of_it_while_she_sits() -> None:
    meeting, by, _society = held()
    member = seated(meeting.forum)
    said = comments.add(meeting, by=member, text="Item 2 is wrong.", internal=True)
    comments.add(meeting, by=by, text="Mended.", parent=said, internal=True)
    notice = Notice.objects.get(person=member)
    assert f"minutes/review/?comment={said.pk}#comment-{said.pk + 1}" in notice.text
    gone = comments.add(meeting, by=PersonFactory(), text="From one who left.", internal=True)
    comments.add(meeting, by=by, text="Yes.", parent=gone, internal=True)
    assert Notice.objects.count() == 1


def test_refusals_say_what_to_do() -> None:
    meeting, by, _society = held(published=False)
    with pytest.raises(Refused, match="Publish the meeting"):
        minutes.publish(meeting, by=by)
