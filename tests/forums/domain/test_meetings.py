from __future__ import annotations

import datetime as dt
import zoneinfo
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from icalendar import Calendar

from forums.domain import calendar, meetings, minutes
from forums.domain.errors import AlreadyPublished, ChangedMeanwhile, Incomplete, NotPublished
from forums.models import Forum, Meeting, Notice, Person
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


def test_a_change_takes_nothing_back_that_somebody_else_did_meanwhile() -> None:
    meeting, by = called()
    meetings.publish(Meeting.objects.get(pk=meeting.pk), by=by)
    minutes.write(Meeting.objects.get(pk=meeting.pk), by=by, minutes={"en": "Said."})
    meetings.change(meeting, by=by, description={"en": "Clearer."})
    meeting.refresh_from_db()
    assert meeting.is_public
    assert str(meeting.minutes) == "Said."


def test_the_link_to_a_meeting_of_members_is_in_their_calendars_alone() -> None:
    meeting, by = called(
        online_url="https://meet.example.org/secret", open_to_public=False, published=True
    )
    assert "secret" not in calendar.feed([meeting], name="Forum")
    assert "secret" in calendar.feed([meeting], name="Forum", joins=True)
    assert "secret" in calendar.invitation(meeting, by)[0]


def rows(meeting: Meeting) -> list[dict[str, Any]]:
    """The agenda as a form sends it back."""
    fields = ("pk", "title", "description", "presenter", "duration")
    return [{name: getattr(item, name) for name in fields} for item in meeting.agenda.all()]


def test_an_agenda_that_changes_in_public_tells_what_changed_and_calendars_show_it() -> None:
    meeting, by = called()
    meetings.set_agenda(meeting, by=by, rows=[*rows(meeting), *AGENDA])
    assert not Notice.objects.exists()
    meetings.publish(meeting, by=by)
    first, second = rows(meeting)
    new = {"pk": None, "title": {"en": "Open data"}, "duration": None}
    changed = [new, {**second, "title": {"en": "Accounts"}, "duration": 25}]
    assert meetings.set_agenda(meeting, by=by, rows=changed) == 3
    notice = Notice.objects.filter(key=f"meeting:{meeting.pk}:1")[0]
    assert notice.subject == "New agenda: Ordinary meeting"
    for line in (
        "- Taken off the agenda: Budget",
        "- New, item 1: Open data",
        "- Accounts, before: Budget",
        "- Accounts: 25 minutes, before: 10 minutes",
    ):
        assert line in notice.text
        assert f"<li>{line[2:]}</li>" in notice.html
    event = Calendar.from_ical(notice.calendar).events[0]
    assert event["SEQUENCE"] == 1
    assert "Agenda:\n1. Open data\n2. Accounts" in str(event["DESCRIPTION"])
    reminder = Notice.objects.filter(key=f"meeting:{meeting.pk}:reminder:1", cancelled_at=None)
    assert "Open data" in reminder[0].text
    assert first["pk"] not in meeting.agenda.values_list("pk", flat=True)


def test_a_save_that_changes_notice_and_agenda_sends_one_mail() -> None:
    meeting, by = called()
    meetings.publish(meeting, by=by)
    added = [*rows(meeting), {"pk": None, "title": {"en": "Open data"}}]
    assert meetings.change(meeting, by=by, agenda=added, place={"en": "Library"}) == 3
    assert meeting.sequence == 1
    notice = Notice.objects.filter(key=f"meeting:{meeting.pk}:1")[0]
    assert "The place, before: –" in notice.text
    assert "New, item 2: Open data" in notice.text
    assert Notice.objects.exclude(key__contains="reminder").count() == 6


def test_what_is_said_about_a_point_is_corrected_without_a_mail() -> None:
    meeting, by = called()
    meetings.publish(meeting, by=by)
    (row,) = rows(meeting)
    clearer = {**row, "presenter": "Ana", "description": {"en": "Clearer."}}
    assert meetings.set_agenda(meeting, by=by, rows=[clearer]) == 0
    assert (meeting.sequence, meeting.agenda.get().presenter) == (0, "Ana")


def test_once_a_meeting_has_begun_its_agenda_changes_without_a_mail() -> None:
    meeting, by = called(published=True, starts_at=timezone.now() - dt.timedelta(minutes=10))
    assert meetings.set_agenda(meeting, by=by, rows=[*rows(meeting), *AGENDA]) == 0
    assert not Notice.objects.exists()


def test_a_published_meeting_keeps_an_agenda_and_a_cancelled_one_its_own() -> None:
    meeting, by = called()
    meetings.publish(meeting, by=by)
    with pytest.raises(Incomplete):
        meetings.set_agenda(meeting, by=by, rows=[])
    assert meeting.agenda.count() == 1
    meetings.cancel(meeting, by=by, reason={"en": "Flood."})
    with pytest.raises(meetings.AlreadyCancelled):
        meetings.set_agenda(meeting, by=by, rows=AGENDA)


@pytest.mark.django_db(transaction=True)
def test_two_who_set_an_agenda_at_once_take_turns() -> None:
    meeting, by = called()

    def set_one(title: str) -> None:
        try:
            rows: list[dict[str, Any]] = [{"pk": None, "title": {"en": title}}, *AGENDA]
            meetings.set_agenda(Meeting.objects.get(pk=meeting.pk), by=by, rows=rows)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(set_one, "abcdefgh"))
    assert [item.position for item in meeting.agenda.all()] == [1, 2]


@pytest.mark.django_db
def test_a_meeting_in_the_evening_stands_under_its_own_day(client: Any) -> None:
    evening = dt.datetime(2026, 3, 5, 1, 30, tzinfo=dt.UTC)  # 4 March, 22:30 in Montevideo
    meeting = MeetingFactory(published=True, starts_at=evening)
    page = client.get(f"/forums/{meeting.forum.slug}/calendar/").content.decode()
    assert '<time class="leaf" datetime="2026-03-04">' in page
    assert client.head(f"/forums/{meeting.forum.slug}/calendar/").status_code == 200


def test_what_somebody_else_changed_meanwhile_is_not_overwritten() -> None:
    meeting, by = called(published=True)
    seen = meetings.fingerprint(meeting)
    meetings.add_point(Meeting.objects.get(pk=meeting.pk), by=by, title={"en": "A new point"})
    with pytest.raises(ChangedMeanwhile):
        meetings.change(meeting, by=by, seen=seen, agenda=AGENDA, title={"en": "Other"})
    assert "A new point" in [str(item.title) for item in meeting.agenda.all()]
    again = Meeting.objects.get(pk=meeting.pk)
    meetings.change(again, by=by, seen=meetings.fingerprint(again), title={"en": "Other"})
    assert str(Meeting.objects.get(pk=meeting.pk).title) == "Other"
