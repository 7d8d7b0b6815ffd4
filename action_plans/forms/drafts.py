"""Forms to start a draft, answer one question of it, and add a milestone."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from action_plans.models import ActionPlan, Contribution, Draft, DraftMilestone
from forums.forms.translation import Text, TranslatedFormMixin
from forums.models import Organisation, Sector


class DraftForm(TranslatedFormMixin, forms.ModelForm[Draft]):
    """What a draft is called, its theme, who leads, and what contributions it takes up."""

    texts: ClassVar[dict[str, Text]] = {"title": Text(_("Title"), required=True, most=200)}

    class Meta:
        model = Draft
        fields: ClassVar[list[str]] = ["theme", "lead", "contributions"]
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "contributions": forms.CheckboxSelectMultiple(),
        }

    def __init__(self, *args: Any, plan: ActionPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (
            ("theme", plan.themes.all()),
            ("lead", Organisation.objects.filter(sector=Sector.GOVERNMENT)),
            ("contributions", Contribution.objects.public().filter(plan=plan).order_by("number")),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
        self.fields["theme"].label = _("Theme")
        self.fields["contributions"].label = _("Contributions that this draft takes up")

    def _post_clean(self) -> None:
        """The verb and the database check the whole row."""


class AnswerForm(forms.Form):
    """One answer in one language, with the number of the revision it was written on."""

    text = forms.CharField(
        label=_("Your answer"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=20000,
    )
    base_number = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class MilestoneForm(TranslatedFormMixin, forms.ModelForm[DraftMilestone]):
    """A verifiable step with its dates and one responsible office."""

    texts: ClassVar[dict[str, Text]] = {
        "title": Text(_("What will be there to see"), required=True, most=300)
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
