"""The form in which those who accepted get their seats."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from forums.domain import terms
from forums.domain.rules_of_procedure import in_force
from forums.forms.selections import PersonByMail, ReasonForm, seat_label
from forums.forms.translation import Text
from forums.models import Nomination, Person, Seat, Selection, Translated


class SeatingForm(ReasonForm):
    """Which seat each of those who accepted takes, who stands in, and why perhaps once more.

    The reason for an exception is asked of whom the rules in force give no further term.
    """

    def __init__(
        self, *args: Any, selection: Selection, accepted: list[Nomination], **kwargs: Any
    ) -> None:
        seats = list(selection.seats.select_related("organisation"))
        self.seats = {str(seat.pk): seat for seat in seats}
        self.accepted = accepted
        self.over = _over_the_limit(selection, accepted, seats)
        super().__init__(*args, forum=selection.forum, **kwargs)
        choices = [(str(seat.pk), seat_label(seat)) for seat in seats]
        order = [name for name in self.fields if name.startswith("reason__")]
        for place, row in enumerate(accepted):
            self.fields[f"seat_{row.pk}"] = forms.ChoiceField(
                label=_("Seat for %(name)s, %(organisation)s")
                % {"name": row.candidate.name, "organisation": row.organisation},
                choices=choices,
                initial=choices[place][0] if place < len(choices) else None,
            )
            self.fields[f"alternate_{row.pk}"] = PersonByMail(
                label=_("E-mail address of the alternate of %(name)s")
                % {"name": row.candidate.name},
                required=False,
            )
            if self.over[row.pk]:
                self._add(f"exception_{row.pk}", self._exception(row))
            asked = [name for name in self.fields if name.startswith(f"exception_{row.pk}__")]
            order += [f"seat_{row.pk}", f"alternate_{row.pk}", *asked]
        self.order_fields(order)

    def _exception(self, row: Nomination) -> Text:
        return Text(
            _("Why %(name)s may sit longer than the rules allow") % {"name": row.candidate.name},
            rows=2,
            most=1000,
            help=_("%(over)s Everybody can read the reason.") % {"over": self.over[row.pk]},
        )

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        given = [clean.get(f"seat_{row.pk}") for row in self.accepted]
        if None not in given and len(set(given)) != len(given):
            raise ValidationError(_("Give each of those who accepted a seat of her own."))
        for row in self.accepted:
            if clean.get(f"alternate_{row.pk}") == row.candidate:
                self.add_error(f"alternate_{row.pk}", _("Nobody is her own alternate."))
        return clean

    def holders(self) -> dict[Nomination, Seat]:
        """The seat of each."""
        return {row: self.seats[self.cleaned_data[f"seat_{row.pk}"]] for row in self.accepted}

    def alternates(self) -> dict[Nomination, Person]:
        """Who stands in, where somebody is named."""
        named = {row: self.cleaned_data[f"alternate_{row.pk}"] for row in self.accepted}
        return {row: person for row, person in named.items() if person}

    def exceptions(self) -> dict[Nomination, Translated]:
        """Why somebody may sit longer than the rules allow, where it was asked and said."""
        said = {row: self.text_of(f"exception_{row.pk}") for row in self.accepted}
        return {row: reason for row, reason in said.items() if reason}

    def refuse(self, sentence: str, *, nomination: Nomination, part: str) -> None:
        """Puts what stands against a seat beside the field that it is about."""
        names = (f"{part}_{nomination.pk}", f"{part}_{nomination.pk}__{self.languages[0]}")
        self.add_error(next((name for name in names if name in self.fields), None), sentence)


def _over_the_limit(
    selection: Selection, accepted: list[Nomination], seats: list[Seat]
) -> dict[int, str]:
    """By nomination: the sentence of the rules against another term, empty where there is none."""
    first = selection.term_starts_on
    rules = in_force(selection.forum, first)
    voting = next((seat for seat in seats if seat.votes), None)
    return {
        row.pk: terms.over_the_limit(voting, row.candidate, starts_on=first, rules=rules)
        if voting
        else ""
        for row in accepted
    }
