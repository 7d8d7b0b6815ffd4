"""The form that gives a plan more time, and its milestones new days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from action_plans.models import ActionPlan
from commitments.models import Milestone
from forums.forms.choosing import DecisionChoice, DocumentChoice
from forums.forms.days import DayField
from forums.forms.translation import Text, TranslatedFormMixin


class ExtensionForm(TranslatedFormMixin, forms.Form):
    """The plan's new end, why, on what basis; and a day for each milestone that is not done."""

    texts: ClassVar[dict[str, Text]] = {
        "reason": Text(_("Why the plan gets more time"), required=True, rows=4, most=5000)
    }
    first: ClassVar[tuple[str, ...]] = ("ends_on",)

    ends_on = DayField(label=_("New end"), help_text=_("This day is included."))
    basis = DocumentChoice(
        label=_("Basis"),
        help_text=_("The published document that allows it, such as a resolution of OGP."),
    )
    decision = DecisionChoice(label=_("Decision of the forum"), required=False)

    def __init__(self, *args: Any, plan: ActionPlan, **kwargs: Any) -> None:
        super().__init__(*args, forum=plan.forum, **kwargs)
        self.plan = plan
        basis, decision = self.fields["basis"], self.fields["decision"]
        assert isinstance(basis, DocumentChoice)
        assert isinstance(decision, DecisionChoice)
        basis.offer(plan.forum)
        decision.offer(plan.forum)

    def clean_ends_on(self) -> dt.date:
        ends: dt.date = self.cleaned_data["ends_on"]
        if ends <= self.plan.ends_on:
            raise forms.ValidationError(_("Choose a day after the one on which the plan ends now."))
        return ends


class MilestoneDaysForm(forms.Form):
    """A new day for each milestone that gets more time."""

    prefix = "milestone"

    def __init__(
        self, *args: Any, milestones: Sequence[Milestone], ends_on: dt.date | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.milestones, self.ends_on = milestones, ends_on
        for milestone in milestones:
            self.fields[str(milestone.pk)] = DayField(
                label=f"{milestone.number} {milestone.title}", required=False
            )

    def rows(self) -> list[tuple[Milestone, forms.BoundField]]:
        """Each milestone with the field for its new day."""
        return [(row, self[str(row.pk)]) for row in self.milestones]

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        for row in self.milestones:
            if day := clean.get(str(row.pk)):
                self._check(row, day)
        return clean

    def _check(self, row: Milestone, day: dt.date) -> None:
        if row.due_on and day <= row.due_on:
            self.add_error(str(row.pk), _("Choose a day after the one that it has now."))
        elif self.ends_on and day > self.ends_on:
            self.add_error(str(row.pk), _("The plan ends before this day."))

    def days(self) -> dict[int, dt.date]:
        """The new days by the milestones' ids."""
        return {int(name): day for name, day in self.cleaned_data.items() if day}
