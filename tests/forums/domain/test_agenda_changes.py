from __future__ import annotations

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from forums.domain.agenda_changes import Added, Moved, Point, Removed, compare
from forums.models import Translated


def agenda(text: str) -> list[Point]:
    """ "a b5" is an agenda of the points a and b, of which b takes five minutes."""
    return [
        Point(ord(word[0]), Translated({"en": word[0]}), int(word[1:] or 0) or None)
        for word in text.split()
    ]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("a b", "a b", []),
        ("a b", "a b c", ["New, item 3: c"]),
        ("a b", "c a b", ["New, item 1: c"]),
        ("a b c", "a c", ["Taken off the agenda: b"]),
        ("a b c", "c a b", ["Now item 1, before item 3: c"]),
        ("a b c d", "a d b c", ["Now item 2, before item 4: d"]),
        ("a5 b", "a10 b", ["a: 10 minutes, before: 5 minutes"]),
        ("a1 b", "a b", ["a: no time set, before: 1 minute"]),
        ("a b", "b5 c", ["Taken off the agenda: a", "b: 5 minutes, before: no time set",
                         "New, item 2: c"]),
    ],
)  # fmt: skip
def test_a_change_is_said_in_as_few_words_as_it_takes(
    before: str, after: str, said: list[str]
) -> None:
    with override("en"):
        assert [str(change) for change in compare(agenda(before), agenda(after))] == said


def test_another_title_is_told_with_the_one_before() -> None:
    old, new = (Point(1, Translated({"en": title})) for title in ("Water", "Clean water"))
    with override("en"):
        assert [str(change) for change in compare([old], [new])] == ["Clean water, before: Water"]


@given(st.permutations("abcdefg"), st.permutations("cdefghij"))
def test_who_follows_the_changes_arrives_at_the_new_agenda(
    before: list[str], after: list[str]
) -> None:
    was, now = agenda(" ".join(before)), agenda(" ".join(after))
    changes = compare(was, now)
    removed = {str(row.title) for row in changes if isinstance(row, Removed)}
    put = {row.number: str(row.title) for row in changes if isinstance(row, Added | Moved)}
    rest = iter([title for title in before if title not in removed | set(put.values())])
    assert [put.get(number) or next(rest) for number in range(1, len(after) + 1)] == after
    assert list(rest) == []
