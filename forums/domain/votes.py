"""Votes: who may cast one now, casting it, and handing it over.

Who votes for a seat, one person at any time:

- At a meeting whoever takes the seat by the record of attendance: the member where she is
  recorded present, the alternate where he is recorded present in her place. Who is excused,
  absent or not recorded has no vote until the record says otherwise.
- In writing the member, until she hands the vote of her seat over to the alternate on the page
  of the decision; then the alternate, until she takes it back.

A seat's vote may be changed until the close. Observers and the point of contact have none.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.domain import notices
from forums.domain.errors import Incomplete, Refused
from forums.models import (
    VOTING,
    Choice,
    Decision,
    DecisionMethod,
    Handover,
    Person,
    Presence,
    Term,
    Vote,
)

CHOICES: dict[str, tuple[Choice, ...]] = {
    DecisionMethod.VOTE: (Choice.FOR, Choice.AGAINST, Choice.ABSTAIN, Choice.RECUSED),
    DecisionMethod.CONSENSUS: (Choice.FOR, Choice.AGAINST, Choice.ABSTAIN, Choice.RECUSED),
    DecisionMethod.CONSENT: (Choice.FOR, Choice.ABSTAIN, Choice.OBJECTION, Choice.RECUSED),
}
"""What a seat can say, by the way of deciding."""
NEEDS_REASON = (Choice.OBJECTION, Choice.RECUSED)


class VoteNotOpen(Refused):
    """The vote is not open now."""


class NoVote(Refused):
    """The person has no vote on this decision."""


@dataclass(frozen=True)
class Voter:
    """A seat with a vote, and the person who votes for it: None where nobody may now."""

    term: Term
    person: Person | None
    by_alternate: bool = False


def day_of(decision: Decision, *, now: dt.datetime | None = None) -> dt.date:
    """The day whose seats and rules count: the meeting's; in writing today, at most the last day."""
    if decision.meeting is not None:
        return decision.meeting.local_start.date()
    moment = now or timezone.now()
    if decision.vote_closes_at is not None:
        moment = min(moment, decision.vote_closes_at)
    return moment.astimezone(zoneinfo.ZoneInfo(decision.forum.time_zone)).date()


def is_open(decision: Decision, *, now: dt.datetime | None = None) -> bool:
    """Whether votes are taken: opened, not closed, and before its end where it has one."""
    if not decision.is_in_vote:
        return False
    return decision.vote_closes_at is None or (now or timezone.now()) < decision.vote_closes_at


def terms_with_a_vote(decision: Decision) -> list[Term]:
    """The terms on seats with a vote that run on the decision's day, in the order of the seats."""
    return list(
        Term.objects.current(day_of(decision))
        .filter(seat__forum=decision.forum_id, seat__role__in=VOTING)
        .select_related("seat__organisation", "person", "alternate")
        .order_by("seat__position", "seat", "pk")
    )


def voters(decision: Decision, terms: Iterable[Term] | None = None) -> list[Voter]:
    """Every seat with a vote and who votes for it now."""
    rows = terms_with_a_vote(decision) if terms is None else list(terms)
    if decision.meeting_id is None:
        handed = set(decision.handovers.values_list("term_id", flat=True))
        return [_in_writing(term, handed=term.pk in handed) for term in rows]
    assert decision.meeting is not None
    recorded = dict(decision.meeting.attendance.values_list("term_id", "presence"))
    return [_at_the_meeting(term, recorded.get(term.pk, "")) for term in rows]


def _in_writing(term: Term, *, handed: bool) -> Voter:
    if handed and term.alternate is not None:
        return Voter(term, term.alternate, by_alternate=True)
    return Voter(term, term.person)


def _at_the_meeting(term: Term, presence: str) -> Voter:
    if presence == Presence.PRESENT:
        return Voter(term, term.person)
    if presence == Presence.ALTERNATE:
        return Voter(term, term.alternate, by_alternate=True)
    return Voter(term, None)


def seat_of(decision: Decision, person: Person) -> Voter:
    """The seat for which the person votes now. Raises NoVote with the reason where there is none."""
    rows = voters(decision)
    for row in rows:
        if row.person == person:
            return row
    held = next((row for row in rows if person in (row.term.person, row.term.alternate)), None)
    if held is None:
        raise NoVote(_("Your seat has no vote."))
    if decision.meeting_id is not None:
        if held.person is not None:
            raise NoVote(_("Somebody else takes your seat at this meeting by its attendance."))
        raise NoVote(_("Your seat is not recorded as taken at this meeting."))
    if person == held.term.person:
        raise NoVote(_("You handed this vote over to your alternate. Take it back to vote."))
    raise NoVote(_("The member votes, unless the vote is handed over to you."))


@transaction.atomic
def cast(decision: Decision, *, by: Person, choice: str, reason: str = "") -> Vote:
    """Casts or changes the vote of the person's seat, one a seat.

    Raises VoteNotOpen, NoVote, or Incomplete where an objection or a recusal has no reason.
    """
    locked = _lock(decision)
    if choice not in CHOICES[locked.method]:
        raise Incomplete(_("Choose how you vote."))
    if choice in NEEDS_REASON and not reason.strip():
        raise Incomplete(_("Give the reason: others have to be able to understand it."))
    seat = seat_of(locked, by)
    earlier = Vote.objects.filter(decision=locked, term__seat=seat.term.seat_id)
    earlier.exclude(term=seat.term).delete()  # of a holder whose term ended since
    vote, _made = Vote.objects.update_or_create(
        decision=locked,
        term=seat.term,
        defaults={
            "sector": seat.term.seat.sector,
            "choice": choice,
            "reason": reason.strip(),
            "cast_by": by,
            "by_alternate": seat.by_alternate,
        },
    )
    return vote


@transaction.atomic
def hand_over(decision: Decision, *, by: Person) -> Term:
    """The member leaves the seat's vote in writing to the alternate. Raises NoVote, VoteNotOpen."""
    locked = _lock(decision)
    term = _own_term(locked, by)
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
    return term


@transaction.atomic
def take_back(decision: Decision, *, by: Person) -> Term:
    """The member votes herself again; what the alternate cast stands until she changes it."""
    locked = _lock(decision)
    term = _own_term(locked, by)
    locked.handovers.filter(term=term).delete()
    return term


def _own_term(decision: Decision, person: Person) -> Term:
    """The term that the person holds as the member, for a vote in writing."""
    if decision.meeting_id is not None:
        raise NoVote(_("At a meeting the alternate votes where attendance says so."))
    for term in terms_with_a_vote(decision):
        if term.person == person:
            return term
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
    """The open votes in which the person has a vote that nobody has cast yet, the soonest first."""
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
        mine = next((row for row in voters(decision) if row.person == person), None)
        if mine is not None and not decision.votes.filter(term=mine.term).exists():
            found.append(decision)
    return found
