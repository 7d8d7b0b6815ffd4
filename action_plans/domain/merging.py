"""Putting two people's changes to one text together. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from merge3 import Merge3


@dataclass(frozen=True)
class Merge:
    """The text with both changes in it; `conflict` says that they touch and it is not whole."""

    text: str
    conflict: bool


def words(text: str) -> list[str]:
    """The text in words, each with the space that follows it; joined they are the text."""
    return re.findall(r"\s+|\S+\s*", text)


def merge(base: str, mine: str, theirs: str) -> Merge:
    """Three-way merge, word by word. Edits that touch the same words are a conflict."""
    if mine == theirs or theirs == base:
        return Merge(mine, conflict=False)
    if mine == base:
        return Merge(theirs, conflict=False)
    merged: list[str] = []
    for group in Merge3(words(base), words(mine), words(theirs)).merge_groups():
        if group[0] == "conflict":
            return Merge(mine, conflict=True)
        merged.extend(group[1])
    return Merge("".join(merged), conflict=False)


@dataclass(frozen=True)
class Piece:
    """A run of words: `kind` is same, removed or added."""

    kind: str
    text: str


def difference(old: str, new: str) -> list[Piece]:
    """What was removed and added between two texts, word by word, in reading order."""
    before, after = words(old), words(new)
    pieces: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(before[i1:i2])))
            continue
        if i2 > i1:
            pieces.append(Piece("removed", "".join(before[i1:i2])))
        if j2 > j1:
            pieces.append(Piece("added", "".join(after[j1:j2])))
    return pieces
