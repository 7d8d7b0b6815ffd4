"""Votes: casting one for a seat, changing it, and leaving it to the alternate.

A seat's vote may be changed until the close. Who votes for which seat stands in `voters.py`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext as _

from forums.domain import notices, vote_reminders
from forums.domain.errors import Incomplete, Refused
from forums.domain.voters import NoVote, is_open, seat_of, seats_of, terms_with_a_vote
from forums.models import Choice, Decision, DecisionMethod, Handover, Person, Term, Vote

CHOICES: dict[str, tuple[Choice, ...]] = {
    DecisionMethod.VOTE: (Choice.FOR, Choice.AGAINST, Choice.ABSTAIN, Choice.RECUSED),
    DecisionMethod.CONSENSUS: (Choice.FOR, Choice.AGAINST, Choice.ABSTAIN, Choice.RECUSED),
    DecisionMethod.CONSENT: (Choice.FOR, Choice.ABSTAIN, Choice.OBJECTION, Choice.RECUSED),
}
"""What a seat can say, by the way of deciding."""
NEEDS_REASON = (Choice.OBJECTION, Choice.RECUSED)


class VoteNotOpen(Refused):
    """The vote is not open now."""


@transaction.atomic
def cast(
    decision: Decision, *, by: Person, choice: str, reason: str = "", seat: int | None = None
) -> Vote:
    """Casts or changes the vote of a seat, one a seat.

    `seat` is the id of the term for which it is cast, needed of who votes for several. Raises
    VoteNotOpen, NoVote, or Incomplete where an objection or a recusal has no reason.
    """
    locked = _lock(decision)
    if choice not in CHOICES[locked.method]:
        raise Incomplete(_("Choose how you vote."))
    if choice in NEEDS_REASON and not reason.strip():
        raise Incomplete(_("Give the reason: others have to be able to understand it."))
    voter = seat_of(locked, by, seat)
    earlier = Vote.objects.filter(decision=locked, term__seat=voter.term.seat_id)
    earlier.exclude(term=voter.term).delete()  # of a holder whose term ended since
    vote, _made = Vote.objects.update_or_create(
        decision=locked,
        term=voter.term,
        defaults={
            "sector": voter.term.seat.sector,
            "choice": choice,
            "reason": reason.strip(),
            "cast_by": by,
            "by_alternate": voter.by_alternate,
        },
    )
    vote_reminders.stop(locked)
    return vote


@transaction.atomic
def hand_over(decision: Decision, *, by: Person, seat: int | None = None) -> Term:
    """The member leaves a seat's vote in writing to the alternate. Raises NoVote, VoteNotOpen."""
    locked = _lock(decision)
    term = _own_term(locked, by, seat)
    if term.alternate is None:
        raise NoVote(_("Your seat has no alternate."))
    _handover, made = Handover.objects.get_or_create(decision=locked, term=term)
    if made:
        notices.queue(
            [person for person in [term.alternate] if person.is_active and person.email],
            template="forums/mail/vote_handed_over",
            key=f"decision:{locked.pk}:vote:{term.pk}",
            context={
                "decision": locked,
                "member": by,
                "url": notices.absolute(locked.get_absolute_url()),
            },
            forum=locked.forum,
        )
        vote_reminders.stop(locked)
    return term


@transaction.atomic
def take_back(decision: Decision, *, by: Person, seat: int | None = None) -> Term:
    """The member votes herself again; what the alternate cast stands until she changes it."""
    locked = _lock(decision)
    term = _own_term(locked, by, seat)
    locked.handovers.filter(term=term).delete()
    vote_reminders.stop(locked)
    return term


def _own_term(decision: Decision, person: Person, seat: int | None) -> Term:
    """The term that the person holds as the member, for a vote in writing."""
    if decision.meeting_id is not None:
        raise NoVote(_("At a meeting the alternate votes where attendance says so."))
    own = [
        term
        for term in terms_with_a_vote(decision)
        if term.person == person and seat in (None, term.pk)
    ]
    if len(own) > 1:
        raise NoVote(_("You hold several seats. Say for which of them this is."))
    if own:
        return own[0]
    raise NoVote(_("Only the member can hand the vote of a seat over."))


def _lock(decision: Decision) -> Decision:
    """The decision as it is now, held until the transaction ends. Raises VoteNotOpen."""
    locked = (
        Decision.objects.select_for_update(of=("self",))
        .select_related("forum", "meeting")
        .get(pk=decision.pk)
    )
    if not is_open(locked):
        raise VoteNotOpen(_("The vote is not open."))
    return locked


@dataclass(frozen=True)
class Settled:
    """An objection that stood once and was taken back before the close."""

    name: str
    objection: str
    answer: str


def settled_objections(decision: Decision, rows: Iterable[Vote]) -> list[Settled]:
    """The objections of seats that in the end did not object, from the history of their votes."""
    ended = {row.pk: row for row in rows if row.choice != Choice.OBJECTION}
    events: Any = apps.get_model("forums", "VoteEvent")
    last = (
        events._default_manager.filter(
            decision=decision.pk, choice=Choice.OBJECTION, pgh_obj__in=ended
        )
        .order_by("pgh_obj", "-pgh_id")
        .distinct("pgh_obj")
        .values_list("pgh_obj", "reason")
    )
    return [Settled(ended[pk].cast_by.name, reason, ended[pk].reason) for pk, reason in last]


def waiting_for(person: Person, *, now: dt.datetime | None = None) -> list[Decision]:
    """The open votes in which a seat of the person's has not voted yet, the soonest first."""
    voting = [term for term in person.current_terms if term.seat.votes]
    if not voting:
        return []
    rows = (
        Decision.objects.in_vote()
        .filter(forum__in={term.seat.forum_id for term in voting})
        .select_related("forum", "meeting")
        .order_by("vote_closes_at", "pk")[:20]
    )
    found = []
    for decision in rows:
        if not is_open(decision, now=now):
            continue
        mine = {row.term.pk for row in seats_of(decision, person)}
        if mine - set(decision.votes.filter(term__in=mine).values_list("term_id", flat=True)):
            found.append(decision)
    return found
