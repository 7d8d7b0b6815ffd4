"""What the search over everything finds of consultations."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.action_plans.consulting import opened, plan_with_draft, prepared

pytestmark = pytest.mark.django_db


def found(client: Client, words: str) -> str:
    return client.get("/search/", {"q": words}).content.decode()


def test_a_consultation_is_found_by_its_title_and_by_the_text_that_is_consulted(
    client: Client,
) -> None:
    plan, _draft, who = plan_with_draft()
    address = opened(plan, who).get_absolute_url()
    for words in ("draft plan", "missing", "nobody warns", "a map"):
        assert address in found(client, words)
    assert address not in found(client, "lamps")


def test_a_consultation_in_preparation_is_found_by_nobody(client: Client) -> None:
    plan, _draft, who = plan_with_draft()
    address = prepared(plan, who).get_absolute_url()
    assert address not in found(client, "missing")
    client.force_login(who)
    assert address not in found(client, "missing")
