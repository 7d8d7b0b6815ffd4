"""Days as people type or pick them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

FIRST, LAST = dt.date(1990, 1, 1), dt.date(2199, 12, 31)
"""Nothing that a forum does lies outside, so anything else is a slip of the hand."""


def _within(day: dt.date) -> None:
    if not FIRST <= day <= LAST:
        raise ValidationError(
            _("Give a year from %(first)d to %(last)d."),
            params={"first": FIRST.year, "last": LAST.year},
        )


class DayField(forms.DateField):
    """A day within two hundred years."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, validators=[_within], **options)
