"""Putting two people's changes to one text together. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from merge3 import Merge3

from forums.domain.difference import Block, matching, words


@dataclass(frozen=True)
class Merge:
    """The text with both changes in it; `conflict` says that they touch and it is not whole."""

    text: str
    conflict: bool


@dataclass(frozen=True)
class _Word:
    """A word, and the space after it, which does not count where words are compared."""

    word: str
    space: str = field(compare=False)

    @classmethod
    def of(cls, text: str) -> list[_Word]:
        runs = ((run, run.rstrip()) for run in words(text))
        return [cls(word, run[len(word) :]) for run, word in runs]


def merge(base: str, mine: str, theirs: str) -> Merge:
    """Three-way merge, word by word.

    Edits touch, and are a conflict, where no word that both left alone stands between them.
    """
    if mine == theirs or theirs == base:
        return Merge(mine, conflict=False)
    if mine == base:
        return Merge(theirs, conflict=False)
    old, one, two = _Word.of(base), _Word.of(mine), _Word.of(theirs)
    regions: Any = Merge3[Any](old, one, two, sequence_matcher=_Matcher)
    merged: list[str] = []
    i = j = k = 0
    for at in regions.find_sync_regions():
        same_i, end_i, same_j, end_j, same_k, end_k = at
        run = _changed(old[i:same_i], one[j:same_j], two[k:same_k])
        if run is None:
            return Merge(mine, conflict=True)
        merged += [word.word + word.space for word in run]
        same = zip(old[same_i:end_i], one[same_j:end_j], two[same_k:end_k], strict=True)
        merged += [a.word + _space(a.space, b.space, c.space) for a, b, c in same]
        i, j, k = end_i, end_j, end_k
    return Merge("".join(merged), conflict=False)


def _changed(
    base: Sequence[_Word], mine: Sequence[_Word], theirs: Sequence[_Word]
) -> Sequence[_Word] | None:
    """What becomes of the words between two that all have; None where both changed them."""
    if mine in (base, theirs):
        return theirs
    return mine if theirs == base else None


def _space(base: str, mine: str, theirs: str) -> str:
    """The space after a word that nobody changed: whoever changed the space has it."""
    return theirs if mine == base else mine if theirs == base else max(mine, theirs, key=len)


class _Matcher:
    """Our comparison in the shape in which merge3 asks for one."""

    def __init__(self, isjunk: Any, a: Sequence[Any], b: Sequence[Any]) -> None:
        self.a, self.b = a, b

    def get_matching_blocks(self) -> list[Block]:
        return matching(self.a, self.b)
