"""The form with which a plan is adopted."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from action_plans.models import ActionPlan
from forums.models import Decision, Outcome


class AdoptionForm(forms.Form):
    """By which published decision of the forum the plan is adopted."""

    decision: forms.ModelChoiceField[Decision] = forms.ModelChoiceField(
        queryset=None, label=_("The decision that adopts the plan")
    )

    def __init__(self, *args: Any, plan: ActionPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["decision"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Decision.objects.public().filter(forum=plan.forum, outcome=Outcome.ADOPTED)
