from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from action_plans.domain import drafts
from tests.factories import DraftFactory, PersonFactory

pytestmark = pytest.mark.django_db


def test_a_long_history_comes_in_pages(client: Client) -> None:
    draft, author = DraftFactory(published_at=timezone.now()), PersonFactory()
    for number in range(15):
        drafts.save(
            draft,
            by=author,
            question="problem",
            language="en",
            text=f"Text number {number}.",
            base_number=number,
        )
    address = f"{draft.get_absolute_url()}problem/en/history/"
    first, last = (client.get(address, {"page": page}).content.decode() for page in (1, 2))
    assert 'id="r15"' in first
    assert 'id="r5"' not in first
    assert 'id="r1"' in last
