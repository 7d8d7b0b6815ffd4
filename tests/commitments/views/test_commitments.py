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


def test_the_list_of_all_forums_offers_what_there_is_by_name(client: Client) -> None:
    commitment = CommitmentFactory(
        plan__forum__name={"en": "Forum of the valley"}, plan__forum__slug="valley"
    )
    other = CommitmentFactory(plan__forum__slug="coast")
    page = client.get("/commitments/?forum=valley").content.decode()
    assert '<option value="valley" selected>Forum of the valley</option>' in page
    assert f'<option value="{commitment.plan.slug}">' in page
    assert commitment.get_absolute_url() in page
    assert other.get_absolute_url() not in page


def test_a_plans_list_asks_for_no_forum_and_no_plan(client: Client) -> None:
    plan = CommitmentFactory().plan
    page = client.get(f"{plan.get_absolute_url()}commitments/").content.decode()
    assert 'name="status"' in page
    assert 'name="forum"' not in page
    assert 'name="plan"' not in page
