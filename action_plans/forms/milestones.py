"""The form of a milestone of a draft."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from action_plans.domain.milestones import fingerprint
from action_plans.models import DraftMilestone
from forums.forms.standing import SeenMixin
from forums.forms.translation import Text, TranslatedFormMixin
from forums.models import Organisation, Sector


class MilestoneForm(SeenMixin, TranslatedFormMixin, forms.ModelForm[DraftMilestone]):
    """A verifiable step with its dates and one responsible office."""

    state_of = fingerprint
    texts: ClassVar[dict[str, Text]] = {
        "title": Text(_("What will be there to see"), required=True, most=300),
        "outputs": Text(
            _("Expected outputs"),
            rows=3,
            help=_("What can be held in hand: a law, a page, data, a report."),
            most=2000,
        ),
    }

    class Meta:
        model = DraftMilestone
        fields: ClassVar[list[str]] = ["starts_on", "due_on", "responsible"]
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        responsible = self.fields["responsible"]
        assert isinstance(responsible, forms.ModelChoiceField)
        responsible.queryset = Organisation.objects.filter(sector=Sector.GOVERNMENT)

    def _post_clean(self) -> None:
        """The verb and the database check the whole row."""

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        starts_on, due_on = clean.get("starts_on"), clean.get("due_on")
        if starts_on and due_on and due_on < starts_on:
            raise ValidationError({"due_on": _("It cannot be due before it starts.")})
        return clean
