"""The form with which a plan is adopted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from action_plans.models import ActionPlan, Draft
from forums.forms.choosing import DecisionChoice
from forums.models import Outcome


class AdoptionForm(forms.Form):
    """By which published decision of the forum the plan is adopted, and in which order.

    For each draft a field `number_<its id>`: the number of its commitment.
    """

    decision = DecisionChoice(label=_("The decision that adopts the plan"))

    def __init__(
        self, *args: Any, plan: ActionPlan, drafts: Sequence[Draft], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        decision = self.fields["decision"]
        assert isinstance(decision, DecisionChoice)
        decision.offer(plan.forum, only=Q(outcome=Outcome.ADOPTED))
        self.drafts = drafts
        for number, draft in enumerate(drafts, start=1):
            self.fields[f"number_{draft.pk}"] = forms.IntegerField(
                label=str(draft.title),
                initial=number,
                min_value=1,
                max_value=len(drafts),
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        taken: dict[int, str] = {}
        for draft in self.drafts:
            name = f"number_{draft.pk}"
            number = clean.get(name)
            if number in taken:
                self.add_error(name, _("Another commitment has this number. Give each its own."))
            elif number:
                taken[number] = name
        return clean

    def numbers(self) -> dict[int, int]:
        """The chosen numbers by the drafts' ids."""
        return {draft.pk: self.cleaned_data[f"number_{draft.pk}"] for draft in self.drafts}

    def rows(self) -> list[tuple[Draft, forms.BoundField]]:
        """Each draft with the field of its number."""
        return [(draft, self[f"number_{draft.pk}"]) for draft in self.drafts]
