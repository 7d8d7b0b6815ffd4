"""Proposing decisions, having them voted on or recorded, publishing and correcting them."""

from __future__ import annotations

import datetime as dt
import logging
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.domain import fingerprints, judging, notices, publication, vote_reminders, voters, votes
from forums.domain.dates import weekday_time
from forums.domain.errors import AlreadyPublished, Incomplete, NotPublished, Refused
from forums.domain.rules_of_procedure import in_force
from forums.domain.seats import members
from forums.models import (
    Decision,
    DecisionMethod,
    Forum,
    Notice,
    Outcome,
    Person,
    Translated,
)

log = logging.getLogger(__name__)

WRITTEN = (
    *("title", "text", "options", "reasons", "dissent", "meeting_id", "method", "outcome"),
    *("decided_on", "votes_for", "votes_against", "abstentions", "subject_type_id", "subject_id"),
)
"""What is written of a decision before it is published as taken."""


class VoteOpened(Refused):
    """What is, or was, put to the vote is not proposed or recorded otherwise."""


class VoteNotPossible(Refused):
    """The vote cannot be opened as it stands."""


class AlreadyCorrected(Refused):
    """A decision is corrected by one other; that one can be corrected again."""


@transaction.atomic
def propose(forum: Forum, *, by: Person, **fields: Any) -> Decision:
    """A decision that is open, with the forum's next number. Only the forum sees it.

    With `meeting`, perhaps on one `agenda_item` of it; without, to be decided in writing.
    Raises Refused where these do not belong together.
    """
    Forum.objects.select_for_update().get(pk=forum.pk)
    item = fields.get("agenda_item")
    meeting = fields.get("meeting") or (item.meeting if item else None)
    if meeting is not None and meeting.forum_id != forum.pk:
        raise Refused(_("This meeting is another forum's."))
    if item is not None and item.meeting != meeting:
        raise Refused(_("This item stands on the agenda of another meeting."))
    fields["meeting"] = meeting
    last = forum.decisions.aggregate(last=Max("number"))["last"] or 0
    return Decision.objects.create(forum=forum, number=last + 1, **fields)


@transaction.atomic
def correct(decision: Decision, *, by: Person, **fields: Any) -> Decision:
    """Proposes the decision that corrects a published one, which stays as it was.

    Raises NotPublished where the public does not know it as taken, or AlreadyCorrected.
    """
    locked = _locked(decision)
    check_before_correction(locked)
    for name in ("title", "text", "options", "method", "subject_type", "subject_id"):
        fields.setdefault(name, getattr(locked, name))
    return propose(locked.forum, by=by, corrects=locked, **fields)


def check_before_correction(decision: Decision) -> None:
    """Raises what stands in the way of correcting the decision, as `correct` does."""
    if not (decision.is_public and decision.is_taken):
        raise NotPublished(_("Only a published decision is corrected; this one can be changed."))
    if Decision.objects.filter(corrects=decision).exists():
        raise AlreadyCorrected(_("A correction of this decision exists already. Correct that one."))


@transaction.atomic
def open_vote(decision: Decision, *, by: Person, closes_at: dt.datetime | None = None) -> int:
    """Opens the vote under the rules in force on its day. Returns how many with a vote are told.

    At a meeting that has begun, or in writing until `closes_at`. Raises VoteOpened,
    VoteNotPossible, or Incomplete where there is no rationale.
    """
    locked = _locked(decision)
    now = timezone.now()
    check_before_vote(locked, now=now)
    if locked.meeting is None and closes_at is None:
        raise VoteNotPossible(_("A vote in writing needs a day and hour at which it ends."))
    if closes_at is not None and closes_at <= now:
        raise VoteNotPossible(_("The end of the vote has to lie ahead."))
    rules = in_force(locked.forum, voters.day_of(locked, now=now))
    locked.vote_opened_at, locked.vote_closes_at = now, closes_at
    locked.rules = rules if rules.pk else None
    locked.save(update_fields=["vote_opened_at", "vote_closes_at", "rules"])
    _take_over(decision, locked, "vote_opened_at", "vote_closes_at", "rules")
    return notices.queue(
        [person for person in voting_people(locked) if person.is_active and person.email],
        template="forums/mail/vote_opened",
        key=f"decision:{locked.pk}:vote",
        context=_context(locked),
        forum=locked.forum,
    )


