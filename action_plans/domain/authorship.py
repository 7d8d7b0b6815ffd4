"""Who wrote each word of the text that stands. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from forums.domain.difference import MOST_EDITS, Block, matching, words

MOST_WORK = 3 * MOST_EDITS**2
"""Squares of the edits between the texts that are compared, summed: three texts written anew."""


@dataclass(frozen=True)
class Written:
    """A text that stood, in its turn: by whom, and of a restored one which text it brought back."""

    number: int
    text: str
    author: int
    restores: int = 0


@dataclass(frozen=True)
class Run:
    """Words that one person wrote."""

    author: int
    text: str


@dataclass(frozen=True)
class Attributed:
    """The text in runs; where it is `cut`, the oldest words are nobody's (author 0)."""

    runs: list[Run]
    cut: bool = False


def attribute(chain: Sequence[Written]) -> Attributed:
    """The words of the last text of the chain, oldest first, each by who brought it in.

    A word that stays keeps its author; what is restored is again by those who wrote it. Joined,
    the runs are the text. Space after a word does not make it another's. Texts are followed back
    as long as the comparisons are within `MOST_WORK`.
    """
    if not chain:
        return Attributed([])
    tokens = {row.number: words(row.text) for row in chain}
    kept = _kept(chain, {number: [word.strip() for word in tokens[number]] for number in tokens})
    cut = len(kept) < len(chain) - 1
    first = chain[-1 - len(kept)]
    owners = {first.number: [0 if cut else first.author] * len(tokens[first.number])}
    for row in chain[len(chain) - len(kept) :]:
        base, blocks = kept[row.number]
        by = owners.get(base) or [0] * len(tokens[base])
        owners[row.number] = mine = [row.author] * len(tokens[row.number])
        for old, new, length in blocks:
            mine[new : new + length] = by[old : old + length]
    last = chain[-1].number
    return Attributed(_runs(tokens[last], owners[last]), cut)


def _kept(
    chain: Sequence[Written], bare: dict[int, list[str]]
) -> dict[int, tuple[int, list[Block]]]:
    """By number, from the last text back: on which text it stands, and what it keeps of that."""
    found: dict[int, tuple[int, list[Block]]] = {}
    work = 0
    for before, row in zip(chain[-2::-1], chain[:0:-1], strict=True):
        base = row.restores if row.restores in bare else before.number
        old, new = bare[base], bare[row.number]
        blocks = matching(old, new)
        edits = len(old) + len(new) - 2 * sum(length for _old, _new, length in blocks)
        work += min(edits, MOST_EDITS) ** 2
        if work > MOST_WORK:
            break
        found[row.number] = base, blocks
    return found


def _runs(tokens: list[str], owners: list[int]) -> list[Run]:
    pairs = groupby(zip(owners, tokens, strict=True), key=itemgetter(0))
    return [Run(owner, "".join(token for _owner, token in group)) for owner, group in pairs]
