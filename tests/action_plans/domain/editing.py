"""Edits of a text whose words are all different, and when two of them touch.

Stands beside the portal's own comparison and shares nothing with it: as no word comes twice, what
was changed is known by which words are still there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Edit = tuple[int, int, int]
"""From which word on, how many words are removed, how many new ones are written there."""


def changed(words: Sequence[str], who: str, edits: Iterable[Edit]) -> list[str]:
    """The words after the edits, one after the other; new words are nobody else's."""
    found = list(words)
    for count, (start, removed, written) in enumerate(edits):
        place = min(start, len(found))
        found[place : place + removed] = [f"{who}-{count}-{n}" for n in range(written)]
    return found


def regions(base: Sequence[str], text: Sequence[str]) -> list[tuple[int, int]]:
    """What was changed, as stretches of the base: (from, to), the same where words came in."""
    kept = set(base) & set(text)
    found = []
    start = 0
    inserted = False
    place = {word: number for number, word in enumerate(base)}
    for word in [*text, None]:
        if word is not None and word not in kept:
            inserted = True
            continue
        end = len(base) if word is None else place[word]
        if inserted or end > start:
            found.append((start, end))
        start, inserted = end + 1, False
    return found


def touch(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether no word that both left alone stands between some change of one and of the other.

    The same words taken out by both, and nothing else there, is the same change and no conflict.
    """
    groups: list[tuple[int, int]] = []
    for start, end in sorted([*regions(base, mine), *regions(base, theirs)]):
        if groups and start <= groups[-1][1]:
            groups[-1] = (groups[-1][0], max(groups[-1][1], end))
        else:
            groups.append((start, end))
    for start, end in groups:
        one, two = _within(base, mine, start, end), _within(base, theirs, start, end)
        if base[start:end] not in (one, two) and one != two:
            return True
    return False


def _within(base: Sequence[str], text: Sequence[str], start: int, end: int) -> list[str]:
    """What stands in the text between the words around a stretch of the base."""
    first = text.index(base[start - 1]) + 1 if start else 0
    last = text.index(base[end]) if end < len(base) else len(text)
    return list(text[first:last])
