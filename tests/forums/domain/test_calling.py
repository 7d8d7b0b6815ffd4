"""What a new meeting begins with, whom it is announced to, and how long before."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

import pytest
from django.core import mail
from django.utils import timezone
from icalendar import Calendar

from forums.domain import calling, meeting_notices, meetings, notices
from forums.domain.errors import AlreadyPublished
from forums.models import GroupMembership, Meeting, Notice, Person, WorkingGroup
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
ITEMS = [{"pk": None, "title": {"en": "Budget"}, "presenter": "", "duration": 10}]
REASON = {"en": "Parliament votes on Friday.", "es": "El Parlamento vota el viernes."}


def drafted(ahead: float, **fields: object) -> tuple[Meeting, Person]:
    """A draft so many days ahead, with an agenda, and its coordinator."""
    forum = ForumFactory()
    by = coordinator(forum)
    meeting = MeetingFactory(forum=forum, starts_at=timezone.now() + days(ahead), **fields)
    meetings.set_agenda(meeting, by=by, rows=ITEMS)
    return meeting, by


def test_a_notice_shorter_than_the_rules_ask_needs_a_reason_and_is_not_forbidden() -> None:
    meeting, by = drafted(4)
    with pytest.raises(meetings.ShortNotice):
        meetings.publish(meeting, by=by)
    assert not Notice.objects.exists()
    assert meetings.publish(meeting, by=by, reason=REASON) == 1
    told = Notice.objects.get(key=f"meeting:{meeting.pk}:0")
    assert "Parliament votes on Friday." in told.text
    assert "Parliament votes on Friday." in told.html


def test_the_rules_that_are_in_force_today_say_how_long_a_notice_is() -> None:
    meeting, by = drafted(4)
    today = meeting.forum.today
    RulesVersionFactory(forum=meeting.forum, notice_days=30, in_force=today - days(300))
    RulesVersionFactory(forum=meeting.forum, notice_days=3, in_force=today - days(100))
    assert not meetings.notice_of(meeting).is_short
    meetings.publish(meeting, by=by)


def test_a_public_meeting_is_moved_nearer_with_a_reason_and_elsewhere_without() -> None:
    meeting, by = drafted(20)
    meetings.publish(meeting, by=by)
    meeting.starts_at, meeting.ends_at = (
        moment - days(17) for moment in (meeting.starts_at, meeting.ends_at)
    )
    times: dict[str, Any] = {"starts_at": meeting.starts_at, "ends_at": meeting.ends_at}
    with pytest.raises(meetings.ShortNotice):
        meetings.change(Meeting.objects.get(pk=meeting.pk), by=by, **times)
    moved = Meeting.objects.get(pk=meeting.pk)
    assert meetings.change(moved, by=by, short_notice_reason=REASON, **times) == 1
    assert meetings.change(moved, by=by, place={"en": "The library"}) == 1


def test_the_mail_of_a_change_says_what_changed_and_nothing_else() -> None:
    meeting, by = drafted(20, place={"en": "Town hall"})
    meetings.publish(meeting, by=by)
    meetings.change(meeting, by=by, place={"en": "The library"})
    told = Notice.objects.get(key=f"meeting:{meeting.pk}:1")
    for text in (told.text, told.html):
        assert "The place, before: Town hall" in text
        assert "The time, before" not in text


def test_a_meeting_of_a_working_group_is_announced_to_its_members_alone() -> None:
    meeting, by = drafted(30)
    group = WorkingGroup.objects.create(
        forum=meeting.forum, slug="water", name="Water", mandate="x", published_at=timezone.now()
    )
    inside, left = PersonFactory(), PersonFactory()
    GroupMembership.objects.create(group=group, person=inside, since=meeting.forum.today)
    GroupMembership.objects.create(
        group=group, person=left, since=meeting.forum.today, until=meeting.forum.today
    )
    seated(meeting.forum)
    meetings.change(meeting, by=by, kind="working_group", working_group=group)
    assert meetings.publish(meeting, by=by) == 1
    assert {notice.person for notice in Notice.objects.all()} == {inside}
    assert "working group “Water”" in Notice.objects.filter(key__endswith=":0")[0].text


def test_a_meeting_of_a_group_that_is_not_public_is_not_public_either() -> None:
    forum = ForumFactory()
    group = WorkingGroup.objects.create(forum=forum, slug="x", name="x", mandate="x")
    inside = PersonFactory()
    GroupMembership.objects.create(group=group, person=inside, role="member", since=forum.today)
    MeetingFactory(forum=forum, published=True, working_group=group)
    assert not Meeting.objects.public().exists()
    assert not Meeting.objects.visible_to(PersonFactory()).exists()
    assert Meeting.objects.visible_to(inside).exists()
    assert Meeting.objects.of(inside).exists()


def test_a_new_meeting_begins_like_the_last_one_of_its_kind() -> None:
    forum = ForumFactory()
    RulesVersionFactory(forum=forum, notice_days=20, in_force=forum.today - days(9))
    MeetingFactory(
        forum=forum,
        number=7,
        published=True,
        mode="hybrid",
        place={"en": "Town hall"},
        online_url="https://meet.example.org/room",
    )
    MeetingFactory(
        forum=forum, number=8, kind="public", mode="online", starts_at=timezone.now() + days(99)
    )
    values = calling.beginning(forum)
    assert values["title"]["en"] == "Ordinary meeting 9"
    assert values["title"]["es"].endswith(" ordinaria 9")
    assert (values["mode"], str(values["place"])) == ("hybrid", "Town hall")
    assert (values["starts"], values["ends"]) == ("10:00", "12:00")
    assert forum.today + days(34) <= dt.date.fromisoformat(values["day"])
    assert calling.beginning(forum, kind="public")["mode"] == "online"


def test_a_meeting_that_is_over_is_put_on_record_and_nobody_is_invited_to_it() -> None:
    meeting, by = drafted(-9)
    assert meetings.publish(meeting, by=by, reason={"en": "Older than this portal."}) == 0
    assert not Notice.objects.exists()


def test_a_draft_can_be_thrown_away_and_a_published_meeting_cannot() -> None:
    meeting, by = drafted(20)
    meetings.discard(meeting, by=by)
    assert not Meeting.objects.exists()
    meeting, by = drafted(20)
    meetings.publish(meeting, by=by)
    with pytest.raises(AlreadyPublished):
        meetings.discard(meeting, by=by)


def test_the_preview_holds_the_coordinators_own_link_and_nobody_elses() -> None:
    meeting, by = drafted(20)
    other = seated(meeting.forum)
    _subject, text = meeting_notices.preview(meeting, by)
    assert meeting_notices.reply_url(meeting, by) in text
    assert meeting_notices.reply_url(meeting, other) not in text


def test_an_invitation_comes_as_a_calendar_part_and_as_a_file() -> None:
    meeting, by = drafted(20, title={"en": "Mañana, Łódź"})
    meetings.publish(meeting, by=by)
    notices.deliver_due()
    message = mail.outbox[0].message()
    parts = {part.get_content_type(): part for part in message.walk()}
    assert parts["text/calendar"].get_param("method") == "REQUEST"
    assert parts["application/ics"].get_filename() == "invitation.ics"
    texts = [
        Calendar.from_ical(cast("bytes", parts[kind].get_payload(decode=True)).decode())
        for kind in ("text/calendar", "application/ics")
    ]
    assert texts[0] == texts[1]
    assert str(texts[1].events[0]["SUMMARY"]) == "Mañana, Łódź"
