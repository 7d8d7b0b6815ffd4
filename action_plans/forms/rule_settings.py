"""The form in which a forum sets a number of OGP's rules by its own reading."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from action_plans.domain.rule_sets import Number
from action_plans.domain.rule_settings import MOST


class RuleSettingForm(forms.Form):
    """The number, and where it is written."""

    value = forms.IntegerField(label=_("Number"), min_value=1, max_value=MOST)
    basis = forms.CharField(
        label=_("Where this is written"),
        max_length=300,
        help_text=_("For example a page of OGP’s handbook, with its year. Everybody reads it."),
    )

    def __init__(self, *args: Any, number: Number, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].label = str(number.label)
        self.fields["value"].initial = number.value
        self.fields["basis"].initial = number.basis
