"""Self-selection: a network names those it has chosen, and others where one of them declines."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from forums.domain import results, selections
from forums.domain.errors import Incomplete, Refused
from forums.models import (
    Document,
    Nomination,
    NominationState,
    Person,
    Selection,
    SelectionModel,
    Stage,
    Translated,
)


def free_seats(selection: Selection) -> int:
    """For how many seats the network can name somebody now."""
    if selection.model != SelectionModel.SELF_SELECTION:
        return 0
    if selection.stage not in (Stage.CHOICE, Stage.ACCEPTANCE):
        return 0
    given = selection.nominations.filter(
        state__in=[NominationState.CHOSEN, NominationState.ACCEPTED]
    )
    return selection.seats.count() - given.count()


def nameable(selection: Selection) -> QuerySet[Nomination]:
    """Whom the network can name: all candidates, later those whom it has not named."""
    waiting = (
        NominationState.SUBMITTED if selection.stage == Stage.CHOICE else NominationState.NOT_CHOSEN
    )
    return selection.nominations.filter(state=waiting, candidate__is_active=True).select_related(
        "candidate"
    )


@transaction.atomic
def name_chosen(
    selection: Selection,
    *,
    by: Person,
    chosen: list[Nomination],
    account: Mapping[str, str],
    document: Document | None = None,
) -> int:
    """The network names those it has chosen and tells how. Returns how many are told.

    Once more where somebody declined: for the seats that are left, among those not named before.
    """
    locked = selections.lock(selection)
    free = free_seats(locked)
    if not free:
        raise Refused(_("The network does not choose now."))
    if not Translated.of(account):
        raise Incomplete(_("Tell how the network has chosen."))
    if not 0 < len(chosen) <= free:
        raise Incomplete(_("Name at least one, and no more than there are seats."))
    if not set(chosen) <= set(nameable(locked)):
        raise Refused(_("Somebody you named is not a candidate."))
    numbers = sorted(row.number for row in chosen)
    before = locked.result.get("named", [])
    locked.account = document or locked.account
    locked.result = {"rounds": [], "order": [*before, *numbers], "named": [*before, *numbers]}
    if locked.stage == Stage.CHOICE:
        results.mark(locked, numbers)
    else:
        locked.nominations.filter(number__in=numbers).update(state=NominationState.CHOSEN)
    return selections.enter(selection, locked, Stage.ACCEPTANCE, by=by, reason=account)
