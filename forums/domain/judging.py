"""Judging a decision's vote by the rules under which it was opened, now and ever after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from forums.domain.presence import presence, voting_seats
from forums.domain.quorum import PresenceCount, count_presence, quorum_of
from forums.domain.rules_of_procedure import in_force
from forums.domain.voters import day_of
from forums.domain.voting import Cast, Result, Tally, result
from forums.domain.voting_in_words import explain, recorded
from forums.models import Decision, RulesVersion, Vote

KEPT = (
    *("vote_closed_at", "decided_on", "outcome", "votes_for", "votes_against", "abstentions"),
    *("presence", "had_quorum"),
)
"""What is written when a vote is closed."""


def rules_of(decision: Decision) -> RulesVersion:
    """The rules under which it is decided; those that a forum begins with where it had none."""
    return decision.rules or RulesVersion(forum=decision.forum, number=0)


def judge_now(decision: Decision, *, now: dt.datetime) -> tuple[Result, list[PresenceCount]]:
    """What the votes come to if the vote is closed now, with the presence that was counted.

    At a meeting the seats are counted that attendance shows as taken, and those that voted, who
    were there when they did. In writing whoever voted takes part.
    """
    rows = list(decision.votes.select_related("term"))
    voted = {row.term.seat_id for row in rows}
    if decision.meeting is not None:
        counts = presence(decision.meeting, also=voted)
    else:
        seats = voting_seats(decision.forum, day_of(decision, now=now))
        counts = count_presence((sector, seat in voted) for seat, sector in seats.items())
    return _result(decision, rows, counts), counts


def judged(decision: Decision, votes: Iterable[Vote]) -> Result:
    """The same of a vote that is closed, from what was kept of it."""
    return _result(decision, votes, counts_of(decision))


def explanation(decision: Decision, votes: Iterable[Vote]) -> str:
    """How it was decided, in sentences; empty where there is nothing to say beyond the outcome."""
    if decision.vote_closed_at is not None:
        return explain(judged(decision, votes))
    if decision.votes_for is None or decision.votes_against is None:
        return recorded(decision.outcome, None)
    counted = Tally(decision.votes_for, decision.votes_against, decision.abstentions or 0)
    return recorded(decision.outcome, counted)


def keep_circumstances(decision: Decision) -> tuple[str, ...]:
    """Sets the rules and the presence under which a decision was taken without a vote here.

    Returns the names of what was set. Where no attendance is recorded presence is not known.
    """
    assert decision.decided_on is not None
    rules = in_force(decision.forum, decision.decided_on)
    decision.rules = rules if rules.pk else None
    counts: list[PresenceCount] = []
    if decision.meeting is not None and decision.meeting.attendance.exists():
        counts = presence(decision.meeting)
    decision.presence = as_rows(counts)
    decision.had_quorum = quorum_of(rules, counts).reached if counts else None
    return ("rules", "presence", "had_quorum")


def as_rows(counts: Iterable[PresenceCount]) -> list[list[str | int]]:
    """Presence as a decision keeps it: [sector, seats, present]."""
    return [[count.sector, count.seats, count.present] for count in counts]


def counts_of(decision: Decision) -> list[PresenceCount]:
    """The presence that a decision keeps."""
    return [PresenceCount(*row) for row in decision.presence]


def _result(decision: Decision, votes: Iterable[Vote], counts: list[PresenceCount]) -> Result:
    return result(
        [Cast(row.sector, row.choice, row.reason) for row in votes],
        {count.sector: count.seats for count in counts},
        {count.sector: count.present for count in counts},
        rules_of(decision),
        decision.method,
    )