def check_before_vote(decision: Decision, *, now: dt.datetime | None = None) -> None:
    """Raises what stands in the way of opening the vote, whenever it would end.

    VoteOpened, Incomplete where there is no rationale, VoteNotPossible before the meeting.
    """
    if decision.is_taken or decision.vote_opened_at is not None:
        raise VoteOpened(_("This was put to the vote already."))
    if not decision.reasons:
        raise Incomplete(_("Say why it is proposed before the vote is opened."))
    meeting = decision.meeting
    if meeting is not None and (
        meeting.cancelled_at or meeting.starts_at > (now or timezone.now())
    ):
        raise VoteNotPossible(_("The vote can be opened once the meeting has begun."))


def voting_people(decision: Decision) -> list[Person]:
    """Those who have a vote on the decision as things stand, in the order of their seats."""
    return list(dict.fromkeys(row.person for row in voters.voters(decision) if row.person))


@transaction.atomic
def close(decision: Decision, *, by: Person | None) -> int:
    """Closes the vote, once: computes what it came to, keeps it, and tells the members.

    Keeps presence, quorum, counts, outcome and day in one transaction with the close, so that
    closing twice gives one result. `by` is None where the time was up. Returns how many are
    told. Raises VoteNotOpen where it never was open, VoteNotPossible before the hour that was set.
    """
    locked = _locked(decision)
    if locked.vote_opened_at is None:
        raise votes.VoteNotOpen(_("The vote is not open."))
    names = judging.KEPT
    if locked.vote_closed_at is not None:
        _take_over(decision, locked, *names)
        return 0
    now = timezone.now()
    if by is not None and locked.vote_closes_at is not None and now < locked.vote_closes_at:
        raise VoteNotPossible(
            _("Votes can be cast and changed until %(moment)s. It closes by itself then.")
            % {"moment": weekday_time(locked.vote_closes_at, locked.forum.time_zone)}
        )
    found, presence = judging.judge_now(locked, now=now)
    locked.vote_closed_at = now
    locked.decided_on = voters.day_of(locked, now=now)
    locked.outcome = Outcome(found.outcome)
    locked.votes_for = found.tally.votes_for
    locked.votes_against = found.tally.votes_against
    locked.abstentions = found.tally.abstentions
    locked.presence = judging.as_rows(presence)
    locked.had_quorum = found.quorum.reached
    locked.save(update_fields=names)
    _take_over(decision, locked, *names)
    vote_reminders.stop(locked)
    return _tell_result(locked)


def close_due(*, now: dt.datetime | None = None) -> int:
    """Closes the votes whose time is up, each in its own transaction. Returns how many."""
    due = Decision.objects.in_vote().filter(vote_closes_at__lte=now or timezone.now())
    closed = 0
    for decision in due.order_by("vote_closes_at", "pk"):
        try:
            close(decision, by=None)
        except Exception:  # one that cannot be closed holds up no other
            log.exception("The vote on decision %s could not be closed.", decision.pk)
        else:
            closed += 1
    return closed


def fingerprint(decision: Decision) -> str:
    """Tells one text and record of a decision from another."""
    return fingerprints.fingerprint(decision, WRITTEN)


