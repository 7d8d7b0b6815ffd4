"""Putting two people's changes to one text together. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from merge3 import Merge3

from forums.domain.difference import Block, matching, words


@dataclass(frozen=True)
class Merge:
    """The text with both changes in it; `conflict` says that they touch and it is not whole."""

    text: str
    conflict: bool


def merge(base: str, mine: str, theirs: str) -> Merge:
    """Three-way merge, word by word. Edits that touch the same words are a conflict."""
    if mine == theirs or theirs == base:
        return Merge(mine, conflict=False)
    if mine == base:
        return Merge(theirs, conflict=False)
    merged: list[str] = []
    sides = (words(base), words(mine), words(theirs))
    for group in Merge3(*sides, sequence_matcher=_Matcher).merge_groups():
        if group[0] == "conflict":
            return Merge(mine, conflict=True)
        merged.extend(group[1])
    return Merge("".join(merged), conflict=False)


class _Matcher:
    """Our comparison in the shape in which merge3 asks for one."""

    def __init__(self, isjunk: Any, a: Sequence[str], b: Sequence[str]) -> None:
        self.a, self.b = a, b

    def get_matching_blocks(self) -> list[Block]:
        return matching(self.a, self.b)
