from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import CommitmentFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("words", "found"),
    [("clean water", 1), ("agua limpia", 1), ("en", 0), ("US0113", 1), ('{"', 0)],
)
def test_words_are_looked_for_in_titles_and_not_in_how_they_are_kept(
    client: Client, words: str, found: int
) -> None:
    CommitmentFactory(title={"en": "Clean water", "es": "Agua limpia"}, ogp_id="US0113")
    answer = client.get("/api/v1/commitments/", {"q": words}).json()
    assert answer["count"] == found
