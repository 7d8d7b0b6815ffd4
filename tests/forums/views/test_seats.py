from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from forums.models import Forum, Notice, Organisation, Person, Seat, Term
from tests.factories import (
    ForumFactory,
    PersonFactory,
    RulesVersionFactory,
    SeatFactory,
    TermFactory,
    coordinator,
    days,
    seated,
)

pytestmark = pytest.mark.django_db
MANAGE = "/forums/valley/members/manage/"


@pytest.fixture
def forum() -> Forum:
    forum: Forum = ForumFactory(slug="valley")
    RulesVersionFactory(
        forum=forum, number=1, in_force=forum.today - days(900), term_months=12, most_terms=1
    )
    return forum


@pytest.fixture
def office(forum: Forum, client: Client) -> Client:
    """The coordinator's browser."""
    client.force_login(coordinator(forum))
    return client


def post(client: Client, address: str, status: int = 302, **data: Any) -> str:
    response = client.post(f"{MANAGE}{address}", data)
    assert response.status_code == status, response.content.decode()[-3000:]
    return response.content.decode()


def test_only_coordinators_manage_seats(forum: Forum, client: Client) -> None:
    seat = SeatFactory(forum=forum)
    term = TermFactory(seat=seat)
    pages = ["", "new/", f"{seat.pk}/", f"{seat.pk}/fill/", f"{seat.pk}/close/"]
    pages += [f"terms/{term.pk}/{act}/" for act in ("renew", "end", "alternate")]
    for person, status in ((None, 302), (PersonFactory(), 403), (seated(forum), 403)):
        if person:
            client.force_login(person)
        for address in pages:
            assert client.get(f"{MANAGE}{address}").status_code == status
    client.force_login(coordinator(forum))
    for address in pages:
        assert client.get(f"{MANAGE}{address}").status_code == 200
    foreign = TermFactory()
    assert client.get(f"{MANAGE}{foreign.seat.pk}/").status_code == 404
    assert client.get(f"{MANAGE}terms/{foreign.pk}/end/").status_code == 404


def test_a_seat_is_added_with_a_new_organisation(forum: Forum, office: Client) -> None:
    post(
        office,
        "new/",
        sector="civil_society",
        role="member",
        organisation_name="River Watch",
        title__en="For water",
    )
    seat = Seat.objects.get(sector="civil_society")
    assert (str(seat.organisation), str(seat.title)) == ("River Watch", "For water")
    post(office, f"{seat.pk}/", sector="civil_society", role="co_chair", organisation="")
    seat.refresh_from_db()
    assert (seat.role, seat.organisation) == ("co_chair", None)


def test_choosing_an_organisation_and_naming_one_is_refused(forum: Forum, office: Client) -> None:
    known = Organisation.objects.create(slug="known", name="Known", sector="government")
    text = post(
        office, "new/", 200, sector="government", role="member", organisation=known.pk,
        organisation_name="Other",
    )  # fmt: skip
    assert "not both" in text
    assert 'value="Other"' in text


def test_somebody_new_is_seated_by_address_for_the_months_of_the_rules(
    forum: Forum, office: Client
) -> None:
    seat = SeatFactory(forum=forum)
    first = forum.today
    text = post(office, f"{seat.pk}/fill/", 200, email="ana@example.org", starts_on=first)
    assert "Give the name too" in text
    assert not Person.objects.filter(email="ana@example.org").exists()
    post(office, f"{seat.pk}/fill/", email="ana@example.org", name="Ana", starts_on=first)
    term = Term.objects.get(seat=seat)
    assert term.person.email == "ana@example.org"
    assert term.ends_on is not None
    assert 363 <= (term.ends_on - first).days <= 365
    assert "/accounts/password/reset/key/" in Notice.objects.get(person=term.person).text


