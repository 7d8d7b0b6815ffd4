"""Candidates: nominating, eligibility, being chosen, acceptance."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from forums.domain import notices, results, selections
from forums.domain.errors import Incomplete, Refused
from forums.domain.selection_steps import need, record
from forums.models import (
    CLOSED,
    Nomination,
    NominationState,
    Person,
    Selection,
    Stage,
    StepKind,
    Translated,
)

JUDGED_IN = (Stage.ELIGIBILITY, Stage.CONSULTATION)


class CallClosed(Refused):
    """Nominations are taken from the call's opening until its last day."""


@transaction.atomic
def submit(
    selection: Selection, *, by: Person, submission: uuid.UUID | None = None, **fields: Any
) -> Nomination:
    """Nominates oneself with one's organisation; a receipt is sent. It stays hidden until the
    call closes. The same form sent twice is one nomination.

    Raises CallClosed, Incomplete without the promise to serve the term, Refused where the person
    is nominated already or sits on the panel.
    """
    locked = selections.lock(selection)
    if submission and (
        earlier := locked.nominations.filter(submission=submission, candidate=by).first()
    ):
        return earlier
    if not takes_nominations(locked):
        raise CallClosed(_("Nominations are not taken now."))
    if not fields.get("accepts_term"):
        raise Incomplete(_("A nomination needs the promise to serve the whole term."))
    if locked.nominations.filter(candidate=by).exists():
        raise Refused(_("You are nominated already."))
    if Nomination.objects.filter(submission=submission).exists():
        submission = None  # the form of another call, or of somebody else
    if locked.panel.filter(person=by).exists():
        raise Refused(_("Who scores the candidates cannot be one of them."))
    last = locked.nominations.aggregate(last=Max("number"))["last"] or 0
    nomination = Nomination.objects.create(
        selection=locked, number=last + 1, candidate=by, submission=submission, **fields
    )
    _tell(nomination, "received")
    return nomination


def takes_nominations(selection: Selection) -> bool:
    """Whether the call is open today, in the forum's own time zone."""
    return selection.stage == Stage.CALL and selection.forum.today <= selection.nominations_close_on


@transaction.atomic
def withdraw(nomination: Nomination, *, by: Person) -> None:
    """Takes one's own nomination back, until the vote or the panel begins."""
    locked = selections.lock(nomination.selection)
    if nomination.candidate_id != by.pk:
        raise Refused(_("Only the candidate withdraws a nomination."))
    if locked.stage not in (Stage.CALL, *JUDGED_IN):
        raise Refused(_("It is too late to withdraw. If you are chosen you can decline."))
    nomination.refresh_from_db()
    _move(nomination, NominationState.WITHDRAWN)


@transaction.atomic
def judge(nomination: Nomination, *, by: Person, eligible: bool, reason: Mapping[str, str]) -> None:
    """Says whether a candidate meets the criteria, and why; the candidate is told.

    Can be changed, after an appeal, until the vote or panel begins.
    """
    if not Translated.of(reason):
        raise Incomplete(_("Say why, in a sentence that everybody will read."))
    locked = selections.lock(nomination.selection)
    nomination.refresh_from_db()
    if locked.stage not in JUDGED_IN:
        raise Refused(_("Eligibility is checked after the call and before the choice."))
    if nomination.candidate_id == by.pk:
        raise Refused(_("Somebody else has to check your own nomination."))
    if nomination.state == NominationState.WITHDRAWN:
        raise Refused(_("This nomination was withdrawn."))
    nomination.eligibility_reason = Translated(reason)
    nomination.state = NominationState.ELIGIBLE if eligible else NominationState.INELIGIBLE
    nomination.save(update_fields=["state", "eligibility_reason"])
    _tell(nomination, f"judged:{_times_judged(nomination)}", what="judged")


def _times_judged(nomination: Nomination) -> int:
    events: Any = nomination.events  # type: ignore[attr-defined]
    return int(events.count())


@transaction.atomic
def answer(nomination: Nomination, *, by: Person, accepts: bool) -> Nomination | None:
    """The one who was chosen accepts, or declines and the next in the published order is asked.

    Returns who is asked instead, if anybody.
    """
    locked = selections.lock(nomination.selection)
    nomination.refresh_from_db()
    if nomination.candidate_id != by.pk:
        raise Refused(_("Only the one who was chosen answers."))
    if locked.stage != Stage.ACCEPTANCE or nomination.state != NominationState.CHOSEN:
        raise Refused(_("There is nothing to answer now."))
    if accepts:
        _move(nomination, NominationState.ACCEPTED)
        return None
    return _decline(locked, nomination)


@transaction.atomic
def pass_over(nomination: Nomination, *, by: Person, reason: Mapping[str, str]) -> int:
    """Goes on to the next in the published order where the one chosen does not answer.

    The reason stands in the public account. Raises Refused where there is nothing to answer.
    Returns how many are told.
    """
    need(reason)
    locked = selections.lock(nomination.selection)
    nomination.refresh_from_db()
    if locked.stage != Stage.ACCEPTANCE or nomination.state != NominationState.CHOSEN:
        raise Refused(_("There is nothing to answer now."))
    if nomination.candidate_id == by.pk:
        raise Refused(_("Decline it yourself, or accept."))
    _decline(locked, nomination)
    return record(locked, StepKind.PASSED_OVER, by=by, text=reason)


def _decline(selection: Selection, nomination: Nomination) -> Nomination | None:
    _move(nomination, NominationState.DECLINED)
    following = results.next_in_line(selection)
    if following is not None:
        _move(following, NominationState.CHOSEN)
        _tell(following, "next")
    return following


STANDING = (
    NominationState.SUBMITTED,
    NominationState.ELIGIBLE,
    NominationState.CHOSEN,
    NominationState.ACCEPTED,
)


@transaction.atomic
def step_aside(person: Person) -> None:
    """Ends all candidacies of somebody who leaves for good, as withdrawn or declined.

    Raises Refused while a vote or panel is deciding about her.
    """
    running = person.nominations.filter(state__in=STANDING).exclude(selection__stage__in=CLOSED)
    for nomination in running.select_related("selection__forum", "candidate"):
        locked = selections.lock(nomination.selection)
        if locked.stage == Stage.CHOICE:
            raise Refused(
                _(
                    "%(name)s is a candidate of “%(selection)s”, which is being decided. Wait for it."
                )
                % {"name": person.name, "selection": locked.title}
            )
        if locked.stage == Stage.ACCEPTANCE:
            _decline(locked, nomination)
        else:
            _move(nomination, NominationState.WITHDRAWN)


def _move(nomination: Nomination, state: NominationState) -> None:
    nomination.state = state
    nomination.save(update_fields=["state"])


def _tell(nomination: Nomination, key: str, *, what: str = "") -> None:
    notices.queue(
        [nomination.candidate],
        template=f"forums/mail/nomination_{what or key}",
        key=f"nomination:{nomination.pk}:{key}",
        context={
            "nomination": nomination,
            "selection": nomination.selection,
            "url": notices.absolute(nomination.get_absolute_url()),
        },
        forum=nomination.selection.forum,
    )
