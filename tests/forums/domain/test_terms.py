from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
import time_machine
from django.db import connection

from forums.domain import organisations, seats, terms
from forums.domain.errors import Incomplete, Refused
from forums.models import Attendance, Forum, Notice, Person, Seat, Term
from tests.factories import (
    ForumFactory,
    MeetingFactory,
    PersonFactory,
    RulesVersionFactory,
    SeatFactory,
    TermFactory,
    coordinator,
    days,
)
from tests.selecting import Selecting

pytestmark = pytest.mark.django_db


@pytest.fixture
def forum() -> Forum:
    forum: Forum = ForumFactory()
    RulesVersionFactory(forum=forum, number=1, in_force=dt.date(2015, 1, 1), most_terms=2)
    return forum


def fill(seat: Seat, person: Person | None = None, **fields: Any) -> Term:
    """A year on the seat from today."""
    today = seat.forum.today
    return terms.fill(
        seat,
        by=PersonFactory(),
        person=person or PersonFactory(),
        **{"starts_on": today, "ends_on": today + days(364), **fields},
    )


def sat(seat: Seat, *years: tuple[int, int], person: Person | None = None) -> Person:
    """A person with terms on the seat, each from so many years ago until so many."""
    person = person or PersonFactory()
    today = seat.forum.today
    for first, last in years:
        TermFactory(
            seat=seat,
            person=person,
            starts_on=today - days(365 * first),
            ends_on=today - days(365 * last + 1),
        )
    return person


def test_who_is_seated_is_told_and_so_is_the_alternate(forum: Forum) -> None:
    seat = SeatFactory(forum=forum)
    alternate = PersonFactory()
    term = fill(seat, alternate=alternate)
    notices = {notice.person: notice.subject for notice in Notice.objects.all()}
    assert notices[term.person].startswith("Your seat in")
    assert notices[alternate].startswith("You are an alternate in")


@pytest.mark.parametrize(
    ("starts", "ends", "free"),
    [(-10, -1, True), (-10, 0, False), (50, 60, False), (100, None, False), (101, None, True)],
)
def test_a_seat_is_given_to_one_person_at_a_time(
    forum: Forum, starts: int, ends: int | None, free: bool
) -> None:
    seat = SeatFactory(forum=forum)
    today = forum.today
    TermFactory(seat=seat, starts_on=today, ends_on=today + days(100))
    span: dict[str, Any] = {
        "starts_on": today + days(starts),
        "ends_on": None if ends is None else today + days(ends),
    }
    if free:
        assert fill(seat, **span).pk
    else:
        with pytest.raises(terms.Taken, match="holds this seat"):
            fill(seat, **span)


@pytest.mark.django_db(transaction=True)
def test_of_two_people_seated_at_once_one_sits() -> None:
    seat = SeatFactory()
    people = [PersonFactory(), PersonFactory()]
    begin = threading.Barrier(2)
    refused: list[str] = []

    def act(person: Person) -> None:
        try:
            begin.wait(10)
            fill(seat, person)
        except Refused as error:
            refused.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(refused) == 1
    assert seat.terms.count() == 1
    assert Notice.objects.count() == 1


def test_a_third_term_in_a_row_needs_a_reason_that_everybody_can_read(forum: Forum) -> None:
    seat = SeatFactory(forum=forum)
    person = sat(seat, (4, 2), (2, 0))
    with pytest.raises(terms.TooManyTerms, match="term number 3 in a row; the rules allow 2"):
        fill(seat, person)
    term = fill(seat, person, exception={"en": "Nobody else stood."})
    assert str(term.exception) == "Nobody else stood."


def test_terms_on_another_seat_and_a_break_and_seats_without_a_vote(forum: Forum) -> None:
    one, other, observers = (
        SeatFactory(forum=forum),
        SeatFactory(forum=forum),
        SeatFactory(forum=forum, role="observer"),
    )
    moved = sat(other, (2, 0), person=sat(one, (4, 2)))
    with pytest.raises(terms.TooManyTerms):
        fill(one, moved)
    assert fill(one, sat(other, (7, 5), (5, 3))).pk
    assert fill(observers, sat(observers, (4, 2), (2, 0))).pk


def test_without_a_limit_everybody_may_sit_on() -> None:
    seat = SeatFactory()
    RulesVersionFactory(forum=seat.forum, number=1, in_force=dt.date(2015, 1, 1), most_terms=0)
    assert fill(seat, sat(seat, (6, 4), (4, 2), (2, 0))).pk


def test_a_renewal_begins_the_day_after_and_happens_once(forum: Forum) -> None:
    seat = SeatFactory(forum=forum)
    term = fill(seat, alternate=PersonFactory())
    assert term.ends_on is not None
    by = coordinator(forum)
    again = terms.renew(term, by=by, ends_on=term.ends_on + days(365))
    assert again.starts_on == term.ends_on + days(1)
    assert (again.person, again.alternate, again.renews) == (term.person, term.alternate, term)
    with pytest.raises(terms.Taken):
        terms.renew(term, by=by, ends_on=term.ends_on + days(365))
    with pytest.raises(terms.TooManyTerms):
        terms.renew(again, by=by, ends_on=None)


def test_a_term_without_an_end_is_not_renewed(forum: Forum) -> None:
    term = fill(SeatFactory(forum=forum), ends_on=None)
    with pytest.raises(terms.WrongDay):
        terms.renew(term, by=PersonFactory(), ends_on=None)


