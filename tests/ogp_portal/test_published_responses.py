"""What a government published as heard and answered, where people read and cite it."""

from __future__ import annotations

import csv
import html
import re
from pathlib import Path

import pytest
from django.test import Client

from action_plans.models import ActionPlan
from commitments.domain import importing

PAGE = "/forums/united-states/plans/2022-2024/responses/"
# As the government numbered them: a letter for each theme, a number for each pair.
NUMBERS = {
    "access-to-data": ["B1", "B2", "B3", "B4", "B5"],
    "civic-space": ["C1", "C2", "C3", "C4"],
    "service-delivery": ["D1", "D2", "D3", "D4"],
    "counter-corruption": ["E1", "E2", "E3", "E4"],
    "equal-justice": ["F1"],
}
EVERY = [number for numbers in NUMBERS.values() for number in numbers]


@pytest.fixture
def plan(db: None, real_data: Path) -> ActionPlan:
    mapping = importing.read(importing.find("us-nap5"))
    importing.run(real_data, mapping, forum="united-states", plan="2022-2024")
    return ActionPlan.objects.get(forum__slug="united-states", slug="2022-2024")


@pytest.fixture
def pairs(real_data: Path) -> dict[str, tuple[str, str]]:
    """What was heard and what was answered, by number, as the government's file has it."""
    with (real_data / "reasoned_response.csv").open(encoding="utf-8-sig", newline="") as file:
        return {
            row["ref"]: (row["what_we_heard"], row["our_response"]) for row in csv.DictReader(file)
        }


def words(text: str) -> str:
    """Only letters and digits: what is left of a text whether it is Markdown or a page."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", re.sub(r"<[^>]+>", " ", html.unescape(text)))
    return "".join(sign for sign in text if sign.isalnum()).casefold()


def pages() -> str:
    """All pages of the list, one after the other."""
    found = [Client().get(PAGE, {"page": number}).content.decode() for number in (1, 2)]
    return "".join(page[page.index("<main") : page.index("</main>")] for page in found)


def articles(content: str) -> dict[str, str]:
    """What stands at each anchor of the list, in the order in which it stands there."""
    return dict(
        re.findall(r'<article id="([^"]+)" class="response"(.*?)</article>', content, re.DOTALL)
    )


def test_all_pairs_stand_below_their_themes_in_the_order_of_the_file(plan: ActionPlan) -> None:
    content = pages()
    assert list(articles(content)) == EVERY
    for theme in plan.themes.all():
        heading = content.index(f">{html.escape(str(theme.name))}</h2>")
        assert next(iter(articles(content[heading:]))) == NUMBERS[theme.slug][0]


def test_what_was_heard_and_what_was_answered_stand_side_by_side(
    plan: ActionPlan, pairs: dict[str, tuple[str, str]]
) -> None:
    found = articles(pages())
    assert sorted(pairs) == EVERY
    for number, (heard, answer) in pairs.items():
        first, second = found[number].split("What we answer")
        assert words(heard) in words(first), number
        assert words(answer) in words(second), number


def test_each_pair_can_be_cited_by_its_number(
    plan: ActionPlan, pairs: dict[str, tuple[str, str]]
) -> None:
    for number in EVERY:
        response = Client().get(f"{PAGE}{number}/")
        assert response.status_code == 200, number
        content = response.content.decode()
        assert f"Reasoned response {number}" in content
        for text in pairs[number]:
            assert words(text) in words(content), number


def test_the_portal_adds_nothing_that_the_government_did_not_say(plan: ActionPlan) -> None:
    assert set(plan.responses.values_list("disposition", flat=True)) == {""}
    assert "C:/Users" not in pages(), "links to the disk of whoever wrote the page"


def test_importing_again_keeps_numbers_and_addresses(plan: ActionPlan, real_data: Path) -> None:
    before = list(plan.responses.values_list("pk", "reference", "position"))
    mapping = importing.read(importing.find("us-nap5"))
    importing.run(real_data, mapping, forum="united-states", plan="2022-2024")
    assert list(plan.responses.values_list("pk", "reference", "position")) == before


def test_the_pairs_can_be_read_by_programs_with_their_numbers(plan: ActionPlan) -> None:
    filters = {"forum": "united-states", "plan": "2022-2024"}
    answer = Client().get("/api/v1/responses/", filters).json()
    assert [row["reference"] for row in answer["results"]] == EVERY