@transaction.atomic
def record(
    decision: Decision, *, by: Person, outcome: str, on: dt.date, seen: str = "", **fields: Any
) -> Decision:
    """Writes down how a decision was taken: by consensus, by consent, or by a show of hands.

    Keeps the rules in force on the day and the presence that the meeting's attendance shows.
    Raises AlreadyPublished where the public knows the outcome, VoteOpened where it was put to
    the vote, ChangedMeanwhile where somebody saved since the fingerprint `seen`, Incomplete where
    a vote has no count or a decision that the public reads would have no reasons. The outcome of a
    proposal that is public is public with it, and members are told.
    """
    locked = _locked(decision)
    if locked.is_public and locked.is_taken:
        raise AlreadyPublished(_("A published decision is corrected by a new one."))
    if locked.vote_opened_at is not None:
        raise VoteOpened(_("This is decided by the vote that was opened."))
    fingerprints.check_seen(seen, fingerprint(locked))
    for name, value in fields.items():
        setattr(decision, name, value)
    if decision.agenda_item is not None and decision.agenda_item.meeting != decision.meeting:
        decision.agenda_item = None
    decision.outcome = Outcome(outcome)
    decision.decided_on = on
    if decision.method == DecisionMethod.VOTE and None in (
        decision.votes_for,
        decision.votes_against,
    ):
        raise Incomplete(_("A vote needs the number of votes for and against."))
    if locked.is_public and decision.is_taken and not decision.reasons:
        raise Incomplete(_("Say why the forum decided so before you publish."))
    kept = judging.keep_circumstances(decision) if decision.is_taken else ()
    decision.save(update_fields=[*fields, *kept, "agenda_item", "outcome", "decided_on"])
    if locked.is_public and decision.is_taken:
        _tell_result(decision)
    return decision


@transaction.atomic
def give_reasons(
    decision: Decision, *, by: Person, reasons: Translated, dissent: Translated, seen: str = ""
) -> Decision:
    """Adds reasons and dissent to what a vote decided, until it is published.

    Raises ChangedMeanwhile where somebody else saved since the fingerprint `seen`.
    """
    locked = _locked(decision)
    if locked.is_public and locked.is_taken:
        raise AlreadyPublished(_("A published decision is corrected by a new one."))
    fingerprints.check_seen(seen, fingerprint(locked))
    decision.reasons, decision.dissent = reasons, dissent
    decision.save(update_fields=["reasons", "dissent"])
    return decision


@transaction.atomic
def publish(decision: Decision, *, by: Person) -> int:
    """Publishes a decision; of one that was taken the members are told. Returns how many.

    One that was taken needs its reasons (Incomplete).
    """
    if decision.is_taken and not decision.reasons:
        raise Incomplete(_("Say why the forum decided so before you publish."))
    publication.publish(decision)
    return _tell_result(decision) if decision.is_taken else 0


def told_of(decision: Decision) -> list[Person]:
    """Who will be told when the decision is published as it stands."""
    if not decision.is_taken:
        return []
    heard = Notice.objects.filter(key=_result_key(decision)).values_list("person", flat=True)
    known = set(heard)
    return [person for person in members(decision.forum) if person.pk not in known]


def _locked(decision: Decision) -> Decision:
    return (
        Decision.objects.select_for_update(of=("self",))
        .select_related("forum", "meeting__forum", "rules")
        .get(pk=decision.pk)
    )


def _take_over(decision: Decision, locked: Decision, *names: str) -> None:
    """What was written to the row stands on the caller's object too."""
    for name in names:
        setattr(decision, name, getattr(locked, name))


def _context(decision: Decision) -> dict[str, Any]:
    return {"decision": decision, "url": notices.absolute(decision.get_absolute_url())}


def _result_key(decision: Decision) -> str:
    return f"decision:{decision.pk}:result"


def _tell_result(decision: Decision) -> int:
    """Members hear of an outcome once: when the vote is closed or, without one, published."""
    return notices.queue(
        members(decision.forum),
        template="forums/mail/decision_taken",
        key=_result_key(decision),
        context={
            **_context(decision),
            "explanation": partial(judging.explanation, decision, list(decision.votes.all())),
        },
        forum=decision.forum,
    )
