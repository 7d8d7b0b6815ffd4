"""A very large forum: 1,000 people over ten terms of 100 seats, 500 meetings, 1,000 decisions.

Its open group has 1,000 people too, and so many organisations vote in its election.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from forums.models import (
    Attendance,
    Decision,
    Forum,
    GroupMembership,
    Meeting,
    Organisation,
    Person,
    RollEntry,
    Seat,
    Sector,
    Term,
    Vote,
)
from tests.factories import ForumFactory, days
from tests.growing import selection, working_group

PEOPLE, SEATS, MEETINGS, DECISIONS = 1000, 100, 500, 1000
SECTORS = (Sector.GOVERNMENT, Sector.CIVIL_SOCIETY)


def crowd() -> Forum:
    """The forum at /forums/large/; meeting 1 was held, decision 1 was voted on by everybody."""
    forum: Forum = ForumFactory(slug="large")
    people = Person.objects.bulk_create(
        Person(name=f"Member {number}", email=f"member{number}@example.org")
        for number in range(PEOPLE)
    )
    offices = Organisation.objects.bulk_create(
        Organisation(slug=f"office-{number}", name=f"Office {number}", sector=SECTORS[number % 2])
        for number in range(PEOPLE)
    )
    seats = Seat.objects.bulk_create(
        Seat(forum=forum, position=number, organisation=office, sector=office.sector)
        for number, office in enumerate(offices[:SEATS])
    )
    first = forum.today - days(300)
    terms = [
        Term(
            seat=seats[number % SEATS],
            person=person,
            starts_on=first - days(number // SEATS * 365),
            ends_on=first - days(number // SEATS * 365 - 364),
        )
        for number, person in enumerate(people)
    ]
    terms = Term.objects.bulk_create(terms)[:SEATS]
    _meet(forum, terms)
    _decide(forum, terms)
    election = selection(forum, "election", model="election", stage="choice")
    RollEntry.objects.bulk_create(
        RollEntry(selection=election, organisation=office, voter=person)
        for office, person in zip(offices, people, strict=True)
    )
    group = working_group(forum, "everybody")
    GroupMembership.objects.bulk_create(
        GroupMembership(group=group, person=person, since=forum.today) for person in people
    )
    return forum


def _meet(forum: Forum, terms: list[Term]) -> None:
    now = timezone.now()
    times = [now - days(number - MEETINGS // 2) for number in range(1, MEETINGS + 1)]
    meetings = Meeting.objects.bulk_create(
        Meeting(
            forum=forum, number=number, title=f"Meeting {number}", time_zone="America/Montevideo",
            starts_at=at, ends_at=at + dt.timedelta(hours=2), published_at=now - days(300),
        )
        for number, at in enumerate([now - days(200), *times[1:]], start=1)
    )  # fmt: skip
    Attendance.objects.bulk_create(
        Attendance(meeting=meetings[0], term=term, sector=term.seat.sector, presence="present")
        for term in terms
    )


def _decide(forum: Forum, terms: list[Term]) -> None:
    now = timezone.now()
    values: dict[str, Any] = {"outcome": "adopted", "decided_on": forum.today, "published_at": now}
    Decision.objects.bulk_create(
        Decision(
            forum=forum, number=number, title=f"Clean water in district {number}",
            text="It is decided.", reasons="Agreed.", **values,
        )
        for number in range(2, DECISIONS + 1)
    )  # fmt: skip
    voted = Decision.objects.create(
        forum=forum, number=1, title="All vote", text="Yes or no?", reasons="Agreed.",
        method="vote", votes_for=SEATS, votes_against=0, abstentions=0, vote_opened_at=now,
        meeting=forum.meetings.get(number=1), **values,
    )  # fmt: skip
    Vote.objects.bulk_create(
        Vote(
            decision=voted, term=term, sector=term.seat.sector, choice="for", reason="It is right.",
            cast_by=term.person,
        )
        for term in terms
    )  # fmt: skip
    Decision.objects.filter(pk=voted.pk).update(vote_closed_at=now)
