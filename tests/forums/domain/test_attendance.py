from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from forums.domain import attendance
from forums.domain.errors import NotHeld, NotPublished, Refused
from forums.models import Attendance, Meeting, Person, Presence, Role, Term
from tests.factories import (
    ForumFactory,
    MeetingFactory,
    PersonFactory,
    SeatFactory,
    TermFactory,
    coordinator,
    days,
)

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def meeting_now(**fields: object) -> tuple[Meeting, Person, Term]:
    """A public meeting that began half an hour ago, its co-chair, and a seat with an alternate."""
    forum = ForumFactory()
    by = coordinator(forum)
    term = TermFactory(seat=SeatFactory(forum=forum, position=1), alternate=PersonFactory())
    values = {"forum": forum, "published": True, "starts_at": timezone.now() - HOUR / 2, **fields}
    return MeetingFactory(**values), by, term


def test_attendance_is_recorded_once_a_seat_and_not_before_the_meeting() -> None:
    meeting, by, term = meeting_now(starts_at=timezone.now() + HOUR)
    with pytest.raises(NotHeld):
        attendance.record(meeting, by=by, presence={term: "present"})
    Meeting.objects.update(starts_at=timezone.now() - days(1))
    meeting.refresh_from_db()
    for value in ("present", "excused"):
        attendance.record(meeting, by=by, presence={term: value})
    assert Attendance.objects.get().presence == "excused"


def test_a_record_of_attendance_can_be_taken_back() -> None:
    meeting, by, term = meeting_now()
    attendance.record(meeting, by=by, presence={term: "present"})
    attendance.record(meeting, by=by, presence={term: ""})
    assert not Attendance.objects.exists()


def test_the_code_seats_a_member_as_present_and_an_alternate_as_alternate() -> None:
    meeting, by, term = meeting_now()
    code = attendance.open_check_in(meeting, by=by)
    alternate = term.alternate
    assert alternate is not None
    assert attendance.check_in(meeting, by=alternate, code=code).presence == Presence.ALTERNATE
    typed = f" {code[:3].lower()}-{code[3:]} "
    row = attendance.check_in(meeting, by=term.person, code=typed)
    assert (row.presence, row.sector) == (Presence.PRESENT, term.seat.sector)
    attendance.check_in(meeting, by=alternate, code=code)
    assert Attendance.objects.get().presence == Presence.PRESENT
    assert Attendance.objects.get().checked_in_at is not None


def test_what_the_coordinator_recorded_stands_over_the_code() -> None:
    meeting, by, term = meeting_now()
    code = attendance.open_check_in(meeting, by=by)
    attendance.check_in(meeting, by=term.person, code=code)
    attendance.record(meeting, by=by, presence={term: "absent"})
    assert attendance.check_in(meeting, by=term.person, code=code).presence == Presence.ABSENT


def test_saving_the_same_word_keeps_when_somebody_checked_in() -> None:
    meeting, by, term = meeting_now()
    attendance.check_in(meeting, by=term.person, code=attendance.open_check_in(meeting, by=by))
    attendance.record(meeting, by=by, presence={term: "present"})
    assert Attendance.objects.get().checked_in_at is not None


@pytest.mark.parametrize(
    ("begins", "opens"),
    [(HOUR + dt.timedelta(minutes=1), False), (HOUR / 2, True), (-HOUR, True), (-3 * HOUR, False)],
)
def test_check_in_is_open_from_an_hour_before_until_the_end(
    begins: dt.timedelta, opens: bool
) -> None:
    meeting, by, _term = meeting_now(starts_at=timezone.now() + begins)
    if opens:
        assert attendance.open_check_in(meeting, by=by)
    else:
        with pytest.raises(attendance.CheckInClosed):
            attendance.open_check_in(meeting, by=by)


def test_nobody_checks_in_once_it_is_closed_or_the_meeting_is_over() -> None:
    meeting, by, term = meeting_now()
    code = attendance.open_check_in(meeting, by=by)
    Meeting.objects.update(ends_at=timezone.now())
    with pytest.raises(attendance.CheckInClosed):
        attendance.check_in(meeting, by=term.person, code=code)
    Meeting.objects.update(ends_at=timezone.now() + HOUR)
    attendance.close_check_in(meeting, by=by)
    for typed in (code, ""):
        with pytest.raises(attendance.CheckInClosed):
            attendance.check_in(meeting, by=term.person, code=typed)


def test_a_draft_and_a_cancelled_meeting_take_no_check_in() -> None:
    meeting, by, _term = meeting_now(published=False)
    with pytest.raises(NotPublished):
        attendance.open_check_in(meeting, by=by)
    Meeting.objects.update(published_at=timezone.now(), cancelled_at=timezone.now())
    with pytest.raises(attendance.CheckInClosed):
        attendance.open_check_in(meeting, by=by)


def test_a_wrong_code_seats_nobody_and_guessing_ends_soon() -> None:
    meeting, by, term = meeting_now()
    code = attendance.open_check_in(meeting, by=by)
    for _number in range(attendance.MOST_TRIES):
        with pytest.raises(attendance.WrongCode):
            attendance.check_in(meeting, by=term.person, code="ÑANDÚ")
    with pytest.raises(attendance.TooManyTries):
        attendance.check_in(meeting, by=term.person, code=code)
    assert not Attendance.objects.exists()
    assert attendance.check_in(meeting, by=by, code=code).presence == Presence.PRESENT


def test_who_has_no_seat_on_the_day_cannot_check_in() -> None:
    meeting, by, term = meeting_now()
    code = attendance.open_check_in(meeting, by=by)
    Term.objects.filter(pk=term.pk).update(ends_on=timezone.now().date() - days(5))
    for person in (PersonFactory(), term.person):
        with pytest.raises(attendance.NoSeat):
            attendance.check_in(meeting, by=person, code=code)


def test_an_alternate_of_two_takes_one_seat() -> None:
    meeting, by, term = meeting_now()
    other = TermFactory(
        seat=SeatFactory(forum=meeting.forum, position=2, role=Role.MEMBER),
        alternate=term.alternate,
    )
    code = attendance.open_check_in(meeting, by=by)
    assert term.alternate is not None
    attendance.check_in(meeting, by=term.person, code=code)
    for _again in range(2):
        assert attendance.check_in(meeting, by=term.alternate, code=code).term == other
    assert Attendance.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_member_and_her_alternate_at_once_leave_one_row_and_the_member_in_it() -> None:
    meeting, by, term = meeting_now()
    code = attendance.open_check_in(meeting, by=by)
    assert term.alternate is not None
    people = [term.person, term.alternate] * 4

    def enter(person: Person) -> None:
        try:
            attendance.check_in(Meeting.objects.get(pk=meeting.pk), by=person, code=code)
        except Refused as refused:  # pragma: no cover - says what went wrong
            raise AssertionError(str(refused)) from refused
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(enter, people))
    assert Attendance.objects.get().presence == Presence.PRESENT


def test_the_table_names_seats_and_people() -> None:
    meeting, by, term = meeting_now()
    attendance.record(meeting, by=by, presence={term: "alternate"})
    head, row = attendance.table(meeting)
    assert len(head) == len(row)
    assert term.alternate is not None
    assert term.alternate.name in row
    assert "Alternate present" in row
