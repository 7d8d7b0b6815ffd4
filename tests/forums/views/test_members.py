from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forums.domain import meetings
from forums.models import AgendaItem, Attendance, Decision, Forum, Person, Seat, Term, Vote
from tests.factories import (
    DecisionFactory,
    ForumFactory,
    MeetingFactory,
    OrganisationFactory,
    PersonFactory,
    RulesVersionFactory,
    SeatFactory,
    TermFactory,
    days,
)

pytestmark = pytest.mark.django_db
ADDRESS = "/forums/valley/members/"


@pytest.fixture
def forum() -> Forum:
    return ForumFactory(slug="valley")


def page(client: Client, address: str = ADDRESS, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def table(forum: Forum) -> dict[str, Term]:
    """Two seats of each sector, one of civil society's vacant; what they did last month."""
    terms: dict[str, Term] = {}
    for name, sector in (("Ana", "government"), ("Bo", "government"), ("Cy", "civil_society")):
        terms[name] = TermFactory(
            seat=SeatFactory(forum=forum, sector=sector, organisation=OrganisationFactory()),
            person=PersonFactory(name=name),
        )
    SeatFactory(forum=forum, sector="civil_society")
    then = timezone.now() - days(20)
    for _ in range(5):
        meeting = MeetingFactory(forum=forum, starts_at=then, published_at=then)
        for name, term in terms.items():
            Attendance.objects.create(
                meeting=meeting,
                term=term,
                sector=term.seat.sector,
                presence="absent" if name == "Cy" else "present",
            )
        for position, presenter in enumerate(("ana", "Cy", "A guest"), start=1):
            AgendaItem.objects.create(
                meeting=meeting, position=position, title={"en": "x"}, presenter=presenter
            )
    _voted(forum, terms.values(), on=forum.today)
    return terms


def _voted(forum: Forum, terms: Iterable[Term], *, on: dt.date) -> None:
    """A public decision in whose open vote these were for it."""
    decision: Decision = DecisionFactory(
        forum=forum,
        outcome="adopted",
        decided_on=on,
        published_at=timezone.now(),
        presence=[["government", 2, 2], ["civil_society", 2, 1]],
    )
    for term in terms:
        Vote.objects.create(
            decision=decision,
            term=term,
            sector=term.seat.sector,
            choice="for",
            cast_by=term.person,
        )
    now = timezone.now()
    Decision.objects.filter(pk=decision.pk).update(
        vote_opened_at=now, vote_closes_at=now, vote_closed_at=now
    )


def test_the_balance_is_shown_with_what_is_off_and_why(forum: Forum, client: Client) -> None:
    table(forum)
    context = client.get(ADDRESS).context
    rows = {row.sector: row for row in context["figures"].rows}
    government, society = rows["government"], rows["civil_society"]
    assert (government.seats, government.filled, society.filled) == (2, 2, 1)
    assert (government.expected, government.present, society.present) == (10, 10, 0)
    assert (government.speaking, society.speaking, context["figures"].unknown) == (5, 5, 5)
    assert (government.votes, society.votes) == (2, 1)
    assert (government.asked, society.asked) == (2, 2)
    text = page(client)
    assert "1 of the 2 seats of Civil society are filled." in text
    assert "Civil society took 0 % of its seats" in text
    assert "Vacant" in text


def test_a_seat_that_presents_counts_for_its_sector_whatever_its_holder_is_called_now(
    forum: Forum, client: Client
) -> None:
    terms = table(forum)
    meeting = forum.meetings.first()
    assert meeting is not None
    meetings.set_agenda(
        meeting,
        by=terms["Ana"].person,
        rows=[
            {"pk": None, "title": {"en": "x"}, "presenter": "BO", "duration": 5},
            {"pk": None, "title": {"en": "y"}, "presenter": "Somebody else", "duration": 5},
        ],
    )
    assert [row.presented_by for row in meeting.agenda.all()] == [terms["Bo"], None]
    Person.objects.filter(pk=terms["Bo"].person_id).update(name="Former member 1")
    figures = client.get(ADDRESS).context["figures"]
    rows = {row.sector: row for row in figures.rows}
    assert (rows["government"].speaking, figures.unknown) == (4 + 1, 4 + 1)


def test_what_is_still_to_be_presented_counts_for_nothing(forum: Forum, client: Client) -> None:
    table(forum)
    meeting = MeetingFactory(forum=forum, published=True)
    AgendaItem.objects.create(meeting=meeting, position=1, title={"en": "x"}, presenter="Ana")
    rows = {row.sector: row for row in client.get(ADDRESS).context["figures"].rows}
    assert rows["government"].speaking == 5


def test_a_sector_that_presents_and_votes_less_is_named_with_the_reason(
    forum: Forum, client: Client
) -> None:
    terms = table(forum)
    AgendaItem.objects.filter(presenter="Cy").update(presented_by=terms["Bo"])
    for number in range(1, 4):
        _voted(forum, [terms["Ana"], terms["Bo"]], on=forum.today - days(number))
    text = page(client)
    assert "Civil society presented 0 of the 10 points of agendas" in text
    assert "Civil society cast 12 % of its votes" in text  # 1 of 8; the government 8 of 8


def test_the_balance_is_measured_by_the_rules_in_force(forum: Forum, client: Client) -> None:
    table(forum)
    seats = {"government": 1, "civil_society": 2}
    RulesVersionFactory(
        forum=forum, number=1, in_force=forum.today - days(9), seats_by_sector=seats
    )
    assert "The rules give Government 1 seat with a vote; there are 2." in page(client)


def test_what_is_not_public_counts_for_nothing(forum: Forum, client: Client) -> None:
    table(forum)
    for meeting in forum.meetings.all():
        MeetingFactory._meta.model.objects.filter(pk=meeting.pk).update(withdrawn_at=timezone.now())
    rows = client.get(ADDRESS).context["figures"].rows
    assert not any(row.expected or row.speaking for row in rows)


def test_terms_that_end_soon_are_shown(forum: Forum, client: Client) -> None:
    for ends, name in ((30, "Soon Gone"), (200, "Long There")):
        TermFactory(
            seat=SeatFactory(forum=forum),
            person=PersonFactory(name=name),
            ends_on=forum.today + days(ends),
        )
    ending = client.get(ADDRESS).context["ending"]
    assert [term.person.name for term in ending] == ["Soon Gone"]


def test_a_register_of_a_thousand_people_is_paged_and_needs_few_queries(
    forum: Forum, client: Client
) -> None:
    table(forum)
    seats = [SeatFactory(forum=forum, position=number) for number in range(12)]
    people = Person.objects.bulk_create(Person(name=f"Member {n:04}") for n in range(1000))
    Term.objects.bulk_create(
        Term(
            seat=seats[n % 12],
            person=person,
            starts_on=forum.today - days(30 * (n // 12) + 40),
            ends_on=forum.today - days(30 * (n // 12) + 15),
        )
        for n, person in enumerate(people)
    )
    for query, shown in (("", 50), ("?page=20", 50), ("?q=member+099", 10)):
        with CaptureQueriesContext(connection) as queries:
            text = page(client, f"{ADDRESS}{query}")
        assert len(queries) <= 12
        assert len(text) < 100_000
        assert text.count('<a href="/forums/valley/members/') >= shown
    with CaptureQueriesContext(connection) as queries:
        page(client, f"{ADDRESS}{people[500].pk}/")
    assert len(queries) <= 12


def test_a_persons_page_says_name_roles_and_terms_and_nothing_else(
    forum: Forum, client: Client
) -> None:
    person = PersonFactory(name="Ana Long", email="ana@secret.example", time_zone="Asia/Tokyo")
    seat = SeatFactory(forum=forum)
    first = TermFactory(
        seat=seat, person=person, starts_on=forum.today - days(800), ends_on=forum.today - days(500),
        end_reason="zanahoria",
    )  # fmt: skip
    TermFactory(
        seat=seat, person=person, starts_on=forum.today - days(499), renews=first,
        exception={"en": "Nobody else stood."},
    )  # fmt: skip
    other = TermFactory(seat=SeatFactory(forum=forum), alternate=person)
    text = page(client, f"{ADDRESS}{person.pk}/")
    assert "Ana Long" in text
    assert f"Alternate of {other.person.name}" in text
    assert "Nobody else stood." in text
    for hidden in ("ana@secret", "Asia/Tokyo", "zanahoria"):
        assert hidden not in text


def test_who_never_sat_in_the_forum_has_no_page_there(forum: Forum, client: Client) -> None:
    elsewhere = TermFactory().person
    page(client, f"{ADDRESS}{elsewhere.pk}/", 404)
    page(client, f"{ADDRESS}{PersonFactory().pk}/", 404)
    page(client, f"{ADDRESS}99999999/", 404)
    hidden = ForumFactory(slug="hidden", published_at=None)
    member = TermFactory(seat=SeatFactory(forum=hidden)).person
    page(client, f"/forums/hidden/members/{member.pk}/", 404)
    page(client, "/forums/hidden/members/", 404)


def test_more_than_a_hundred_seats_have_a_page_break(client: Client) -> None:
    forum = ForumFactory()
    Seat.objects.bulk_create(
        Seat(forum=forum, sector="government", position=number) for number in range(101)
    )
    first, second = (
        client.get(f"{forum.get_absolute_url()}members/?seats={page}").content.decode()
        for page in (1, 2)
    )
    held = '<h3 class="item-title">Vacant</h3>'
    assert first.count(held) - second.count(held) == 99
    assert second.count(held) == 1
