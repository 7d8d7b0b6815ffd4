"""How often somebody wants to hear of a thing."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from forums.models import Pace


class PaceForm(forms.Form):
    """At once, once a day or once a week."""

    pace = forms.ChoiceField(
        label=_("How often do you want to hear of it?"),
        choices=Pace.choices,
        initial=Pace.WEEKLY,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose one of these.")},
    )
