from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from action_plans.domain.office_text import BULLET, NUMBER, PARAGRAPH, Block, blocks, joined, sent


def test_paragraphs_lines_and_lists_are_told_apart() -> None:
    assert blocks("One\ntwo\n\n- a\n- b\n  more\n\n1. x\n2) y\n\nEnd") == [
        Block(PARAGRAPH, "One\ntwo"),
        Block(BULLET, "a"),
        Block(BULLET, "b\nmore"),
        Block(NUMBER, "x"),
        Block(NUMBER, "y"),
        Block(PARAGRAPH, "End"),
    ]


@pytest.mark.parametrize(
    "text", ["", "One.", "One\ntwo", "One\n\nTwo", "- a\n- b", "Why:\n\n1. a\n2. b\n\n- c", "a * b"]
)
def test_a_plain_text_comes_back_as_it_went_out(text: str) -> None:
    assert sent(text) == text


@given(st.text(alphabet=st.sampled_from("ab -*1.\n\t\x0b\x00é"), max_size=60))
def test_what_went_out_once_goes_out_the_same_again(text: str) -> None:
    assert sent(sent(text)) == sent(text)


@given(st.text(max_size=80))
def test_no_word_is_lost_on_the_way(text: str) -> None:
    letters = "".join(sign for sign in text if sign.isalpha())
    assert "".join(sign for sign in sent(text) if sign.isalpha()) == letters


def test_numbers_count_from_one_in_each_list() -> None:
    assert joined([Block(NUMBER, "a"), Block(NUMBER, "b"), Block(PARAGRAPH, "p")]) == (
        "1. a\n2. b\n\np"
    )
