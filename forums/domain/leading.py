"""Who leads a selection: people of the sector that chooses, and nobody from the other side."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _

from forums.domain.errors import Refused
from forums.models import COORDINATING, Forum, Person, Sector, Selection, Term


class FromTheOtherSide(Refused):
    """Government does not choose for the others, nor they for it."""


def is_chaired(forum: Forum, sector: str) -> bool:
    """Whether the sector has a chair or point of contact today."""
    return (
        Term.objects.current(forum.today)
        .filter(seat__forum=forum, seat__sector=sector, seat__role__in=COORDINATING)
        .exists()
    )


def is_led(selection: Selection) -> bool:
    """Whether somebody of the sector can take the selection through its stages."""
    return selection.leaders.exists() or is_chaired(selection.forum, selection.sector)


def check(forum: Forum, sector: str, leaders: Iterable[Person]) -> None:
    """Raises FromTheOtherSide where one of the leaders sits or works for the other side."""
    ours = sector == Sector.GOVERNMENT
    for person in leaders:
        held = (
            Term.objects.current(forum.today)
            .filter(Q(person=person) | Q(alternate=person), seat__forum=forum)
            .values_list("seat__sector", flat=True)
        )
        sides = {each == Sector.GOVERNMENT for each in held}
        if person.organisation is not None:
            sides.add(person.organisation.sector == Sector.GOVERNMENT)
        if sides and ours not in sides:
            raise FromTheOtherSide(
                _("%(name)s sits or works for the other side. Those who choose lead it themselves.")
                % {"name": person.name}
            )
