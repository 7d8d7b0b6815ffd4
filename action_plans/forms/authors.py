"""The form that asks somebody to write a draft too."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class AuthorForm(forms.Form):
    """By her address; a name only where the portal does not know her yet."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    name = forms.CharField(
        label=_("Name"),
        help_text=_("Only where she has no account yet."),
        required=False,
        max_length=150,
    )
