"""Counting ballots and scores, ranking candidates, and the lot that anyone can draw again.

Pure: values in, values out. Candidates are known by the number of their nomination. A ballot is a
pair of its receipt and the numbers that it chooses, as in the file that everybody can download.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

Pair = tuple[str, Sequence[int]]
Points = Mapping[int, Fraction]


@dataclass(frozen=True)
class Ranking:
    """Who is chosen, who would come next, and how a tie was resolved.

    `order` holds all who can be chosen, the best first; `chosen` is its beginning. `tied` are
    those between whom the last of the seats lay, empty where the points alone decided.
    """

    order: tuple[int, ...]
    chosen: tuple[int, ...]
    tied: tuple[int, ...]

    @property
    def clear(self) -> tuple[int, ...]:
        """Those whom the points alone put on a seat."""
        return tuple(number for number in self.chosen if number not in self.tied)


def count(ballots: Iterable[Pair], candidates: Iterable[int]) -> dict[int, int]:
    """Votes of each candidate. A number that stands twice on one ballot counts once."""
    votes = dict.fromkeys(candidates, 0)
    for _, choices in ballots:
        for number in set(choices) & votes.keys():
            votes[number] += 1
    return votes


def averages(scores: Iterable[tuple[int, int]]) -> dict[int, Fraction]:
    """The exact average of the points of each candidate, from (candidate, points) pairs."""
    sums: Counter[int] = Counter()
    counts: Counter[int] = Counter()
    for number, points in scores:
        sums[number] += points
        counts[number] += 1
    return {number: Fraction(sums[number], counts[number]) for number in counts}


def rank(points: Mapping[int, Fraction | int], seats: int, *, seed: str) -> Ranking:
    """Candidates by their points, equal ones by lot. Nobody without any points is chosen."""
    drawn = {number: lot(seed, number) for number in points}
    order = tuple(
        sorted(
            (number for number, value in points.items() if value > 0),
            key=lambda number: (-points[number], drawn[number]),
        )
    )
    chosen = order[:seats]
    tied: tuple[int, ...] = ()
    if chosen and len(order) > seats and points[order[seats]] == points[chosen[-1]]:
        tied = tuple(sorted(n for n in order if points[n] == points[chosen[-1]]))
    return Ranking(order, chosen, tied)


def lot(seed: str, number: int) -> str:
    """What is drawn for a candidate: SHA-256 of "seed:number" in hexadecimal. The lowest wins."""
    return hashlib.sha256(f"{seed}:{number}".encode()).hexdigest()


def seed_of(text: str) -> str:
    """The seed of the lot: SHA-256 of the published file, as `sha256sum` prints it."""
    return hashlib.sha256(text.encode()).hexdigest()


def ballots_file(ballots: Iterable[Pair]) -> str:
    """The ballots as CSV, sorted by receipt; the same ballots always give the same bytes."""
    rows = sorted((receipt, " ".join(map(str, sorted(choices)))) for receipt, choices in ballots)
    return _csv([("receipt", "choices"), *rows])


def scores_file(scores: Iterable[tuple[int, int, int, int]]) -> str:
    """The scores as CSV from (candidate, criterion, member's number, points), sorted.

    It names nobody, so that it stays the same when a member changes her name or leaves.
    """
    return _csv([("candidate", "criterion", "member", "points"), *sorted(scores)])


def read_ballots(text: str) -> list[Pair]:
    """The pairs of a file that `ballots_file` wrote."""
    rows = csv.DictReader(io.StringIO(text))
    return [(row["receipt"], [int(number) for number in row["choices"].split()]) for row in rows]


def _csv(rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
