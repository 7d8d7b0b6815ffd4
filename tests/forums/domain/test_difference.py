from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from forums.domain.difference import difference, words


@given(st.text(), st.text())
def test_a_difference_reads_as_both_texts(old: str, new: str) -> None:
    pieces = difference(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == new


@given(st.text())
def test_the_words_of_a_text_are_the_text(text: str) -> None:
    assert "".join(words(text)) == text


def test_a_difference_keeps_every_word_that_stayed() -> None:
    pieces = difference("The office prints a list every year.", "The ministry prints a list often.")
    assert [piece.text for piece in pieces if piece.kind == "same"] == ["The ", "prints a list "]
