"""Differences show what readers see, without the marks of Markdown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forums.domain.difference import Piece
from forums.domain.readable import FORMATTING, readable, readable_difference


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("A **bold** and *soft* word", "A bold and soft word"),
        ("## Why\n\nBecause.", "Why\n\nBecause."),
        ("First:\n\n- one\n- two", "First:\n\n• one\n• two"),
        ("3. three\n4. four", "3. three\n4. four"),
        ("- one\n  - deeper\n- two", "• one\n  • deeper\n• two"),
        ("- one\n\n  more of it", "• one\n  more of it"),
        ("wrapped\nby hand", "wrapped by hand"),
        ("a line  \nbreak", "a line\nbreak"),
        ("[the law](https://law.example/1)", "the law (https://law.example/1)"),
        ("<https://law.example/1>", "https://law.example/1"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a | b\n1 | 2"),
        ("> quoted", "quoted"),
        ("```\ncode *as is*\n```", "code *as is*"),
        ("5 * 3 < 20", "5 * 3 < 20"),
        ("", ""),
    ],
)
def test_a_text_is_read_without_its_marks(text: str, lines: str) -> None:
    assert readable(text) == lines


@given(st.text(alphabet="ab *_-#>|[]()`~!\n1.", max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    assert isinstance(readable(text), str)


def test_words_are_compared_and_marks_are_not() -> None:
    old, new = "The **office** prints\n\n- a list", "The office prints\n\n- a *long* list"
    assert readable_difference(old, new) == [
        Piece("same", "The office prints\n\n• a "),
        Piece("added", "long "),
        Piece("same", "list"),
    ]


def test_a_change_of_marks_alone_is_said() -> None:
    assert readable_difference("A **word**", "A *word*") == [Piece(FORMATTING, "A word")]
    assert readable_difference("A word", "A word") == [Piece("same", "A word")]


def test_another_address_of_a_link_is_more_than_formatting() -> None:
    pieces = readable_difference("[law](https://a.example)", "[law](https://b.example)")
    assert [piece.kind for piece in pieces] == ["same", "removed", "added"]
