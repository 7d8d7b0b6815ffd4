from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from action_plans.domain.draft_marks import (
    MOST_BOOKMARK,
    MilestoneMark,
    QuestionMark,
    Reference,
    is_table_mark,
    milestone_mark,
    question_mark,
    reference,
    table_mark,
)
from action_plans.domain.templates import QUESTIONS

KEYS = sorted({asked.key for asked in sum(QUESTIONS.values(), ())})
NUMBERS = st.integers(0, 10**9 - 1)


@given(NUMBERS, st.sampled_from(KEYS), NUMBERS, st.sampled_from(["en", "es", "pt-br", "fr"]))
def test_a_mark_of_a_question_is_read_as_it_was_written(
    draft: int, key: str, base: int, language: str
) -> None:
    mark = QuestionMark(draft, key, base, language)
    assert question_mark(mark.name()) == (mark, False)
    assert question_mark(mark.name(beside_help=True)) == (mark, True)
    assert milestone_mark(mark.name()) is None


@given(NUMBERS, NUMBERS, NUMBERS)
def test_a_mark_of_a_milestone_is_read_as_it_was_written(draft: int, pk: int, event: int) -> None:
    mark = MilestoneMark(draft, pk, event)
    assert milestone_mark(mark.name()) == mark
    assert milestone_mark(mark.name(second=True)) == mark
    assert question_mark(mark.name()) is None


@given(
    NUMBERS,
    st.dictionaries(st.sampled_from(KEYS), NUMBERS),
    st.dictionaries(NUMBERS, NUMBERS, max_size=5),
)
def test_the_last_line_says_everything_that_went_out(
    draft: int, bases: dict[str, int], milestones: dict[int, int]
) -> None:
    found = Reference(draft, "pt-br", bases, milestones)
    assert reference(["Other words", f"  {found.line()} "]) == found


def test_the_table_of_milestones_has_a_mark_that_is_no_question() -> None:
    assert is_table_mark(table_mark(5))
    assert is_table_mark(table_mark(5, beside_help=True))
    assert question_mark(table_mark(5)) is None
    assert not is_table_mark(MilestoneMark(5, 1, 2).name())


@pytest.mark.parametrize("key", KEYS)
def test_a_word_processor_takes_the_name_of_every_mark(key: str) -> None:
    assert len(QuestionMark(9_999_999, key, 9999, "es").name(beside_help=True)) <= MOST_BOOKMARK


@pytest.mark.parametrize("name", ["", "_GoBack", "_ogp_", "_ogp_x_problem_r1_en", "_Toc123"])
def test_bookmarks_of_others_are_left_alone(name: str) -> None:
    assert question_mark(name) is None
    assert milestone_mark(name) is None
