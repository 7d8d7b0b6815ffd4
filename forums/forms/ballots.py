"""Forms of the vote: the ballot, the roll, a receipt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from forums.forms.selections import PersonByMail
from forums.forms.translation import Text, TranslatedFormMixin
from forums.models import Nomination, Person

LONGEST_NAME = 200
MOST_LINES = 500


class BallotForm(forms.Form):
    """A ballot: at most so many candidates as there are seats; none is a blank ballot.

    `receipt` was drawn with the page, so that a double click is one ballot.
    """

    choices = forms.TypedMultipleChoiceField(
        coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    receipt = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        candidates: list[Nomination],
        most: int,
        receipt: Callable[[], str],
        **kwargs: Any,
    ) -> None:
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
        self.fields["receipt"].initial = receipt

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
        if len(self.cleaned_data["lines"].splitlines()) > MOST_LINES:
            raise ValidationError(_("Enter at most %(most)d lines at once.") % {"most": MOST_LINES})
        for line in filter(None, map(str.strip, self.cleaned_data["lines"].splitlines())):
            name, _separator, address = (part.strip() for part in line.rpartition(";"))
            if len(name) > LONGEST_NAME:
                wrong.append(
                    _("“%(line)s…” is too long for a name.") % {"line": line[:LONGEST_NAME]}
                )
            elif not name or "@" not in address:
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


class ReplacementForm(TranslatedFormMixin, forms.Form):
    """Who votes for an organisation from now on, and why."""

    texts: ClassVar[dict[str, Text]] = {
        "reason": Text(
            gettext_lazy("Why does somebody else vote?"),
            required=True,
            rows=3,
            help=gettext_lazy(
                "Everybody can read it in the account of this selection, with the organisation's "
                "name. Do not name the person who votes."
            ),
        )
    }
    first: ClassVar[tuple[str, ...]] = ("voter",)
    voter = PersonByMail(label=gettext_lazy("E-mail address of the person who votes from now on"))


class ReceiptForm(forms.Form):
    """A receipt that somebody looks up."""

    receipt = forms.CharField(
        label=gettext_lazy("Your receipt"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
