"""What the forum decided, and what it is about to decide."""

from __future__ import annotations

import datetime as dt
from typing import Any

from forums.domain import decisions, voters, votes
from forums.models import Choice, Decision, Outcome
from ogp_portal.demo import rules
from ogp_portal.demo.clock import past
from ogp_portal.demo.world import World

COUNTED = ("votes_for", "votes_against", "abstentions")
TEXTS = ("title", "text", "reasons", "options")
INTO_THE_MEETING = dt.timedelta(minutes=80)
A_VOTE_TAKES = dt.timedelta(minutes=6)


def load(world: World) -> None:
    """All decisions in the order of their numbers."""
    for number, row in enumerate(world.read("decisions")["decisions"], start=1):
        world.decisions[number] = _decision(world, row)
        rules.follow(world, number, world.decisions[number])


def _decision(world: World, row: dict[str, Any]) -> Decision:
    if "in_writing" in row:
        return _in_writing(world, row)
    meeting = world.meetings[row["meeting"]]
    moment = world.clock.moment(row["proposed"]) if "proposed" in row else meeting.ends_at
    if "votes" in row:
        moment = meeting.starts_at + INTO_THE_MEETING
    with past(moment):
        decision = _propose(world, row)
    if "votes" in row:
        with past(moment):
            decisions.open_vote(decision, by=world.coordinator)
            _cast(world, decision, row, everybody=True)
        with past(moment + A_VOTE_TAKES):
            decisions.close(decision, by=world.coordinator)
            _check(decision, row)
            if "dissent" in row:
                decisions.give_reasons(
                    decision,
                    by=world.coordinator,
                    reasons=decision.reasons,
                    dissent=row["dissent"],
                )
    elif row["outcome"] != Outcome.OPEN:
        decisions.record(
            decision,
            by=world.coordinator,
            outcome=row["outcome"],
            on=meeting.local_start.date(),
        )
    if row.get("published", True):
        with past(moment if row["outcome"] == Outcome.OPEN else meeting.ends_at):
            decisions.publish(decision, by=world.coordinator)
    return decision


def _propose(world: World, row: dict[str, Any]) -> Decision:
    values = {name: row[name] for name in ("method", *TEXTS) if name in row}
    if "meeting" in row:
        meeting = world.meetings[row["meeting"]]
        values["meeting"] = meeting
        values["agenda_item"] = meeting.agenda.filter(position=row["item"]).first()
    if "corrects" in row:
        before = Decision.objects.get(pk=world.decisions[row["corrects"]].pk)
        return decisions.correct(before, by=world.coordinator, **values)
    return decisions.propose(world.forum, by=world.coordinator, **values)


def _in_writing(world: World, row: dict[str, Any]) -> Decision:
    """Published as a proposal, voted on from one day to another, and closed where that is past."""
    writing = row["in_writing"]
    opened = world.clock.moment(writing["opened"], "09:00")
    closes = world.clock.moment(writing["closes"], "18:00")
    with past(opened):
        decision = _propose(world, row)
        decisions.publish(decision, by=world.coordinator)
        decisions.open_vote(decision, by=world.coordinator, closes_at=closes)
    with past(opened + dt.timedelta(hours=6)):
        members = {row.term.seat_id: row.term.person for row in voters.voters(decision)}
        for seat in writing.get("handed_over", []):
            votes.hand_over(decision, by=members[world.seats[seat].pk])
        for seat, reason in writing.get("objected", {}).items():
            votes.cast(
                decision,
                by=members[world.seats[seat].pk],
                choice=Choice.OBJECTION,
                reason=reason,
            )
    with past(opened + dt.timedelta(hours=26)):
        _cast(world, decision, row, everybody=False)
    if row["outcome"] != Outcome.OPEN:
        with past(closes):
            decisions.close(decision, by=None)
            _check(decision, row)
    return decision


def _cast(world: World, decision: Decision, row: dict[str, Any], *, everybody: bool) -> None:
    """Each seat says what the row says of it; of the others everybody there is for it."""
    said = {seat: choice for choice, seats in row["votes"].items() for seat in seats}
    keys = {seat.pk: key for key, seat in world.seats.items()}
    for voter in voters.voters(decision):
        key = keys[voter.term.seat_id]
        choice = said.get(key, Choice.FOR if everybody else "")
        if voter.person is not None and choice:
            votes.cast(
                decision,
                by=voter.person,
                seat=voter.term.pk,
                choice=choice,
                reason=row.get("why", {}).get(key, ""),
            )


def _check(decision: Decision, row: dict[str, Any]) -> None:
    """The votes come to what the minutes say."""
    for name in ("outcome", *(name for name in COUNTED if name in row)):
        if getattr(decision, name) != row[name]:
            raise ValueError(f"{row['title']['en']}: {name} is {getattr(decision, name)}")
