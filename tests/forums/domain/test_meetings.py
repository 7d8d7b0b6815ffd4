from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Any

import pytest
from django.utils import timezone
from icalendar import Calendar

from forums.domain import calendar, meetings
from forums.domain.errors import AlreadyPublished, Incomplete, NotPublished
from forums.models import Attendance, Forum, Meeting, Notice, Person, Term
from tests.factories import ForumFactory, MeetingFactory, PersonFactory, coordinator, days, seated

pytestmark = pytest.mark.django_db
AGENDA = [{"pk": None, "title": {"en": "Budget"}, "presenter": "", "duration": 10}]


def called(**fields: Any) -> tuple[Meeting, Person]:
    """A draft with an agenda, in a forum of a coordinator and two members."""
    forum = ForumFactory()
    by = coordinator(forum)
    seated(forum), seated(forum)
    meeting = MeetingFactory(forum=forum, **fields)
    meetings.set_agenda(meeting, by=by, rows=AGENDA)
    return meeting, by


def test_publishing_tells_each_member_once_with_an_invitation() -> None:
    meeting, by = called()
    assert meetings.publish(meeting, by=by) == 3
    told = Notice.objects.filter(key=f"meeting:{meeting.pk}:0")
    assert told.count() == 3
    event = Calendar.from_ical(told[0].calendar).events[0]
    assert event["UID"] == f"{meeting.uid}@localhost"
    assert event["ATTENDEE"] == f"mailto:{told[0].person.email}"
    assert told[0].calendar_method == "REQUEST"


def test_a_meeting_without_an_agenda_is_not_published() -> None:
    meeting = MeetingFactory()
    with pytest.raises(Incomplete):
        meetings.publish(meeting, by=coordinator(meeting.forum))
    assert not Meeting.objects.public().exists()


def test_a_meeting_is_published_once() -> None:
    meeting, by = called()
    meetings.publish(meeting, by=by)
    with pytest.raises(AlreadyPublished):
        meetings.publish(meeting, by=by)
    assert Notice.objects.filter(key=f"meeting:{meeting.pk}:0").count() == 3


def test_a_draft_can_be_moved_without_anybody_hearing_of_it() -> None:
    meeting, by = called()
    assert meetings.change(meeting, by=by, starts_at=meeting.starts_at + dt.timedelta(hours=1)) == 0
    assert not Notice.objects.exists()


def test_moving_a_public_meeting_raises_the_sequence_and_tells_what_changed() -> None:
    meeting, by = called()
    meetings.publish(meeting, by=by)
    told = meetings.change(
        meeting,
        by=by,
        starts_at=meeting.starts_at + days(1),
        ends_at=meeting.ends_at + days(1),
    )
    assert told == 3
    event = Calendar.from_ical(Notice.objects.filter(key=f"meeting:{meeting.pk}:1")[0].calendar)
    assert event.events[0]["SEQUENCE"] == 1
    waiting = Notice.objects.filter(key__contains="reminder", cancelled_at=None)
    assert {notice.key for notice in waiting} == {f"meeting:{meeting.pk}:reminder:1"}


def test_correcting_the_description_of_a_public_meeting_sends_nothing() -> None:
    meeting, by = called()
    meetings.publish(meeting, by=by)
    assert meetings.change(meeting, by=by, description={"en": "Clearer."}) == 0


def test_cancelling_removes_it_from_calendars_and_stops_the_reminder() -> None:
    meeting, by = called()
    meetings.publish(meeting, by=by)
    meetings.cancel(meeting, by=by, reason={"en": "No quorum expected."})
    notice = Notice.objects.filter(key=f"meeting:{meeting.pk}:1")[0]
    event = Calendar.from_ical(notice.calendar).events[0]
    assert (notice.calendar_method, event["STATUS"]) == ("CANCEL", "CANCELLED")
    assert not Notice.objects.filter(key__contains="reminder", cancelled_at=None).exists()
    with pytest.raises(meetings.AlreadyCancelled):
        meetings.cancel(meeting, by=by, reason={"en": "Again."})