def test_ending_a_term_takes_a_reason_and_a_day_within_it(forum: Forum) -> None:
    seat = SeatFactory(forum=forum)
    today = forum.today
    term = fill(seat, starts_on=today - days(20))
    by = coordinator(forum)
    terms.renew(term, by=by, ends_on=None)
    with pytest.raises(Incomplete):
        terms.end(term, by=by, on=today, reason=" ")
    for wrong in (-21, 400):
        with pytest.raises(terms.WrongDay):
            terms.end(term, by=by, on=today + days(wrong), reason="Left.")
    terms.end(term, by=by, on=today, reason="Left the association.")
    assert seat.terms.get().ends_on == today
    assert fill(seat, starts_on=today + days(1)).pk


def test_a_term_is_not_ended_before_a_meeting_at_which_the_seat_was_taken(forum: Forum) -> None:
    today = forum.today
    term = fill(SeatFactory(forum=forum), starts_on=today - days(50))
    meeting = MeetingFactory(
        forum=forum, starts_at=dt.datetime.combine(today - days(10), dt.time(15), dt.UTC)
    )
    Attendance.objects.create(meeting=meeting, term=term, sector="government", presence="present")
    with pytest.raises(terms.WrongDay, match="The seat was taken at the meeting"):
        terms.end(term, by=PersonFactory(), on=today - days(11), reason="Left.")
    terms.end(term, by=PersonFactory(), on=today - days(10), reason="Left.")
    with pytest.raises(terms.WrongDay, match="already"):
        terms.end(term, by=PersonFactory(), on=today - days(12), reason="Left.")


def test_a_term_that_has_not_begun_can_be_taken_back_and_no_other(forum: Forum) -> None:
    seat = SeatFactory(forum=forum)
    term = fill(seat)
    later = fill(seat, starts_on=forum.today + days(400), ends_on=None)
    terms.take_back(later, by=PersonFactory())
    with pytest.raises(terms.WrongDay):
        terms.take_back(term, by=PersonFactory())
    assert list(seat.terms.all()) == [term]


def test_member_and_alternate_are_two_people(forum: Forum) -> None:
    term = fill(SeatFactory(forum=forum))
    with pytest.raises(terms.NotThePerson):
        terms.name_alternate(term, by=PersonFactory(), alternate=term.person)
    person = PersonFactory()
    terms.name_alternate(term, by=PersonFactory(), alternate=person)
    terms.name_alternate(term, by=PersonFactory(), alternate=person)
    assert Notice.objects.filter(person=person).count() == 1
    terms.name_alternate(term, by=PersonFactory(), alternate=None)
    assert Term.objects.get(pk=term.pk).alternate is None


def test_a_seat_is_closed_once_nobody_holds_it(forum: Forum) -> None:
    seat = SeatFactory(forum=forum)
    term = fill(seat, starts_on=forum.today - days(9))
    by = coordinator(forum)
    with pytest.raises(seats.StillHeld):
        seats.close(seat, by=by, on=forum.today)
    terms.end(term, by=by, on=forum.today - days(1), reason="The office was merged.")
    seats.close(seat, by=by, on=forum.today)
    assert seat not in seats.seats_of(forum)
    assert seat in seats.seats_of(forum, on=forum.today - days(1))
    with pytest.raises(terms.WrongDay, match="The forum has this seat until"):
        fill(seat)


def test_seats_follow_each_other_and_new_organisations_are_made_once(forum: Forum) -> None:
    made = [
        seats.add(
            forum,
            by=PersonFactory(),
            sector="civil_society",
            organisation=organisations.called(name, sector="civil_society", forum=forum),
        )
        for name in ("River Watch", "river  watch", "River-Watch!")
    ]
    assert [seat.position for seat in made] == [1, 2, 3]
    assert made[0].organisation == made[1].organisation
    assert made[0].organisation != made[2].organisation


def test_a_term_that_a_selection_gave_is_not_taken_back() -> None:
    world = Selecting(organisations=1, candidates=1, seats=1)
    world.open_call()
    term = TermFactory(
        seat=world.places[0], person=world.people[0], starts_on=world.forum.today + days(9)
    )
    world.selection.nominations.update(term=term, state="seated")
    with pytest.raises(Refused, match="selection"):
        terms.take_back(term, by=world.lead)
    assert Term.objects.filter(pk=term.pk).exists()


@pytest.mark.parametrize(
    ("zone", "moment", "sits"),
    [
        ("Pacific/Auckland", dt.datetime(2026, 3, 1, 20, tzinfo=dt.UTC), True),
        ("Pacific/Auckland", dt.datetime(2026, 3, 1, 10, tzinfo=dt.UTC), False),
        ("America/Montevideo", dt.datetime(2026, 3, 2, 1, tzinfo=dt.UTC), False),
        ("America/Montevideo", dt.datetime(2026, 3, 2, 4, tzinfo=dt.UTC), True),
    ],
)
def test_a_term_begins_with_its_day_in_the_forum(
    zone: str, moment: dt.datetime, sits: bool
) -> None:
    seat = SeatFactory(forum=ForumFactory(time_zone=zone))
    term = TermFactory(seat=seat, starts_on=dt.date(2026, 3, 2))
    with time_machine.travel(moment, tick=False):
        assert Term.objects.current().filter(pk=term.pk).exists() is sits
        person = Person.objects.get(pk=term.person_id)
        assert person.has_perm("forums.vote", seat.forum) is sits


def test_a_seat_that_was_taken_at_a_meeting_keeps_its_vote(forum: Forum) -> None:
    term = TermFactory(seat=SeatFactory(forum=forum))
    Attendance.objects.create(
        meeting=MeetingFactory(forum=forum), term=term, sector=term.seat.sector, presence="present"
    )
    with pytest.raises(Refused, match="quorum"):
        seats.change(term.seat, by=coordinator(forum), role="observer")
    seats.change(Seat.objects.get(pk=term.seat_id), by=term.person, title={"en": "Water"})
