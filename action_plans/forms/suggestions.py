"""Forms to suggest a change of an answer, and to answer a suggestion."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class SuggestionForm(forms.Form):
    """The answer as somebody would have it. `submission` makes a double click one suggestion."""

    text = forms.CharField(
        label=_("The answer as you would have it"),
        help_text=_("Change the text itself. Others see word by word what you changed."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        max_length=20000,
    )
    why = forms.CharField(
        label=_("Why"),
        help_text=_("A sentence that helps the authors to decide."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    base_number = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    submission = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["submission"].initial = uuid.uuid4


class DeclineForm(forms.Form):
    """Why a suggestion is declined; everybody can read it."""

    why = forms.CharField(
        label=_("A word why"),
        help_text=_("The suggester is told, and everybody can read it."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say in a word why.")},
    )


class SettleForm(forms.Form):
    """The text in which an author puts a suggestion and a later edit together."""

    text = forms.CharField(
        label=_("The text with both in it"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        max_length=20000,
    )
    base_number = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
