from __future__ import annotations

import hashlib
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forums.domain import tally

NUMBERS = st.integers(min_value=1, max_value=9)
BALLOTS = st.dictionaries(
    st.text("ABCDEFGH23", min_size=4, max_size=6), st.lists(NUMBERS, unique=True, max_size=3)
).map(lambda urn: list(urn.items()))


def test_each_ballot_counts_once_for_each_candidate_that_it_chooses() -> None:
    urn: list[tally.Pair] = [("A", [1, 2]), ("B", [2, 2]), ("C", []), ("D", [7])]
    assert tally.count(urn, [1, 2, 3]) == {1: 1, 2: 2, 3: 0}


def test_averages_are_exact() -> None:
    scores = [(1, 5), (1, 4), (1, 4), (2, 5)]
    assert tally.averages(scores) == {1: Fraction(13, 3), 2: Fraction(5)}


@pytest.mark.parametrize(
    ("points", "seats", "chosen", "tied"),
    [
        ({1: 5, 2: 3, 3: 1}, 2, {1, 2}, ()),
        ({1: 5, 2: 0, 3: 0}, 2, {1}, ()),  # nobody is chosen without a vote
        ({1: 5, 2: 5, 3: 1}, 2, {1, 2}, ()),  # equal, and seats for both
        ({1: 5, 2: 3, 3: 3}, 2, None, (2, 3)),
        ({1: 2, 2: 2, 3: 2}, 1, None, (1, 2, 3)),
        ({}, 3, set(), ()),
        ({1: 1}, 0, set(), ()),
    ],
)
def test_those_with_the_most_are_chosen_and_a_tie_is_named(
    points: dict[int, int], seats: int, chosen: set[int] | None, tied: tuple[int, ...]
) -> None:
    ranking = tally.rank(points, seats, seed="abc")
    assert ranking.tied == tied
    if chosen is not None:
        assert set(ranking.chosen) == chosen


def test_the_lot_can_be_drawn_with_the_commands_of_any_computer() -> None:
    text = tally.ballots_file([("B", [2]), ("A", [3, 1])])
    assert text == "receipt,choices\nA,1 3\nB,2\n"
    seed = hashlib.sha256(text.encode()).hexdigest()
    ranking = tally.rank({1: 1, 2: 1, 3: 1}, 1, seed=tally.seed_of(text))
    assert ranking.chosen == (
        min((1, 2, 3), key=lambda n: hashlib.sha256(f"{seed}:{n}".encode()).hexdigest()),
    )


@given(BALLOTS, st.integers(min_value=0, max_value=5))
def test_a_recount_of_the_file_gives_the_same_result_in_whatever_order(
    urn: list[tally.Pair], seats: int
) -> None:
    text = tally.ballots_file(urn)
    assert tally.ballots_file(reversed(urn)) == text
    again = tally.read_ballots(text)
    votes = tally.count(urn, range(1, 10))
    assert tally.count(again, range(1, 10)) == votes
    first = tally.rank(votes, seats, seed=tally.seed_of(text))
    assert first == tally.rank(dict(reversed(votes.items())), seats, seed=tally.seed_of(text))
    assert len(first.chosen) == min(seats, sum(value > 0 for value in votes.values()))
    for winner in first.chosen:
        assert all(votes[winner] >= votes[n] for n in votes if n not in first.chosen)
