"""The form that keeps a mapping under a name."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class SaveMappingForm(forms.Form):
    """The name under which the forum keeps a mapping."""

    slug = forms.SlugField(
        label=_("Name"),
        max_length=60,
        help_text=_("Letters, digits and hyphens. A mapping of this name is replaced."),
    )
