"""The form that makes one meeting into a series."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from forums.domain.recurrence import MOST

WEEKS, MONTHS = "weeks", "months"


class RepeatForm(forms.Form):
    """Whether more meetings like this one are called, and how far apart."""

    repeat = forms.ChoiceField(
        label=_("Call more like it"),
        choices=[
            ("", _("No, this one only")),
            (MONTHS, _("By months, on the same weekday of the month")),
            (WEEKS, _("By weeks")),
        ],
        required=False,
    )
    every = forms.IntegerField(
        label=_("Every how many months or weeks"), min_value=1, max_value=52, required=False
    )
    more = forms.IntegerField(
        label=_("How many more"),
        min_value=1,
        max_value=MOST,
        required=False,
        help_text=_("Each is a draft of its own at the same hour."),
    )

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        if clean.get("repeat"):
            for name in ("every", "more"):
                if name not in self.errors and not clean.get(name):
                    self.add_error(name, ValidationError(_("Give a number.")))
        return clean

    def asked(self) -> dict[str, int] | None:
        """What `series.call` is to do; None where the meeting stays alone."""
        clean = self.cleaned_data
        if not clean.get("repeat"):
            return None
        return {"count": clean["more"], f"every_{clean['repeat']}": clean["every"]}
