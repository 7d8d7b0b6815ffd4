from __future__ import annotations

import time

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from action_plans.domain.merging import merge
from forums.domain.difference import difference, words
from tests.action_plans.domain.editing import changed, touch

WORDS = st.lists(st.sampled_from(["water", "law", "people", "open", "data", "year"]), max_size=12)
TEXT = WORDS.map(" ".join)


def test_edits_that_do_not_touch_are_both_kept() -> None:
    base = "The office publishes contracts every year in one place."
    mine = "The ministry publishes contracts every year in one place."
    theirs = "The office publishes contracts every month in one place."
    merged = merge(base, mine, theirs)
    assert merged.text == "The ministry publishes contracts every month in one place."
    assert not merged.conflict


def test_edits_of_the_same_words_are_a_conflict_and_mine_is_handed_back() -> None:
    merged = merge("It takes nine days.", "It takes ten days.", "It takes eight days.")
    assert merged.conflict
    assert merged.text == "It takes ten days."


def test_the_same_edit_made_twice_is_no_conflict() -> None:
    assert merge("a b", "a c", "a c").text == "a c"


@given(TEXT, TEXT)
def test_where_only_one_side_changed_that_side_stands(base: str, changed: str) -> None:
    assert merge(base, changed, base).text == changed
    assert merge(base, base, changed).text == changed


@given(TEXT, TEXT, TEXT)
def test_a_merge_holds_only_words_that_somebody_wrote(base: str, mine: str, theirs: str) -> None:
    merged = merge(base, mine, theirs)
    written = {word.strip() for text in (base, mine, theirs) for word in words(text)}
    assert {word.strip() for word in words(merged.text)} <= written


def test_a_paragraph_at_the_end_does_not_touch_a_word_before_the_last_one() -> None:
    base = "The office publishes contracts."
    mine = "The office publishes contracts.\n\nIt does so every month."
    merged = merge(base, mine, "The ministry publishes contracts.")
    assert merged.text == "The ministry publishes contracts.\n\nIt does so every month."
    assert not merged.conflict


def test_a_line_break_and_another_word_are_both_kept() -> None:
    merged = merge("one two three four", "one\n\ntwo three four", "one two three five")
    assert merged.text == "one\n\ntwo three five"


def test_two_things_written_at_the_same_place_touch() -> None:
    assert merge("one two", "one mine two", "one theirs two").conflict


EDITS = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 3), st.integers(0, 2)), min_size=1, max_size=4
)


@settings(max_examples=300)
@given(st.integers(0, 10), EDITS, EDITS)
def test_a_merge_is_a_conflict_exactly_when_edits_touch(
    length: int, mine: list[tuple[int, int, int]], theirs: list[tuple[int, int, int]]
) -> None:
    base = [f"w{n}" for n in range(length)]
    one, two = changed(base, "mine", mine), changed(base, "theirs", theirs)
    assume(one != base and two != base and one != two)
    merged = merge(" ".join(base), " ".join(one), " ".join(two))
    assert merged.conflict == touch(base, one, two)
    if not merged.conflict:
        kept = set(base) & set(one) & set(two)
        assert set(merged.text.split()) == kept | (set(one) | set(two)) - set(base)


N = 5000
HARD = {
    "one word over and over": ("a " * 2 * N, "a b " * N),
    "a word between every two": (
        "".join(f"w{n % 101} " for n in range(2 * N)),
        "".join(f"w{n % 101} x " for n in range(N)),
    ),
    "nothing in common": ("a " * 2 * N, "b " * 2 * N),
}


@pytest.mark.parametrize("name", HARD)
def test_no_text_makes_a_comparison_last(name: str) -> None:
    old, new = HARD[name]
    began = time.process_time()
    pieces = difference(old, new)
    merge(old, new, new[::-1])
    assert time.process_time() - began < 10  # seconds; it was minutes and hours
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == new
