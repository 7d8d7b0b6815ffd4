"""Between which days, and about what, somebody wants to read what changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from action_plans.models import ActionPlan
from commitments.models import Commitment
from forums.domain.happenings import Kind

FIRST_DAY = dt.date(2000, 1, 1)


class ChangesForm(forms.Form):
    """Two days, both included; a kind of thing, a plan and a commitment of it."""

    since = forms.DateField(
        label=_("Since"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    kind = forms.ChoiceField(label=pgettext_lazy("a filter", "What it is about"), required=False)
    plan = forms.ChoiceField(label=_("Plan"), required=False)
    commitment = forms.ChoiceField(label=_("Commitment"), required=False)

    def __init__(
        self, data: Any, *, plans: Iterable[ActionPlan], commitments: Iterable[Commitment]
    ) -> None:
        super().__init__(data)
        self._choices("kind", pgettext_lazy("kinds of happenings", "Everything"), Kind.choices)
        of_plans = [(plan.slug, str(plan.title)) for plan in plans]
        self._choices("plan", pgettext_lazy("plans", "All"), of_plans)
        of_plan = [(str(row.number), f"{row.number}. {row.title}") for row in commitments]
        if of_plan:
            self._choices("commitment", pgettext_lazy("commitments", "All"), of_plan)
        else:
            del self.fields["commitment"]

    def _choices(self, name: str, every: Any, choices: list[Any]) -> None:
        field: Any = self.fields[name]
        field.choices = [("", every), *choices]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", _("This day is before the first one."))
        for name, day in (("since", since), ("until", until)):
            if day and not FIRST_DAY <= day <= dt.date(2100, 1, 1):
                self.add_error(name, _("Give a day between 2000 and 2100."))
        return data