def test_somebody_known_is_seated_without_an_end_and_with_an_alternate(
    forum: Forum, office: Client
) -> None:
    known = TermFactory(
        seat=SeatFactory(forum=forum),
        starts_on=forum.today - days(900),
        ends_on=forum.today - days(500),
    ).person
    seat = SeatFactory(forum=forum)
    post(
        office, f"{seat.pk}/fill/", person=known.pk, starts_on=forum.today, open_ended="on",
        alternate_email="bo@example.org", alternate_name="Bo",
    )  # fmt: skip
    term = Term.objects.get(seat=seat)
    assert term.ends_on is None
    assert term.alternate == Person.objects.get(email="bo@example.org")


def test_what_is_refused_creates_nobody_and_keeps_what_was_typed(
    forum: Forum, office: Client
) -> None:
    seat = SeatFactory(forum=forum)
    TermFactory(seat=seat)
    text = post(
        office, f"{seat.pk}/fill/", 200, email="ana@example.org", name="Ana", starts_on=forum.today
    )
    assert "holds this seat" in text
    assert 'value="ana@example.org"' in text
    assert not Person.objects.filter(email="ana@example.org").exists()


def test_a_renewal_beyond_the_limit_is_warned_of_and_needs_a_reason(
    forum: Forum, office: Client
) -> None:
    term = TermFactory(seat=SeatFactory(forum=forum), ends_on=forum.today + days(20))
    address = f"terms/{term.pk}/renew/"
    assert "term number 2 in a row" in office.get(f"{MANAGE}{address}").content.decode()
    assert "Give the reason" in post(office, address, 200, ends_on="")
    post(office, address, exception__en="Nobody else stood.")
    assert str(Term.objects.get(renews=term).exception) == "Nobody else stood."


def test_an_alternate_is_named_and_taken_away(forum: Forum, office: Client) -> None:
    term = TermFactory(seat=SeatFactory(forum=forum))
    post(
        office, f"terms/{term.pk}/alternate/", alternate_email="bo@example.org", alternate_name="B"
    )
    term.refresh_from_db()
    assert term.alternate is not None
    post(office, f"terms/{term.pk}/alternate/", alternate="")
    term.refresh_from_db()
    assert term.alternate is None


def test_a_term_is_ended_with_a_reason_that_the_public_does_not_read(
    forum: Forum, office: Client
) -> None:
    term = TermFactory(seat=SeatFactory(forum=forum), person=PersonFactory(name="Ana Gone"))
    yesterday = forum.today - days(1)
    post(office, f"terms/{term.pk}/end/", 200, on=yesterday)
    post(office, f"terms/{term.pk}/end/", on=yesterday, reason="zanahoria")
    office.logout()
    text = office.get("/forums/valley/members/").content.decode()
    assert "Ana Gone" in text
    assert "zanahoria" not in text


def test_a_term_to_come_is_shown_and_can_be_taken_back(forum: Forum, office: Client) -> None:
    term = TermFactory(
        seat=SeatFactory(forum=forum),
        person=PersonFactory(name="Ana Next"),
        starts_on=forum.today + days(9),
    )
    assert "Ana Next" in office.get(MANAGE).content.decode()
    post(office, f"terms/{term.pk}/take-back/")
    assert "Ana Next" not in office.get(MANAGE).content.decode()


def test_a_double_click_seats_once(forum: Forum, office: Client) -> None:
    seat = SeatFactory(forum=forum)
    data: dict[str, Any] = {"email": "ana@example.org", "name": "Ana", "starts_on": forum.today}
    post(office, f"{seat.pk}/fill/", **data)
    assert "holds this seat" in post(office, f"{seat.pk}/fill/", 200, **data)
    assert seat.terms.count() == 1


def test_a_vacant_seat_is_closed(forum: Forum, office: Client) -> None:
    seat = SeatFactory(forum=forum)
    post(office, f"{seat.pk}/close/", on=forum.today)
    assert f"/manage/{seat.pk}/" not in office.get(MANAGE).content.decode()
