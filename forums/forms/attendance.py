"""Forms to record who took which seat, and to check in with the room's code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from forums.models import Attendance, Presence, Term


class AttendanceForm(forms.Form):
    """Who took which seat, one choice for each term that ran on the meeting's day.

    Each choice carries what the page showed before, so that who saves an old page takes nothing
    back that somebody else recorded meanwhile.
    """

    def __init__(
        self, *args: Any, terms: list[Term], before: Mapping[int, Attendance], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.terms = {f"term_{term.pk}": term for term in terms}
        for name, term in self.terms.items():
            row = before.get(term.pk)
            label = f"{term.person.name}, {term.seat}"
            if term.alternate is not None:
                label = _("%(seat)s (alternate: %(name)s)") % {
                    "seat": label,
                    "name": term.alternate.name,
                }
            self.fields[name] = forms.ChoiceField(
                label=label,
                choices=[("", _("Not recorded")), *Presence.choices],
                required=False,
                initial=row.presence if row else "",
                show_hidden_initial=True,
                help_text=_("Checked in with the code.") if row and row.checked_in_at else "",
            )

    def by_sector(self) -> list[tuple[str, list[tuple[forms.BoundField, SafeString]]]]:
        """The fields under the names of their sectors, each with what the page showed before."""
        sectors: dict[str, list[tuple[forms.BoundField, SafeString]]] = {}
        for name, term in self.terms.items():
            field = self[name]
            rows = sectors.setdefault(str(term.seat.get_sector_display()), [])
            rows.append((field, field.as_hidden(only_initial=True)))
        return list(sectors.items())

    def presence(self) -> dict[Term, str]:
        """The choices that were changed, by term; empty where a record is taken back."""
        return {self.terms[name]: self.cleaned_data[name] for name in self.changed_data}


class CheckInForm(forms.Form):
    """The code that is shown in the room."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        help_text=_("Six letters and digits, as they are shown in the room."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "code-input",
            }
        ),
    )
