"""The forms with which a commitment is carried on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from action_plans.models import ActionPlan
from commitments.domain import continuations
from commitments.models import Commitment


class CarryOnForm(forms.Form):
    """In which plan that is being made a draft is started."""

    plan = forms.ModelChoiceField(
        ActionPlan.objects.none(), label=_("In which plan"), empty_label=None
    )

    def __init__(self, *args: Any, commitment: Commitment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plans = self.fields["plan"]
        assert isinstance(plans, forms.ModelChoiceField)
        plans.queryset = continuations.open_plans(commitment)


class CommitmentChoice(forms.ModelChoiceField[Commitment]):
    """A commitment, named with its plan."""

    def label_from_instance(self, row: Commitment) -> str:
        return f"{row.plan}: {row.number}. {row.title}"


class LinkForm(forms.Form):
    """Which commitment of a later plan goes on with it."""

    later = CommitmentChoice(Commitment.objects.none(), label=_("Goes on in"))

    def __init__(self, *args: Any, commitment: Commitment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        later = self.fields["later"]
        assert isinstance(later, forms.ModelChoiceField)
        later.queryset = continuations.later_commitments(commitment)
