"""The last step of a selection: those who accepted take their seats."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from forums.domain import selections, terms
from forums.domain.errors import Refused
from forums.domain.selection_steps import need
from forums.domain.tenure import last_day
from forums.models import (
    Nomination,
    NominationState,
    Person,
    Seat,
    Selection,
    Stage,
    Term,
    Translated,
)


class NotSeated(Refused):
    """One of those who accepted cannot take the seat; `part` names what stands against it."""

    def __init__(self, sentence: str, *, nomination: Nomination, part: str) -> None:
        super().__init__(sentence)
        self.nomination, self.part = nomination, part


@transaction.atomic
def seat(
    selection: Selection,
    *,
    by: Person,
    holders: Mapping[Nomination, Seat],
    reason: Mapping[str, str],
    alternates: Mapping[Nomination, Person] | None = None,
    exceptions: Mapping[Nomination, Translated] | None = None,
) -> int:
    """Gives each of those who accepted a seat for the term and ends the selection.

    `exceptions` say in public why somebody may sit longer than the rules allow. Raises NotYet
    where somebody has not answered or the term should have begun, NotSeated where the rules or
    another term stand against it, Refused where a seat is not of this selection or is given
    twice. Returns how many are told, each by one letter: who is seated by that of her term.
    """
    need(reason)
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
    told: set[Person] = set()
    for nomination, place in holders.items():
        alternate = (alternates or {}).get(nomination)
        nomination.term = _take(
            locked,
            nomination,
            place,
            by=by,
            alternate=alternate,
            exception=(exceptions or {}).get(nomination),
        )
        nomination.state = NominationState.SEATED
        nomination.save(update_fields=["term", "state"])
        told |= {person for person in (nomination.candidate, alternate) if person is not None}
    others = selections.enter(selection, locked, Stage.SEATED, by=by, reason=reason, told=told)
    return others + sum(bool(person.email and person.is_active) for person in told)


def _take(
    selection: Selection,
    nomination: Nomination,
    place: Seat,
    *,
    by: Person,
    alternate: Person | None,
    exception: Translated | None,
) -> Term:
    first = selection.term_starts_on
    try:
        return terms.fill(
            place,
            by=by,
            person=nomination.candidate,
            alternate=alternate,
            starts_on=first,
            ends_on=last_day(first, selection.term_months),
            exception=exception,
        )
    except terms.TooManyTerms as refused:
        part = "exception"
        sentence = str(refused)
    except terms.NotThePerson as refused:
        part = "alternate" if alternate else "seat"
        sentence = str(refused)
    except Refused as refused:
        part = "seat"
        sentence = str(refused)
    raise NotSeated(sentence, nomination=nomination, part=part)
