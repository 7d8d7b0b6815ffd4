"""From ballots and scores to who is chosen: what is kept, published and explained."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.utils import timezone

from forums.domain import ballots, panels, roll, tally, urn
from forums.models import (
    Nomination,
    NominationState,
    Selection,
    SelectionModel,
    SelectionTie,
)

SECOND_VOTE = dt.timedelta(days=7)


def decide(selection: Selection) -> bool:
    """Counts what was cast or scored and marks who is chosen; the caller saves the selection.

    Returns False where a second vote has to decide between those who are tied: it is then
    prepared, to end in seven days.
    """
    counted = _count_ballots(selection) if _is_election(selection) else _count_scores(selection)
    rounds = [*selection.result.get("rounds", []), counted]
    selection.result = {"rounds": rounds}
    if _is_election(selection):
        transaction.on_commit(urn.sweep, robust=True)
    if _needs_second_vote(selection, counted):
        selection.round += 1
        selection.choice_closes_at = timezone.now() + SECOND_VOTE
        roll.reopen(selection)
        return False
    order, chosen = _overall(rounds)
    selection.result["order"] = order
    mark(selection, chosen)
    return True


def _is_election(selection: Selection) -> bool:
    return selection.model == SelectionModel.ELECTION


def _needs_second_vote(selection: Selection, counted: Mapping[str, Any]) -> bool:
    return bool(
        _is_election(selection)
        and counted["tied"]
        and selection.tie_rule == SelectionTie.RUN_OFF
        and selection.round == 1
    )


def _overall(rounds: list[dict[str, Any]]) -> tuple[list[int], list[int]]:
    """Order and chosen over all rounds: first those that the first vote chose by itself."""
    if len(rounds) == 1:
        return rounds[0]["order"], rounds[0]["chosen"]
    first, second = rounds
    chosen = [*first["clear"], *second["chosen"]]
    order = [*first["clear"], *second["order"]]
    return [*order, *(n for n in first["order"] if n not in order)], chosen


def _count_ballots(selection: Selection) -> dict[str, Any]:
    pairs = ballots.pairs(selection, number=selection.round)
    votes = tally.count(pairs, ballots.candidates(selection))
    seed = tally.seed_of(tally.ballots_file(pairs))
    return {
        **_counted(votes, ballots.seats_at_stake(selection), seed),
        "ballots": len(pairs),
        "blank": sum(not choices for _, choices in pairs),
        "roll": selection.roll.count(),
    }


def _count_scores(selection: Selection) -> dict[str, Any]:
    rows = panels.rows(selection)
    points = tally.averages((number, given) for number, _, _, given in rows)
    seed = tally.seed_of(tally.scores_file(rows))
    return {
        **_counted(points, selection.seats.count(), seed),
        "scores": len(rows),
        "members": selection.panel.count(),
    }


def _counted(points: Mapping[int, Fraction | int], seats: int, seed: str) -> dict[str, Any]:
    ranking = tally.rank(points, seats, seed=seed)
    return {
        "points": {str(number): str(value) for number, value in points.items()},
        "seats": seats,
        "order": list(ranking.order),
        "chosen": list(ranking.chosen),
        "clear": list(ranking.clear),
        "tied": list(ranking.tied),
        "seed": seed,
        "lot": {str(number): tally.lot(seed, number) for number in ranking.tied},
    }


def mark(selection: Selection, chosen: list[int]) -> None:
    """Says of each candidate whether she is chosen."""
    candidates = selection.nominations.filter(
        state__in=[NominationState.ELIGIBLE, NominationState.SUBMITTED]
    )
    candidates.filter(number__in=chosen).update(state=NominationState.CHOSEN)
    candidates.exclude(number__in=chosen).update(state=NominationState.NOT_CHOSEN)


def next_in_line(selection: Selection) -> Nomination | None:
    """Who comes after those chosen, by the published order."""
    places = {number: place for place, number in enumerate(selection.result.get("order", []))}
    waiting = selection.nominations.filter(
        state=NominationState.NOT_CHOSEN, number__in=places, candidate__is_active=True
    )
    return min(waiting, key=lambda row: places[row.number], default=None)
