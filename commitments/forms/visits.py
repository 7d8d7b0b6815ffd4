"""The form for a monitoring visit or a meeting with an office."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from action_plans.models import ActionPlan
from commitments.domain.monitoring_visits import fingerprint
from commitments.forms.monitoring import MeetingChoice
from commitments.models import Commitment, MonitoringVisit
from commitments.models.visits import VisitKind
from forums.forms.days import DayField
from forums.forms.standing import SeenMixin
from forums.forms.translation import Text, TranslatedFormMixin
from forums.models import Meeting, Organisation


class CommitmentChoices(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Commitments by number and title."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.number}. {obj.title}"


class VisitForm(SeenMixin, TranslatedFormMixin, forms.ModelForm[MonitoringVisit]):
    """When and where, who took part, and what was seen and said."""

    state_of = fingerprint
    texts: ClassVar[dict[str, Text]] = {
        "title": Text(_("Title"), required=True, most=200),
        "place": Text(_("Place"), most=200),
        "took_part": Text(
            _("Who took part"),
            rows=3,
            most=2_000,
            help=_(
                "Organisations and offices with how many people. Name nobody who did not agree."
            ),
        ),
        "notes": Text(_("What was seen and said"), required=True, rows=8),
    }
    first: ClassVar[tuple[str, ...]] = ("kind",)

    held_on = DayField(label=_("Day"))
    commitments = CommitmentChoices(
        label=_("About which commitments?"),
        queryset=Commitment.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    offices: Any = forms.ModelMultipleChoiceField(
        label=_("Which offices were there?"),
        queryset=Organisation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    meeting = MeetingChoice(
        label=_("Meeting of the forum"),
        queryset=Meeting.objects.none(),
        required=False,
        empty_label=_("None"),
        help_text=_("Where it took place at one."),
    )

    class Meta:
        model = MonitoringVisit
        fields: ClassVar[list[str]] = ["kind", "held_on", "commitments", "offices", "meeting"]
        widgets: ClassVar[dict[str, forms.Widget]] = {"kind": forms.RadioSelect()}

    def __init__(self, *args: Any, plan: ActionPlan, **kwargs: Any) -> None:
        super().__init__(*args, forum=plan.forum, **kwargs)
        self.plan = plan
        of_plan = Q(commitments_led__plan=plan) | Q(milestones__commitment__plan=plan)
        if self.instance.pk:
            of_plan |= Q(visits=self.instance.pk)
        rows: dict[str, Any] = {
            "commitments": plan.commitments.order_by("number"),
            "offices": Organisation.objects.filter(
                pk__in=Organisation.objects.filter(of_plan).order_by().values("pk")
            ).order_by("slug"),
            "meeting": Meeting.objects.filter(forum=plan.forum).order_by("-starts_at"),
        }
        for name, queryset in rows.items():
            self.fields[name].queryset = queryset  # type: ignore[attr-defined]
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = VisitKind.choices

    def _post_clean(self) -> None:
        """The verb and the database check the whole row."""

    def clean_held_on(self) -> Any:
        day = self.cleaned_data["held_on"]
        if day > self.plan.forum.today:
            raise ValidationError(
                _("This day is still to come. Record a visit when it has taken place.")
            )
        return day
