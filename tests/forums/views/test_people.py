from __future__ import annotations

import pytest
from django.test import Client

from forums.models import Person
from tests.factories import ForumFactory, PersonFactory, SeatFactory, TermFactory, coordinator, days

pytestmark = pytest.mark.django_db


def test_ones_data_come_as_a_file_and_only_ones_own(client: Client) -> None:
    assert client.get("/me/data/").status_code == 302
    client.force_login(PersonFactory(name="Ana", email="ana@example.org"))
    response = client.get("/me/data/")
    assert response["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert response["Cache-Control"] == "private, no-store"
    assert response.json()["person"]["email"] == "ana@example.org"


def test_the_page_says_what_goes_and_asks_for_the_address(client: Client) -> None:
    person = PersonFactory(email="ana@example.org")
    client.force_login(person)
    assert "What stays public" in client.get("/me/delete/").content.decode()
    wrong = client.post("/me/delete/", {"email": "other@example.org"})
    assert "not the address of your account" in wrong.content.decode()
    done = client.post("/me/delete/", {"email": "Ana@example.org"}, follow=True)
    assert "Your account is deleted" in done.content.decode()
    assert client.get("/me/").status_code == 302
    assert Person.objects.get(pk=person.pk).email is None


def test_a_member_is_told_what_to_do_first(client: Client) -> None:
    person = coordinator(ForumFactory())
    client.force_login(person)
    text = client.get("/me/delete/").content.decode()
    assert "Ask the coordinator to end your term" in text
    assert 'name="email"' not in text
    answer = client.post("/me/delete/", {"email": person.email})
    assert answer.status_code == 200
    assert Person.objects.get(pk=person.pk).email == person.email


def test_a_coordinator_takes_a_former_members_name_off_the_record(client: Client) -> None:
    forum = ForumFactory(slug="valley")
    member = PersonFactory(name="Ana Before")
    term = TermFactory(seat=SeatFactory(forum=forum), person=member, ends_on=forum.today - days(1))
    address = f"/forums/valley/members/{member.pk}/anonymise/"
    assert client.get(address).status_code == 302
    client.force_login(coordinator(ForumFactory()))
    assert client.get(address).status_code == 403
    client.force_login(coordinator(forum))
    stranger = PersonFactory()
    assert client.get(f"/forums/valley/members/{stranger.pk}/anonymise/").status_code == 404
    assert client.post(address, {}).status_code == 200
    assert Person.objects.get(pk=member.pk).name == "Ana Before"
    assert client.post(address, {"asked": "on"}).status_code == 302
    assert "Ana Before" not in client.get("/forums/valley/members/").content.decode()
    term.refresh_from_db()
    assert term.person == member
