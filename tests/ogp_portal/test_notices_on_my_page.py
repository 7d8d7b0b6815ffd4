"""Notices on a person's own page."""

from __future__ import annotations

import pytest
from django.test import Client

from forums.domain import notices
from tests.factories import ContributionFactory, PersonFactory

pytestmark = pytest.mark.django_db


def test_who_reads_spanish_finds_in_spanish_what_was_mailed_to_her_in_english(
    client: Client,
) -> None:
    person, contribution = PersonFactory(language="en"), ContributionFactory()
    notices.queue(
        [person],
        template="action_plans/mail/contribution_received",
        key="x",
        context={"contribution": contribution, "plan": contribution.plan, "url": "/", "hours": 24},
    )
    client.force_login(person)
    english = client.get("/me/", headers={"accept-language": "en"}).content.decode()
    spanish = client.get("/me/", headers={"accept-language": "es"}).content.decode()
    assert "We received: A problem" in english
    assert "Recibimos su contribución: A problem" in spanish
    assert "We received" not in spanish
