"""The form under everything that can be discussed."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class Trapped(forms.BaseForm):
    """A form with a field that people do not see and machines fill in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["website"] = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("This looks like an automatic message."))
        return ""


class CommentForm(Trapped, forms.Form):
    """A comment. `submission` makes a double click one comment."""

    text = forms.CharField(
        label=_("Your comment"), widget=forms.Textarea(attrs={"rows": 4}), max_length=5000
    )
    parent = forms.IntegerField(required=False, widget=forms.HiddenInput)
    is_official = forms.BooleanField(label=_("Official answer of the forum"), required=False)
    question = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    submission = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["submission"].initial = uuid.uuid4