def test_a_draft_is_not_cancelled() -> None:
    meeting, by = called()
    with pytest.raises(NotPublished):
        meetings.cancel(meeting, by=by, reason={"en": "x"})


def test_attendance_is_recorded_once_a_seat_and_not_before_the_meeting() -> None:
    meeting, by = called()
    term = Term.objects.filter(seat__forum=meeting.forum)[0]
    with pytest.raises(meetings.NotHeld):
        meetings.record_attendance(meeting, by=by, presence={term: "present"})
    Meeting.objects.update(starts_at=timezone.now() - days(1))
    meeting.refresh_from_db()
    for value in ("present", "excused"):
        meetings.record_attendance(meeting, by=by, presence={term: value})
    assert Attendance.objects.get().presence == "excused"


def test_minutes_are_published_once_and_after_the_meeting() -> None:
    meeting, by = called()
    meetings.publish(meeting, by=by)
    meetings.write_minutes(meeting, by=by, minutes={"en": "We agreed."})
    with pytest.raises(meetings.NotHeld):
        meetings.publish_minutes(meeting, by=by)
    Meeting.objects.update(starts_at=timezone.now() - dt.timedelta(hours=1))
    assert meetings.publish_minutes(meeting, by=by) == 3
    with pytest.raises(AlreadyPublished):
        meetings.publish_minutes(meeting, by=by)


def test_numbers_of_meetings_follow_each_other_in_a_forum() -> None:
    forum: Forum = ForumFactory()
    by = PersonFactory()
    now = timezone.now()
    made = [
        meetings.draft(forum, by=by, title={"en": "x"}, starts_at=now, ends_at=now + days(1))
        for _ in range(3)
    ]
    assert [meeting.number for meeting in made] == [1, 2, 3]


@pytest.mark.parametrize("month", [1, 7])
def test_an_invitation_says_the_hour_in_the_forums_zone_summer_and_winter(month: int) -> None:
    zone = zoneinfo.ZoneInfo("America/New_York")
    start = dt.datetime(2027, month, 12, 9, 30, tzinfo=zone)
    meeting = MeetingFactory(
        starts_at=start, ends_at=start + dt.timedelta(hours=1), time_zone="America/New_York"
    )
    text, _ = calendar.invitation(meeting, PersonFactory())
    parsed = Calendar.from_ical(text)
    event = parsed.events[0]
    assert event.start == start
    assert event["DTSTART"].params["TZID"] == "America/New_York"
    assert [str(row["TZID"]) for row in parsed.timezones] == ["America/New_York"]


@pytest.mark.django_db
def test_the_link_to_a_meeting_of_members_is_in_their_invitations_alone(client: Any) -> None:
    meeting = MeetingFactory(
        published=True, open_to_public=False, online_url="https://meet.example.org/secret"
    )
    page = client.get(meeting.get_absolute_url()).content.decode()
    feed = client.get(f"/forums/{meeting.forum.slug}/calendar.ics").content.decode()
    assert "meet.example.org" not in page
    assert "meet.example.org" not in feed
    member = coordinator(meeting.forum)
    assert "meet.example.org" in calendar.invitation(meeting, member)[0]
    client.force_login(member)
    assert "meet.example.org" in client.get(meeting.get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_a_meeting_in_the_evening_stands_under_its_own_day(client: Any) -> None:
    evening = dt.datetime(2026, 3, 5, 1, 30, tzinfo=dt.UTC)  # 4 March, 22:30 in Montevideo
    meeting = MeetingFactory(published=True, starts_at=evening)
    page = client.get(f"/forums/{meeting.forum.slug}/calendar/").content.decode()
    assert '<time class="leaf" datetime="2026-03-04">' in page
    assert client.head(f"/forums/{meeting.forum.slug}/calendar/").status_code == 200
