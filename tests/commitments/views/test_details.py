"""A commitment's details, and writing to its office."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client

from commitments.domain import questions
from commitments.models import Commitment, OfficeQuestion, PolicyArea
from forums.models import Person
from tests.factories import CommitmentFactory, OrganisationFactory, PersonFactory, coordinator

pytestmark = pytest.mark.django_db


@pytest.fixture
def commitment() -> Commitment:
    made: Commitment = CommitmentFactory(
        lead=OrganisationFactory(),
        contact_email="water@ministry.example",
        contact_role="Water unit",
    )
    return made


@pytest.fixture
def ana(commitment: Commitment, client: Client) -> Person:
    person = coordinator(commitment.plan.forum)
    client.force_login(person)
    return person


def test_the_coordinator_gives_number_areas_and_goals_and_the_page_shows_them(
    commitment: Commitment, ana: Person, client: Client
) -> None:
    area = PolicyArea.objects.create(slug="water", name={"en": "Water", "es": "Agua"})
    page = f"{commitment.get_absolute_url()}details/"
    seen = client.get(page).context["form"]["seen"].value()
    sent = {"ogp_id": "py0019", "policy_areas": [area.pk], "goals": ["6", "16"], "seen": seen}

    done = client.post(page, sent)
    overtaken = client.post(page, {**sent, "goals": ["1"]})

    commitment.refresh_from_db()
    assert (done.status_code, commitment.ogp_id, commitment.goals) == (302, "PY0019", [6, 16])
    assert "Somebody else saved this" in overtaken.content.decode()
    shown = Client().get(commitment.get_absolute_url()).content.decode()
    assert all(word in shown for word in ("PY0019", "Water", "6 Clean water and sanitation"))


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"ogp_id": "19"}, "two letters and four digits"),
        ({"ogp_id": "PY0001"}, "Another commitment has OGP"),
        ({"goals": ["18"]}, "18"),
        ({"policy_areas": ["99999999999999999999"]}, "99999999999999999999"),
        ({"ogp_id": "PY\x00019"}, "Null characters"),
    ],
)
def test_bad_details_get_a_sentence_and_change_nothing(
    commitment: Commitment, ana: Person, client: Client, sent: dict[str, Any], words: str
) -> None:
    CommitmentFactory(ogp_id="PY0001")

    page = client.post(f"{commitment.get_absolute_url()}details/", sent)

    assert page.status_code == 200
    assert words in page.content.decode()
    commitment.refresh_from_db()
    assert (commitment.ogp_id, commitment.goals) == (None, [])


def test_what_is_asked_reaches_the_office_once_and_no_address_stands_on_a_page(
    commitment: Commitment, client: Client, mailbox: Any
) -> None:
    asker = PersonFactory(name="Eva Roca")
    client.force_login(asker)
    page = f"{commitment.get_absolute_url()}ask/"
    sent = {"text": "When does the well open?", "submission": str(uuid.uuid4())}

    first, second = client.post(page, sent), client.post(page, sent)
    questions.deliver_due()
    questions.deliver_due()
    (mail,) = mailbox.messages
    client.post(page, {**sent, "text": "And the next one?"})
    assert OfficeQuestion.objects.count() == 2

    assert (first.status_code, second.status_code) == (302, 302)
    assert (mail["To"], mail["Reply-To"]) == ("water@ministry.example", asker.email)
    assert "When does the well open?" in mail.get_body().get_content()
    assert OfficeQuestion.objects.earliest("sent_at").delivered_at is not None
    for address in (commitment.get_absolute_url(), page, "/api/v1/commitments/"):
        assert "water@ministry.example" not in client.get(address).content.decode()


def test_an_office_that_nobody_knows_how_to_reach_is_not_asked(client: Client) -> None:
    commitment = CommitmentFactory()
    client.force_login(PersonFactory())

    page = client.post(f"{commitment.get_absolute_url()}ask/", {"text": "Anybody there?"})

    assert "cannot be reached by a form yet" in page.content.decode()
    assert not OfficeQuestion.objects.exists()
