from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from action_plans.domain.passages import cut, in_step, paragraphs, passages, with_text
from action_plans.models import Draft
from tests.action_plans.consulting import plan_with_draft


def test_empty_lines_part_paragraphs_and_a_list_stays_whole() -> None:
    text = "One.\n\n- a\n- b\n \n\n\nTwo\nlines.\n"
    assert paragraphs(text) == ["One.", "- a\n- b", "Two\nlines."]


def test_paragraphs_of_two_languages_stand_side_by_side() -> None:
    rows = in_step({"en": "A\n\nB", "es": "a\n\nb"}, "en")
    assert rows == [{"en": "A", "es": "a"}, {"en": "B", "es": "b"}]


def test_what_a_language_has_more_of_stands_with_its_last_paragraph() -> None:
    assert in_step({"en": "A\n\nB", "es": "a\n\nb\n\nc"}, "en") == [
        {"en": "A", "es": "a"},
        {"en": "B", "es": "b\n\nc"},
    ]
    assert in_step({"en": "A\n\nB", "es": "a"}, "en") == [{"en": "A", "es": "a"}, {"en": "B"}]


@given(
    st.dictionaries(
        st.sampled_from(["en", "es", "fr"]),
        st.lists(st.sampled_from(["a", "b\nc", "d"]), max_size=5).map("\n\n".join),
    )
)
def test_no_paragraph_is_left_out_and_none_stands_twice(texts: dict[str, str]) -> None:
    rows = in_step(texts, "en")
    for code, text in texts.items():
        stands = "\n\n".join(row[code] for row in rows if code in row)
        assert paragraphs(stands) == paragraphs(text)


@given(st.lists(st.integers(1, 50)), st.integers(1, 60))
def test_pages_hold_every_row_once_and_no_more_than_they_may(sizes: list[int], most: int) -> None:
    pages = cut(sizes, most)
    assert [n for first, after in pages for n in range(first, after)] == list(range(len(sizes)))
    assert all(sum(sizes[a:b]) <= most or b - a == 1 for a, b in pages)


@pytest.mark.django_db
def test_a_plan_reads_as_its_own_texts_then_each_draft_with_its_milestones() -> None:
    plan, draft, _who = plan_with_draft()
    rows = passages(plan, with_text(Draft.objects.filter(plan=plan)))
    assert [(row.part, row.question, row.kind) for row in rows] == [
        ("plan", "introduction", "text"),
        ("d1", "title", "heading"),
        ("d1", "problem", "text"),
        ("d1", "problem", "text"),
        ("d1", "milestones", "milestone"),
    ]
    assert rows[3].text.texts() == {"en": "Nobody warns.", "es": "Nadie avisa."}
    assert rows[4].text["es"].startswith("**Un mapa**")
    assert "Until " in rows[4].text["en"]
    assert draft.number == 1
