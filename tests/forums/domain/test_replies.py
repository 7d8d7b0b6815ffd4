from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from forums.domain import meetings, replies
from forums.domain.errors import NotPublished
from forums.models import (
    Forum,
    GroupMembership,
    Meeting,
    Notice,
    Person,
    Reply,
    Sector,
    WorkingGroup,
)
from tests.factories import (
    ForumFactory,
    MeetingFactory,
    PersonFactory,
    SeatFactory,
    TermFactory,
    coordinator,
    days,
    seated,
)

pytestmark = pytest.mark.django_db


def pair(forum: Forum) -> tuple[Person, Person]:
    """A member and her alternate."""
    term = TermFactory(seat=SeatFactory(forum=forum), alternate=PersonFactory())
    return term.person, term.alternate


def place(meeting: Meeting, person: Person) -> str:
    return replies.places(meeting, person)[0].key


def test_a_seat_has_one_answer_whoever_of_the_two_gives_it() -> None:
    meeting = MeetingFactory(published=True)
    member, alternate = pair(meeting.forum)
    replies.answer(meeting, by=member, place=place(meeting, member), answer="coming")
    replies.answer(meeting, by=alternate, place=place(meeting, alternate), answer="alternate")
    reply = Reply.objects.get()
    assert (reply.answer, reply.given_by) == ("alternate", alternate)
    assert [str(label) for _, label in replies.places(meeting, alternate)[0].options] == [
        "I come",
        f"{member.name} comes",
        "Neither of us comes",
    ]
    assert replies.places(meeting, member)[0].said == "My alternate comes"


def test_without_an_alternate_nobody_else_can_be_sent() -> None:
    meeting = MeetingFactory(published=True)
    member = seated(meeting.forum)
    with pytest.raises(replies.NotInvited):
        replies.answer(meeting, by=member, place=place(meeting, member), answer="alternate")


def test_nobody_answers_for_somebody_else() -> None:
    meeting = MeetingFactory(published=True)
    seat = place(meeting, seated(meeting.forum))
    for person in (seated(meeting.forum), PersonFactory(), coordinator(ForumFactory())):
        with pytest.raises(replies.NotInvited):
            replies.answer(meeting, by=person, place=seat, answer="coming")
    assert not Reply.objects.exists()


def test_a_draft_a_cancelled_and_a_begun_meeting_take_no_answers() -> None:
    draft = MeetingFactory()
    member = seated(draft.forum)
    with pytest.raises(NotPublished):
        replies.answer(draft, by=member, place=place(draft, member), answer="coming")
    now = timezone.now()
    for fields in ({"cancelled_at": now}, {"starts_at": now - days(0.01)}):
        meeting = MeetingFactory(forum=draft.forum, published=True, **fields)
        with pytest.raises(replies.TooLate):
            replies.answer(meeting, by=member, place=place(meeting, member), answer="coming")


def test_answers_are_counted_by_sector_and_silence_is_named() -> None:
    meeting = MeetingFactory(published=True)
    member, _alternate = pair(meeting.forum)
    silent = seated(meeting.forum, sector=Sector.CIVIL_SOCIETY)
    replies.answer(meeting, by=member, place=place(meeting, member), answer="alternate")
    counts = {str(row.label): row for row in replies.tally(meeting)}
    assert counts["Government"].alternate == 1
    assert counts["Civil society"].silent == 1
    assert replies.silent(meeting) == [silent]


def test_an_answer_given_is_known_to_the_calendar_when_the_meeting_moves() -> None:
    meeting = MeetingFactory(published=True)
    member, alternate = pair(meeting.forum)
    replies.answer(meeting, by=member, place=place(meeting, member), answer="alternate")
    meetings.change(meeting, by=coordinator(meeting.forum), place={"en": "Elsewhere"})
    told = {
        row.person: row.calendar for row in Notice.objects.filter(key=f"meeting:{meeting.pk}:1")
    }
    assert "PARTSTAT=DECLINED" in told[member]
    assert "PARTSTAT=ACCEPTED" in told[alternate]


def test_a_link_is_for_one_person_and_one_meeting() -> None:
    meeting = MeetingFactory(published=True)
    person = seated(meeting.forum)
    token = replies.token(meeting, person)
    assert replies.of_token(token) == (meeting, person)
    number, _, signature = token.partition(":")
    other = number.replace(str(person.pk), str(person.pk + 1), 1)
    for wrong in ("", "x", "1-2:x", f"{other}:{signature}", number):
        assert replies.of_token(wrong) is None
    Meeting.objects.update(withdrawn_at=timezone.now())
    assert replies.of_token(token) is None


def test_members_of_a_working_group_answer_for_themselves() -> None:
    forum = ForumFactory()
    group = WorkingGroup.objects.create(
        forum=forum, slug="water", name="Water", mandate="x", published_at=timezone.now()
    )
    guest = PersonFactory()
    GroupMembership.objects.create(group=group, person=guest, since=forum.today)
    meeting = MeetingFactory(forum=forum, published=True, kind="working_group", working_group=group)
    seated(forum)
    assert meetings.audience(meeting) == [guest]
    replies.answer(meeting, by=guest, place=place(meeting, guest), answer="not_coming")
    assert replies.tally(meeting)[0].not_coming == 1
    assert replies.silent(meeting) == []
    assert replies.participation(meeting) == {guest.pk: "DECLINED"}


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_leave_one() -> None:
    meeting = MeetingFactory(published=True)
    member, alternate = pair(meeting.forum)
    seat = place(meeting, member)

    def answer(number: int) -> None:
        try:
            by = (member, alternate)[number % 2]
            replies.answer(meeting, by=by, place=seat, answer="coming")
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(answer, range(6)))
    assert Reply.objects.count() == 1
