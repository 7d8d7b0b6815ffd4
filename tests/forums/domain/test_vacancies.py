from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from forums.domain import terms, vacancies
from forums.models import Forum, Notice, Seat, Term
from forums.tasks import announce_vacancies
from tests.factories import (
    ForumFactory,
    PersonFactory,
    SeatFactory,
    TermFactory,
    coordinator,
    days,
)

pytestmark = pytest.mark.django_db
NOON = dt.time(12)


@pytest.fixture
def forum() -> Forum:
    """A forum with a coordinator, in Montevideo."""
    forum: Forum = ForumFactory()
    coordinator(forum)
    return forum


def daily(forum: Forum, first: int, last: int) -> list[int]:
    """What is told day by day, from so many days from today until so many."""
    return [
        vacancies.announce(now=dt.datetime.combine(forum.today + days(day), NOON, dt.UTC))
        for day in range(first, last + 1)
    ]


def subjects() -> list[str]:
    return list(Notice.objects.order_by("created_at").values_list("text", flat=True))


def running(forum: Forum, ends: int, **fields: Any) -> Term:
    """A term that ends so many days from today."""
    term: Term = TermFactory(
        seat=SeatFactory(forum=forum), ends_on=forum.today + days(ends), **fields
    )
    return term


def test_a_seat_vacant_for_ninety_days_is_announced_once(forum: Forum) -> None:
    SeatFactory(forum=forum)
    assert sum(daily(forum, 0, 90)) == 1
    assert Notice.objects.count() == 1


def test_the_same_seat_vacant_again_is_announced_again(forum: Forum) -> None:
    seat = SeatFactory(forum=forum)
    daily(forum, 0, 0)
    terms.fill(
        seat,
        by=PersonFactory(),
        person=PersonFactory(email=None),
        starts_on=forum.today + days(1),
        ends_on=forum.today + days(2),
    )
    assert sum(daily(forum, 1, 2)) == 1  # that the term ends
    assert daily(forum, 3, 5) == [1, 0, 0]


def test_terms_are_announced_ninety_and_thirty_days_before_they_end(forum: Forum) -> None:
    term = running(forum, 100)
    assert daily(forum, 0, 9) == [0] * 10
    assert daily(forum, 10, 69) == [1] + [0] * 59
    assert daily(forum, 70, 100) == [1] + [0] * 30
    assert term.person.name in subjects()[0]
    assert term.person.name in subjects()[1]


def test_a_week_without_a_worker_is_made_up_for(forum: Forum) -> None:
    running(forum, 100)
    assert daily(forum, 17, 18) == [1, 0]
    assert daily(forum, 95, 96) == [1, 0]


def test_a_term_that_is_short_from_the_start_is_announced_once(forum: Forum) -> None:
    running(forum, 20)
    assert sum(daily(forum, 0, 20)) == 1


def test_terms_that_end_together_are_one_mail(forum: Forum) -> None:
    for _ in range(4):
        running(forum, 90)
    SeatFactory(forum=forum)
    assert daily(forum, 0, 1) == [1, 0]
    assert Notice.objects.count() == 1
    assert subjects()[0].count("until") == 4


def test_where_somebody_is_named_to_follow_nothing_is_announced(forum: Forum) -> None:
    renewed = running(forum, 40)
    terms.renew(renewed, by=PersonFactory(), ends_on=None)
    followed = running(forum, 40)
    TermFactory(seat=followed.seat, starts_on=forum.today + days(60))
    Notice.objects.all().delete()
    assert sum(daily(forum, 0, 59)) == 0


def test_a_closed_seat_is_not_vacant(forum: Forum) -> None:
    SeatFactory(forum=forum, closed_on=forum.today)
    ends = running(forum, 40)
    Seat.objects.filter(pk=ends.seat_id).update(closed_on=forum.today + days(41))
    assert sum(daily(forum, 0, 60)) == 0


def test_where_nobody_coordinates_it_stays_due_until_somebody_does() -> None:
    forum = ForumFactory()
    SeatFactory(forum=forum)
    assert daily(forum, 0, 0) == [0]
    coordinator(forum)
    assert daily(forum, 0, 1) == [1, 0]


def test_the_day_is_the_forums_own(forum: Forum) -> None:
    running(forum, 90)
    late = dt.datetime.combine(forum.today + days(1), dt.time(1), dt.UTC)  # still today there
    Term.objects.filter(ends_on__isnull=False).update(ends_on=forum.today + days(91))
    assert vacancies.announce(now=late) == 0
    assert vacancies.announce(now=late + dt.timedelta(hours=12)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_once() -> None:
    forum = ForumFactory()
    coordinator(forum)
    SeatFactory.create_batch(3, forum=forum)
    running(forum, 60)
    begin = threading.Barrier(2)

    def act() -> None:
        try:
            begin.wait(10)
            vacancies.announce(now=timezone.now())
        finally:
            connection.close()

    threads = [threading.Thread(target=act) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert Notice.objects.count() == 1


def test_the_task_announces(forum: Forum) -> None:
    SeatFactory(forum=forum)
    assert announce_vacancies() == 1
