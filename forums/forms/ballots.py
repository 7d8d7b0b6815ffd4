"""Forms of the vote: the ballot, the roll, a receipt."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from forums.domain import ballots
from forums.models import Nomination, Person


class BallotForm(forms.Form):
    """A ballot: at most so many candidates as there are seats; none is a blank ballot.

    `receipt` was drawn with the page, so that a double click is one ballot.
    """

    choices = forms.TypedMultipleChoiceField(
        coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    receipt = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, candidates: list[Nomination], most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.most = most
        choices = self.fields["choices"]
        assert isinstance(choices, forms.TypedMultipleChoiceField)
        choices.choices = [
            (row.number, f"{row.number}. {row.organisation}, {row.candidate.name}")
            for row in candidates
        ]
        choices.label = ngettext("Choose one, or none", "Choose up to %(most)d, or none", most) % {
            "most": most
        }
        choices.help_text = _("Without a choice it is a blank ballot, which is counted as such.")
        self.fields["receipt"].initial = ballots.fresh_receipt

    def clean_choices(self) -> list[int]:
        chosen: list[int] = self.cleaned_data["choices"]
        if len(chosen) > self.most:
            raise ValidationError(_("Choose at most %(most)d.") % {"most": self.most})
        return chosen


class RollForm(forms.Form):
    """Organisations that may vote, one a line, each with the address of who votes for it."""

    lines = forms.CharField(
        label=gettext_lazy("Organisations and who votes for them"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy(
            "One a line: the organisation's name, a semicolon, and the e-mail address of the "
            "person who votes for it. She needs an account."
        ),
    )

    def clean_lines(self) -> list[tuple[str, Person]]:
        typed: list[tuple[str, str]] = []
        wrong = []
        for line in filter(None, map(str.strip, self.cleaned_data["lines"].splitlines())):
            name, _separator, address = (part.strip() for part in line.rpartition(";"))
            if not name or "@" not in address:
                wrong.append(_("“%(line)s” has no name, semicolon and address.") % {"line": line})
            typed.append((name, address.lower()))
        found = {
            person.email: person
            for person in Person.objects.filter(
                email__in=[address for _name, address in typed], is_active=True
            )
        }
        for _name, address in typed:
            if "@" in address and address not in found:
                wrong.append(
                    _("Nobody has an account with %(address)s. Ask them to sign up first.")
                    % {"address": address}
                )
        if wrong:
            raise ValidationError(wrong)
        return [(name, found[address]) for name, address in typed]


class ReceiptForm(forms.Form):
    """A receipt that somebody looks up."""

    receipt = forms.CharField(
        label=gettext_lazy("Your receipt"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
