"""The first forum of an installation, and the way in of the person who coordinates it."""

from __future__ import annotations

import io
import re

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from forums.models import Forum, Person, Role, Sector
from tests.factories import ForumFactory, PersonFactory

pytestmark = pytest.mark.django_db

PASSWORD = "seven-quiet-otters"


def create(*extra: str, slug: str = "uruguay", email: str = "Ana@Example.org") -> str:
    """What the command prints."""
    out = io.StringIO()
    call_command(
        "create_forum",
        slug,
        "--name=Foro de Gobierno Abierto",
        "--member=Uruguay",
        "--time-zone=America/Montevideo",
        f"--coordinator-email={email}",
        "--coordinator-name=Ana Souza",
        *extra,
        stdout=out,
    )
    return out.getvalue()


def test_the_forum_is_public_and_has_one_seat_for_its_coordinator(client: Client) -> None:
    said = create("--language=es", "--language=en")

    forum = Forum.objects.public().get(slug="uruguay")
    assert (forum.main_language, forum.languages) == ("es", ["es", "en"])
    assert forum.name.texts() == {"es": "Foro de Gobierno Abierto"}
    seat = forum.seats.get()
    assert (seat.sector, seat.role) == (Sector.GOVERNMENT, Role.CO_CHAIR)
    assert seat.terms.get().person.has_perm("forums.publish_meeting", forum)
    assert client.get(forum.get_absolute_url()).status_code == 200
    assert forum.get_absolute_url() in said
    assert reverse("account_reset_password") in said


def test_the_coordinator_sets_a_password_by_mail_and_is_in(client: Client) -> None:
    create()

    client.post(reverse("account_reset_password"), {"email": "ana@example.org"})
    link = re.search(
        r"https?://[^/\s]+(/accounts/password/reset/key/\S+)", str(mail.outbox[0].body)
    )
    assert link
    page = client.get(link[1], follow=True)
    address = page.redirect_chain[-1][0]
    client.post(address, {"password1": PASSWORD, "password2": PASSWORD})
    client.post(reverse("account_login"), {"login": "ana@example.org", "password": PASSWORD})

    person = Person.objects.get(email="ana@example.org")
    assert client.session["_auth_user_id"] == str(person.pk)


def test_a_person_with_the_address_keeps_her_account() -> None:
    known = PersonFactory(email="ana@example.org", name="Ana S.")
    known.set_password(PASSWORD)
    known.save()

    assert "logs in as before" in create()
    known.refresh_from_db()
    assert known.name == "Ana S."
    assert known.check_password(PASSWORD)
    assert Forum.objects.get().seats.get().terms.get().person == known


def test_a_forum_that_is_there_is_left_alone() -> None:
    ForumFactory(slug="uruguay")

    with pytest.raises(CommandError, match="uruguay"):
        create()
    assert Forum.objects.count() == 1
    assert not Person.objects.filter(email="ana@example.org").exists()


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"slug": "no slug"}, "no slug"),
        ({"email": "nobody"}, "nobody"),
        ({"extra": "--time-zone=Mars/Olympus"}, "Mars/Olympus"),
        ({"extra": "--language=tlh"}, "tlh"),
    ],
)
def test_what_is_typed_wrong_is_named(wrong: dict[str, str], named: str) -> None:
    extra = [wrong.pop("extra")] if "extra" in wrong else []
    with pytest.raises(CommandError, match=named):
        create(*extra, **wrong)
    assert not Forum.objects.exists()
