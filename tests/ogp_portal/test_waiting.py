"""The one list of what is asked of a person."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from forums.domain import action_items
from forums.domain.seat_duties import Duty
from forums.models import AgendaProposal
from ogp_portal.waiting.everything import waiting_for
from ogp_portal.waiting.rows import Waiting, of_duties, piles, until, waited, waited_days
from tests.factories import (
    DecisionFactory,
    ForumFactory,
    MeetingFactory,
    PersonFactory,
    coordinator,
    days,
    seated,
)

TODAY = dt.date(2026, 3, 10)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (dt.date(2026, 3, 10), (0, "today", True)),
        (dt.date(2026, 3, 11), (-1, "in 1 day", True)),
        (dt.date(2026, 3, 20), (-10, "in 10 days", True)),
        (dt.date(2026, 3, 9), (1, "1 day late", True)),
        (dt.date(2026, 2, 8), (30, "30 days late", True)),
    ],
)
def test_a_day_is_told_from_today(day: dt.date, expected: tuple[int, str, bool]) -> None:
    assert until(day, TODAY) == expected


def test_what_waits_is_told_in_whole_days() -> None:
    now = timezone.now()
    assert waited(now - days(0.9), now) == (0, "since today", False)
    assert waited(now - days(1.9), now) == (1, "for 1 day", False)
    assert waited(now - days(20), now) == (20, "for 20 days", False)


def test_a_duty_without_a_day_has_no_hurry() -> None:
    (row,) = of_duties([Duty("Seat of the union", "Vacant seat to fill", "/seats/")])
    assert (row.urgency, row.when, row.is_pressing) == (0, "", False)


def test_what_waits_lies_on_piles_by_its_day_the_most_pressing_first() -> None:
    past = [1, 0, -7, -8]
    rows = [Waiting(str(each), "", "/", *until(TODAY - days(each), TODAY)) for each in past]
    rows += [Waiting("open", "", "/", *waited_days(90)), Waiting("none", "", "/")]
    found = {pile.title: [row.title for row in pile.rows] for pile in piles(rows)}
    assert found == {
        "Late": ["1"],
        "In the next 7 days": ["0", "-7"],
        "Later": ["-8"],
        "No date": ["open", "none"],
    }
    assert [pile.key for pile in piles(rows[3:4])] == ["later"]


def test_a_high_pile_shows_its_first_ten_and_folds_the_rest() -> None:
    (pile,) = piles([Waiting(str(number), "", "/") for number in range(12)])
    assert [row.title for row in pile.rest] == ["10", "11"]
    assert pile.first + pile.rest == pile.rows


@pytest.mark.django_db
def test_the_most_urgent_comes_first_and_a_coordinator_sees_the_desk_too() -> None:
    forum = ForumFactory()
    chair, member = coordinator(forum), seated(forum)
    meeting = MeetingFactory(forum=forum, published=True, starts_at=timezone.now() - days(40))
    for title, due in (("Late", -20), ("Soon", 3)):
        action_items.record(
            meeting, by=chair, owner=member, title={"en": title}, due_on=forum.today + days(due)
        )
    DecisionFactory(
        forum=forum, title={"en": "Taken"}, outcome="adopted", decided_on=forum.today - days(2)
    )
    AgendaProposal.objects.create(forum=forum, title={"en": "Take this up"}, proposed_by=member)
    mine = [row.title for row in waiting_for(member)]
    assert [title for title in mine if title in ("Late", "Soon")] == ["Late", "Soon"]
    assert not {"Taken", "Take this up"} & set(mine)
    desk = waiting_for(chair)
    assert {"Taken", "Take this up"} <= {row.title for row in desk}
    assert [row.urgency for row in desk] == sorted((row.urgency for row in desk), reverse=True)
    assert waiting_for(PersonFactory()) == []
