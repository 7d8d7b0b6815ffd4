"""Forms to prepare a plan, to record its hand-in and what crosses its way."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar, cast

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from action_plans.domain.rule_sets import rule_set
from action_plans.models import ActionPlan, RuleSetKey, Theme, Transition
from forums.forms.days import DayField
from forums.forms.translation import Text, TranslatedFormMixin

DUE_HELP = _("Leave it empty where it is the day of OGP’s rules.")
LONGEST = 5
"""Years that no plan of two or four exceeds, late or extended."""
TAKEN_WORDS = {"new"}


class ProposalForm(forms.Form):
    """For which rules and how long a plan dates are proposed."""

    rule_set = forms.ChoiceField(
        label=_("OGP's rules"), choices=RuleSetKey.choices, initial=RuleSetKey.STANDARDS_2021
    )
    years = forms.TypedChoiceField(
        label=_("Length"), coerce=int, choices=[(2, _("Two years")), (4, _("Four years"))]
    )

    def asked(self) -> tuple[str, int]:
        """What is asked for; a length that the rules do not know is two years."""
        chosen = self.cleaned_data if self.is_valid() else {}
        key = chosen.get("rule_set", RuleSetKey.STANDARDS_2021.value)
        years = chosen.get("years", 2)
        return key, years if years in rule_set(key).years else 2


class PlanForm(TranslatedFormMixin, forms.ModelForm[ActionPlan]):
    """A plan while it is made. Its address is chosen once."""

    texts: ClassVar[dict[str, Text]] = {
        "title": Text(_("Title"), required=True, most=200),
        "introduction": Text(_("Introduction"), rows=6),
        "efforts": Text(_("Open government efforts to date"), rows=6),
        "process": Text(
            _("How the plan was developed"),
            rows=6,
            help=_("The portal adds the figures: contributions, answers, meetings."),
        ),
    }
    first: ClassVar[tuple[str, ...]] = ("slug", "number")

    co_creation_starts_on = DayField(label=_("Co-creation starts"), required=False)
    starts_on = DayField(label=_("Implementation starts"))
    ends_on = DayField(label=_("Implementation ends"), help_text=_("This day is included."))
    due_on = DayField(label=_("Due to OGP"), required=False, help_text=DUE_HELP)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = ActionPlan
        fields: ClassVar[list[str]] = [
            *("slug", "number", "template", "rule_set", "years"),
            *("co_creation_starts_on", "starts_on", "ends_on", "due_on"),
        ]
        help_texts: ClassVar[dict[str, str | Promise]] = {
            "slug": _("As in 2025-2027. It stands in the address of every page of the plan."),
            "number": _("1 for the forum’s first plan, 2 for its second."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["slug"]

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if slug in TAKEN_WORDS:
            raise forms.ValidationError(_("This word is taken. Choose another one."))
        if self.forum.plans.filter(slug=slug).exists():
            raise forms.ValidationError(_("Another plan of this forum has this address."))
        return slug

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        self._check_length(clean)
        self._check_days(clean)
        return clean

    def _check_length(self, clean: dict[str, Any]) -> None:
        key, years = clean.get("rule_set"), clean.get("years")
        if key and years and years not in rule_set(key).years:
            self.add_error("years", _("These rules know plans of two years alone."))

    def _check_days(self, clean: dict[str, Any]) -> None:
        starts, ends = clean.get("starts_on"), clean.get("ends_on")
        begun = clean.get("co_creation_starts_on")
        if starts and ends and ends <= starts:
            self.add_error("ends_on", _("A plan ends after it starts."))
        elif starts and ends and ends - starts > dt.timedelta(days=366 * LONGEST):
            self.add_error("ends_on", _("A plan lasts two or four years. Check the day."))
        if starts and begun and begun >= starts:
            self.add_error(
                "co_creation_starts_on", _("Co-creation starts before implementation does.")
            )

    def _post_clean(self) -> None:
        """The verb and the database check the whole row."""

    def values(self) -> dict[str, Any]:
        values = super().values()
        values.pop("seen", None)
        return values


class AdoptedPlanForm(forms.ModelForm[ActionPlan]):
    """What can still be changed of an adopted plan by hand."""

    due_on = DayField(label=_("Due to OGP"), required=False, help_text=DUE_HELP)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = ActionPlan
        fields: ClassVar[list[str]] = ["due_on"]

    def _post_clean(self) -> None:
        """The verb and the database check the whole row."""

    def values(self) -> dict[str, Any]:
        """What is to be saved."""
        return {"due_on": self.cleaned_data["due_on"]}


class ThemeForm(TranslatedFormMixin, forms.ModelForm[Theme]):
    """One theme; an empty one is left out."""

    texts: ClassVar[dict[str, Text]] = {"name": Text(_("Name"), most=120)}

    class Meta:
        model = Theme
        fields: ClassVar[list[str]] = []

    def _post_clean(self) -> None:
        """Position and plan are set when the plan is saved."""

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        named = any(clean.get(f"name__{code}") for code in self.languages)
        if self.instance.pk and not named and not clean.get("DELETE"):
            raise forms.ValidationError(
                {f"name__{self.languages[0]}": _("Give the theme a name, or remove it.")}
            )
        return clean


class BaseThemeFormSet(forms.BaseModelFormSet[Theme, ThemeForm]):
    """The themes of one plan, in the order in which they stand on the page."""

    def add_fields(self, form: ThemeForm, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Remove this theme")

    def rows(self) -> list[dict[str, Any]]:
        """What the plan is to have: `pk` (None for a new one) and the name of each theme."""
        kept = [
            form
            for form in self.forms
            if not form.cleaned_data.get("DELETE") and (form.instance.pk or form.has_changed())
        ]
        return [{"pk": form.instance.pk, "name": form.text_of("name")} for form in kept]


ThemeFormSet = cast(
    "type[BaseThemeFormSet]",
    forms.modelformset_factory(
        Theme,
        form=ThemeForm,
        formset=BaseThemeFormSet,
        extra=3,
        can_delete=True,
        can_delete_extra=False,
        max_num=60,
        absolute_max=120,
    ),
)


class DeliveryForm(forms.Form):
    """When the plan stood on OGP's site, and where."""

    on = DayField(label=_("Handed in on"), help_text=_("The day on which it stood on OGP’s site."))
    url = forms.URLField(
        label=_("Its address on OGP’s site"),
        max_length=1000,
        assume_scheme="https",
        help_text=_("Everybody can see there that it was handed in."),
    )


class TransitionForm(TranslatedFormMixin, forms.ModelForm[Transition]):
    """An election or a change of government, and what the forum does about it."""

    texts: ClassVar[dict[str, Text]] = {
        "title": Text(_("Title"), required=True, most=200),
        "note": Text(_("What the forum does about it"), rows=4, most=5000),
    }

    starts_on = DayField(label=_("From"))
    ends_on = DayField(label=_("Until"), help_text=_("This day is included."))

    class Meta:
        model = Transition
        fields: ClassVar[list[str]] = ["kind", "starts_on", "ends_on"]

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        starts, ends = clean.get("starts_on"), clean.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("It cannot end before it begins."))
        return clean

    def _post_clean(self) -> None:
        """The verb and the database check the whole row."""
