from __future__ import annotations

import pytest
from django.utils import timezone

from forums.domain import comments, minutes, moderation
from forums.domain.meeting_duties import duties
from forums.models import Meeting, Person, Role, Sector
from tests.factories import ForumFactory, MeetingFactory, PersonFactory, coordinator, days, seated

pytestmark = pytest.mark.django_db


def held(**fields: object) -> tuple[Meeting, Person, Person]:
    """A public meeting of yesterday with draft minutes, its co-chair and a member."""
    forum = ForumFactory()
    values = {
        "forum": forum,
        "published": True,
        "starts_at": timezone.now() - days(1),
        "minutes": {"en": "We agreed."},
        **fields,
    }
    return MeetingFactory(**values), coordinator(forum), seated(forum)


def asked(person: Person, *coordinated: Meeting) -> list[str]:
    fresh = Person.objects.get(pk=person.pk)
    return [row.what for row in duties(fresh, coordinated=[row.forum_id for row in coordinated])]


def test_minutes_ask_one_person_after_the_other_for_the_next_step() -> None:
    meeting, by, member = held()
    society = seated(meeting.forum, role=Role.CO_CHAIR, sector=Sector.CIVIL_SOCIETY)
    assert asked(by, meeting) == ["Minutes to write"]
    assert asked(member) == []
    minutes.send_to_review(meeting, by=by)
    assert asked(member) == ["Draft minutes to read"]
    comments.add(meeting, by=member, text="Well said.", internal=True)
    assert asked(member) == []
    for chair in (by, society):
        assert asked(chair, meeting) == ["Minutes to approve"]
        minutes.approve(meeting, by=chair, seen=minutes.fingerprint(meeting))
    assert asked(society, meeting) == ["Minutes to publish"]
    minutes.publish(meeting, by=by)
    assert asked(society, meeting) == []


def test_what_the_public_asks_is_counted_until_the_forum_answers() -> None:
    meeting, by, member = held(minutes_published_at=timezone.now())
    first = comments.add(meeting, by=PersonFactory(), text="When?")
    second = comments.add(meeting, by=PersonFactory(), text="Where?")
    comments.add(meeting, by=by, text="Welcome.")
    comments.add(meeting, by=member, text="Between us.", internal=True)
    comments.add(meeting, by=member, text="I think at ten.", parent=first)
    assert asked(by, meeting) == ["2 questions or comments without an official answer"]
    comments.add(meeting, by=by, text="At ten.", parent=first, is_official=True)
    moderation.remove(second, by=by, reason="Advertising")
    assert asked(by, meeting) == []
    assert asked(member) == []


def test_what_the_public_asks_before_a_meeting_waits_for_an_answer_too() -> None:
    meeting, by, _member = held(starts_at=timezone.now() + days(3), minutes={})
    comments.add(meeting, by=PersonFactory(), text="May I come with my dog?")
    assert asked(by, meeting) == ["1 question or comment without an official answer"]
