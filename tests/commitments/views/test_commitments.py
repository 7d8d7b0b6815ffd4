from __future__ import annotations

import pytest
from django.test import Client

from commitments.forms import filters
from tests.factories import CommitmentFactory, ThemeFactory

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


def test_what_there_is_not_is_not_found_and_the_page_says_so(client: Client) -> None:
    commitment = CommitmentFactory()
    for name in ("theme", "forum", "plan", "status"):
        page = client.get("/commitments/", {name: "nothing"}).content.decode()
        assert commitment.get_absolute_url() not in page
        assert "field-error" in page


@pytest.mark.parametrize("name", ["theme", "forum", "plan"])
def test_what_is_beyond_the_choices_is_found_by_its_address(
    client: Client, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(filters, "MOST", 2)
    made = CommitmentFactory.create_batch(4)
    for number, row in enumerate(made):
        row.theme = ThemeFactory(plan=row.plan, slug=f"theme-{min(number, 2)}")
        row.save()
    slugs = {
        "theme": lambda row: row.theme.slug,
        "forum": lambda row: row.plan.forum.slug,
        "plan": lambda row: row.plan.slug,
    }
    for row in made:
        page = client.get("/commitments/", {name: slugs[name](row)}).content.decode()
        assert row.get_absolute_url() in page
        assert "field-error" not in page


@pytest.mark.parametrize("name", ["q", "forum", "plan", "status", "theme", "page"])
@pytest.mark.parametrize("odd", ["\x00", "9" * 40, "2026-99-99", "-1", "²"])
def test_odd_values_of_the_filters_are_answered(
    client: Client, monkeypatch: pytest.MonkeyPatch, name: str, odd: str
) -> None:
    plan = CommitmentFactory().plan
    for most in (filters.MOST, 1):
        monkeypatch.setattr(filters, "MOST", most)
        for address in ("/commitments/", f"{plan.get_absolute_url()}commitments/"):
            answer = client.get(address, {name: odd})
            assert answer.status_code == (404 if "\x00" in odd else 200)
