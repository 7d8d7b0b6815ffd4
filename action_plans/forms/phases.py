"""The form for a phase: when it is, and what can be done in it by whom."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from action_plans.models import Act, ActionPlan, Phase, Who
from forums.forms.days import DayField
from forums.forms.translation import Text, TranslatedFormMixin


class PhaseForm(TranslatedFormMixin, forms.ModelForm[Phase]):
    """A phase with its days. `seen` is the fingerprint of what the person has before her."""

    texts: ClassVar[dict[str, Text]] = {
        "title": Text(_("Title"), required=True, most=150),
        "description": Text(
            _("What happens"),
            rows=4,
            help=_("In two or three sentences: what people can do, where and how."),
            most=2_000,
        ),
    }
    first: ClassVar[tuple[str, ...]] = ("kind",)

    opens_on = DayField(label=_("First day"))
    closes_on = DayField(label=_("Last day"))
    move_later = forms.BooleanField(
        label=_("Move the later phases by as many days as the last day moves"), required=False
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Phase
        fields: ClassVar[list[str]] = ["kind", "opens_on", "closes_on"]

    def __init__(self, *args: Any, plan: ActionPlan, **kwargs: Any) -> None:
        phase: Phase | None = kwargs.get("instance")
        super().__init__(*args, forum=plan.forum, **kwargs)
        stored = {row.act: row.who for row in phase.acts.all()} if phase and phase.pk else {}
        for act in Act:
            self.fields[self.field_of(act)] = forms.ChoiceField(
                label=act.label,
                choices=[("", _("Not in this phase")), *Who.choices],
                required=False,
                initial=stored.get(act, ""),
            )
        if phase is None or phase.pk is None:
            del self.fields["move_later"]
        else:
            self.order_fields([*(name for name in self.fields if name != "move_later")])

    @staticmethod
    def field_of(act: str) -> str:
        """The name of the field that says by whom an act can be done."""
        return f"who_{act}"

    def _post_clean(self) -> None:
        """The verb and the database check the whole row."""

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        opens_on, closes_on = clean.get("opens_on"), clean.get("closes_on")
        if opens_on and closes_on and closes_on < opens_on:
            self.add_error("closes_on", _("The last day lies before the first."))
        return clean

    def values(self) -> dict[str, Any]:
        """The clean data for the verb, with `acts` by act."""
        values = super().values()
        named = {act.value: values.pop(self.field_of(act)) for act in Act}
        values["acts"] = {act: who for act, who in named.items() if who}
        return values
