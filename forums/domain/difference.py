"""What differs between two texts, word by word. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

MOST_EDITS = 1000
"""Words that two texts differ by before one counts as a new text: what bounds the comparison."""

Block = tuple[int, int, int]


def words(text: str) -> list[str]:
    """The text in words, each with the space that follows it; joined they are the text."""
    return re.findall(r"\s+|\S+\s*", text)


@dataclass(frozen=True)
class Piece:
    """A run of words: `kind` is same, removed or added."""

    kind: str
    text: str


def difference(old: str, new: str, *, most_edits: int = MOST_EDITS) -> list[Piece]:
    """What was removed and added between two texts, word by word, in reading order."""
    before, after = words(old), words(new)
    pieces: list[Piece] = []
    i = j = 0
    for same_i, same_j, length in matching(before, after, most_edits=most_edits):
        for kind, run in (
            ("removed", before[i:same_i]),
            ("added", after[j:same_j]),
            ("same", before[same_i : same_i + length]),
        ):
            if run:
                pieces.append(Piece(kind, "".join(run)))
        i, j = same_i + length, same_j + length
    return pieces


def matching(
    a: Sequence[object], b: Sequence[object], *, most_edits: int = MOST_EDITS
) -> list[Block]:
    """Runs of equal words as (place in a, place in b, length), an empty one at both ends last.

    Of the middle, between what both begin and end with, nothing counts as equal where more than
    `most_edits` words would have to be removed and added.
    """
    most = min(len(a), len(b))
    head = next((n for n in range(most) if a[n] != b[n]), most)
    tail = next((n for n in range(most - head) if a[-1 - n] != b[-1 - n]), most - head)
    pairs = [(n, n) for n in range(head)]
    middle = _fewest_edits(a[head : len(a) - tail], b[head : len(b) - tail], most_edits)
    pairs += [(head + i, head + j) for i, j in middle]
    pairs += [(len(a) - n, len(b) - n) for n in range(tail, 0, -1)]
    blocks: list[Block] = []
    for i, j in pairs:
        if blocks and (i, j) == (blocks[-1][0] + blocks[-1][2], blocks[-1][1] + blocks[-1][2]):
            blocks[-1] = (*blocks[-1][:2], blocks[-1][2] + 1)
        else:
            blocks.append((i, j, 1))
    return [*blocks, (len(a), len(b), 0)]


def _fewest_edits(
    a: Sequence[object], b: Sequence[object], most_edits: int
) -> list[tuple[int, int]]:
    """Pairs of equal words in order, as many as there can be; none beyond `most_edits`.

    Myers, An O(ND) Difference Algorithm (1986): `reach[k]` is how far into `a` so many edits
    lead on the diagonal k, where k is the place in a less the place in b.
    """
    reach = {1: 0}
    steps: list[dict[int, int]] = []
    for edits in range(min(len(a) + len(b), most_edits) + 1):
        steps.append({})
        for k in range(-edits, edits + 1, 2):
            down = k == -edits or (k != edits and reach[k - 1] < reach[k + 1])
            i = reach[k + 1] if down else reach[k - 1] + 1
            j = i - k
            while i < len(a) and j < len(b) and a[i] == b[j]:
                i, j = i + 1, j + 1
            reach[k] = steps[-1][k] = i
            if i >= len(a) and j >= len(b):
                return _way_back(steps, i, j)
    return []


def _way_back(steps: list[dict[int, int]], i: int, j: int) -> list[tuple[int, int]]:
    """The equal pairs on the way that the steps took to (i, j)."""
    pairs: list[tuple[int, int]] = []
    for edits in range(len(steps) - 1, -1, -1):
        k = i - j
        before = steps[edits - 1] if edits else {}
        if not edits:
            came_from = (0, 0)
        elif k == -edits or (k != edits and before[k - 1] < before[k + 1]):
            came_from = (before[k + 1], before[k + 1] - k - 1)
        else:
            came_from = (before[k - 1], before[k - 1] - k + 1)
        while i > came_from[0] and j > came_from[1]:
            i, j = i - 1, j - 1
            pairs.append((i, j))
        i, j = came_from
    return pairs[::-1]
