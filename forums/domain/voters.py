"""Which seats have a vote on a decision, and who votes for each of them now.

One person votes for a seat at any time; one person can vote for several seats, each by itself:

- At a meeting whoever takes the seat by the record of attendance: the member where she is
  recorded present, the alternate where he is recorded present in her place. Who is excused,
  absent or not recorded has no vote until the record says otherwise.
- In writing the member, until she hands the vote of her seat over to the alternate on the page
  of the decision; then the alternate, until she takes it back.

Observers and the point of contact have none.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from forums.domain.errors import Refused
from forums.models import VOTING, Decision, Person, Presence, Term


class NoVote(Refused):
    """The person has no vote on this decision."""


@dataclass(frozen=True)
class Voter:
    """A seat with a vote, and the person who votes for it: None where nobody may now."""

    term: Term
    person: Person | None
    by_alternate: bool = False


MEMBER, ALTERNATE, NOBODY = "member", "alternate", ""


def at_a_meeting(presence: str) -> str:
    """Who votes for a seat by the attendance that is recorded of it: MEMBER, ALTERNATE, NOBODY."""
    return {Presence.PRESENT.value: MEMBER, Presence.ALTERNATE.value: ALTERNATE}.get(
        presence, NOBODY
    )


def in_writing(*, handed_over: bool, has_alternate: bool) -> str:
    """Who votes for a seat between meetings: always somebody, MEMBER or ALTERNATE."""
    return ALTERNATE if handed_over and has_alternate else MEMBER


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


def voters(decision: Decision) -> list[Voter]:
    """Every seat with a vote and who votes for it now."""
    rows = terms_with_a_vote(decision)
    if decision.meeting is not None:
        recorded = dict(decision.meeting.attendance.values_list("term_id", "presence"))
        return [_voter(term, at_a_meeting(recorded.get(term.pk, ""))) for term in rows]
    handed = set(decision.handovers.values_list("term_id", flat=True))
    return [
        _voter(
            term,
            in_writing(handed_over=term.pk in handed, has_alternate=term.alternate_id is not None),
        )
        for term in rows
    ]


def _voter(term: Term, who: str) -> Voter:
    if who == ALTERNATE:
        return Voter(term, term.alternate, by_alternate=True)
    return Voter(term, term.person if who == MEMBER else None)


def seats_of(
    decision: Decision, person: Person, rows: Iterable[Voter] | None = None
) -> list[Voter]:
    """The seats for which the person votes now, in the order of the seats."""
    found = voters(decision) if rows is None else rows
    return [row for row in found if row.person == person]


def why_none(decision: Decision, person: Person, rows: Iterable[Voter]) -> str:
    """Why somebody votes for none of these seats; empty where she votes, or holds no seat."""
    every = list(rows)
    if any(row.person == person for row in every):
        return ""
    held = [row for row in every if person in (row.term.person, row.term.alternate)]
    if not held:
        return ""
    if decision.meeting_id is not None:
        if any(row.person is None for row in held):
            return _("Your seat is not recorded as taken at this meeting.")
        return _("Somebody else takes your seat at this meeting by its attendance.")
    if any(person == row.term.person for row in held):
        return _("You handed this vote over to your alternate. Take it back to vote.")
    return _("The member votes, unless the vote is handed over to you.")


def seat_of(decision: Decision, person: Person, term: int | None = None) -> Voter:
    """The seat for which the person votes: the one of this `term`, or the only one that she has.

    Raises NoVote with the reason where there is none, or where it has to be said which.
    """
    every = voters(decision)
    own = seats_of(decision, person, every)
    if term is not None:
        own = [row for row in own if row.term.pk == term]
    if len(own) > 1:
        raise NoVote(_("You vote for several seats. Say for which of them this vote is."))
    if own:
        return own[0]
    asked = every if term is None else [row for row in every if row.term.pk == term]
    raise NoVote(why_none(decision, person, asked) or _("Your seat has no vote."))


def missing(decision: Decision) -> list[Voter]:
    """The seats that somebody votes for now and whose vote nobody has cast."""
    cast = set(decision.votes.values_list("term__seat", flat=True))
    return [row for row in voters(decision) if row.person and row.term.seat_id not in cast]
