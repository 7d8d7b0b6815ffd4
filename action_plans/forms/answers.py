"""The form of one answer of a draft."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class AnswerForm(forms.Form):
    """One answer in one language, with the number of the revision it was written on."""

    text = forms.CharField(
        label=_("Your answer"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        max_length=20000,
    )
    base_number = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, question: str, language: str, **kwargs: Any) -> None:
        """Several of them can stand on one page, so that their ids begin with the question."""
        kwargs["auto_id"] = f"{question}_%s"
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["lang"] = language
