"""The form with which somebody asks the office behind a commitment."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from commitments.models import OfficeQuestion


class QuestionForm(forms.ModelForm[OfficeQuestion]):
    """The question. `submission` makes one of two clicks."""

    submission = forms.UUIDField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = OfficeQuestion
        fields: ClassVar[list[str]] = ["text"]
        widgets: ClassVar[dict[str, Any]] = {"text": forms.Textarea(attrs={"rows": 8})}
