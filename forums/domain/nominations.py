"""Candidates: nominating, eligibility, acceptance, seats."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from forums.domain import notices, results, selections
from forums.domain.errors import Incomplete, Refused
from forums.domain.tenure import last_day
from forums.models import (
    Document,
    Nomination,
    NominationState,
    Person,
    Seat,
    Selection,
    SelectionModel,
    Stage,
    Term,
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
    _move(nomination, NominationState.WITHDRAWN)


@transaction.atomic
def judge(nomination: Nomination, *, by: Person, eligible: bool, reason: Mapping[str, str]) -> None:
    """Says whether a candidate meets the criteria, and why; the candidate is told.

    Can be changed, after an appeal, until the vote or panel begins.
    """
    if not Translated.of(reason):
        raise Incomplete(_("Say why, in a sentence that everybody will read."))
    locked = selections.lock(nomination.selection)
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
def name_chosen(
    selection: Selection,
    *,
    by: Person,
    chosen: list[Nomination],
    account: Mapping[str, str],
    document: Document | None = None,
) -> int:
    """The network names those it has chosen and tells how. Returns how many are told."""
    locked = selections.lock(selection)
    if locked.model != SelectionModel.SELF_SELECTION or locked.stage != Stage.CHOICE:
        raise Refused(_("The network does not choose now."))
    if not Translated.of(account):
        raise Incomplete(_("Tell how the network has chosen."))
    if not 0 < len(chosen) <= locked.seats.count():
        raise Incomplete(_("Name at least one, and no more than there are seats."))
    numbers = sorted(row.number for row in chosen)
    locked.account = document
    locked.result = {"rounds": [], "order": numbers, "named": numbers}
    results.mark(locked, numbers)
    return selections.enter(selection, locked, Stage.ACCEPTANCE, by=by, reason=account)


@transaction.atomic
def answer(nomination: Nomination, *, by: Person, accepts: bool) -> None:
    """The one who was chosen accepts, or declines and the next in the published order is asked."""
    locked = selections.lock(nomination.selection)
    nomination.refresh_from_db()
    if nomination.candidate_id != by.pk:
        raise Refused(_("Only the one who was chosen answers."))
    if locked.stage != Stage.ACCEPTANCE or nomination.state != NominationState.CHOSEN:
        raise Refused(_("There is nothing to answer now."))
    _move(nomination, NominationState.ACCEPTED if accepts else NominationState.DECLINED)
    if not accepts and (following := results.next_in_line(locked)):
        _move(following, NominationState.CHOSEN)
        _tell(following, "next")


@transaction.atomic
def seat(
    selection: Selection,
    *,
    by: Person,
    holders: Mapping[Nomination, Seat],
    reason: Mapping[str, str],
    alternates: Mapping[Nomination, Person] | None = None,
) -> int:
    """Gives each of those who accepted a seat for the term and ends the selection.

    Raises NotYet where somebody has not answered, Refused where a seat is not of this selection,
    is given twice or is still held by somebody. Returns how many are told.
    """
    if not Translated.of(reason):
        raise Incomplete(_("Say why, in a sentence that everybody will read."))
    locked = selections.lock(selection)
    if locked.stage != Stage.ACCEPTANCE:
        raise Refused(_("Nobody is seated now."))
    if stops := selections.hindrance(locked):
        raise selections.NotYet(stops)
    accepted = set(locked.nominations.filter(state=NominationState.ACCEPTED))
    if set(holders) != accepted or len(set(holders.values())) != len(holders):
        raise Refused(_("Give each of those who accepted a seat of her own."))
    if not set(holders.values()) <= set(locked.seats.all()):
        raise Refused(_("This seat is not one of the selection's."))
    for nomination, place in holders.items():
        alternate = (alternates or {}).get(nomination)
        nomination.term = _take(locked, nomination.candidate, place, alternate)
        nomination.state = NominationState.SEATED
        nomination.save(update_fields=["term", "state"])
    return selections.enter(selection, locked, Stage.SEATED, by=by, reason=reason)


def _take(selection: Selection, person: Person, place: Seat, alternate: Person | None) -> Term:
    first = selection.term_starts_on
    last = last_day(first, selection.term_months)
    held = place.terms.filter(
        Q(starts_on__lte=last), Q(ends_on__isnull=True) | Q(ends_on__gte=first)
    ).select_related("person")
    for term in held:
        raise Refused(
            _("%(person)s still holds “%(seat)s” in that time. End that term first.")
            % {"person": term.person, "seat": place.title or place}
        )
    return Term.objects.create(
        seat=place, person=person, alternate=alternate, starts_on=first, ends_on=last
    )


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
