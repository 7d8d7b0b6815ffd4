"""Forms to open and change a reporting round, to report in it as a whole, and to check what came in."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments.domain import commitment_reports, rounds
from commitments.domain.half_years import Proposed
from commitments.domain.reporting import NotReady, check_report
from commitments.forms.updates import show_faults
from commitments.models import CommitmentReport, GovernmentStatus, ReportingRound
from forums.domain.dates import full_date
from forums.forms.days import DayField
from forums.forms.standing import SeenMixin
from forums.forms.translation import Text, TranslatedFormMixin
from forums.models import Forum


class RoundForm(SeenMixin, TranslatedFormMixin, forms.ModelForm[ReportingRound]):
    """When the responsible offices report, and the state of which day."""

    state_of = rounds.fingerprint
    texts: ClassVar[dict[str, Text]] = {"title": Text(_("Title"), required=True, most=120)}

    class Meta:
        model = ReportingRound
        fields: ClassVar[list[str]] = ["as_of", "opens_on", "due_on"]
        field_classes: ClassVar[dict[str, type[forms.Field]]] = dict.fromkeys(
            ("as_of", "opens_on", "due_on"), DayField
        )

    def _post_clean(self) -> None:
        """The verb and the database check the whole row."""

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        opens_on, due_on = clean.get("opens_on"), clean.get("due_on")
        if opens_on and due_on and due_on < opens_on:
            raise ValidationError({"due_on": _("The round cannot be due before it opens.")})
        return clean


class RoundDaysForm(RoundForm):
    """Until when a round is open in which something was handed in."""

    texts: ClassVar[dict[str, Text]] = {}

    class Meta(RoundForm.Meta):
        fields: ClassVar[list[str]] = ["opens_on", "due_on"]


def as_initial(proposed: Proposed, forum: Forum) -> dict[str, Any]:
    """A proposed round as a form begins with it, titled in the forum's languages."""
    title = {}
    for code in forum.languages:
        with translation.override(code):
            title[code] = gettext("State of %(day)s") % {"day": full_date(proposed.as_of)}
    days = ("as_of", "opens_on", "due_on")
    return {"title": title, **{name: getattr(proposed, name) for name in days}}


class CommitmentReportForm(SeenMixin, TranslatedFormMixin, forms.ModelForm[CommitmentReport]):
    """How far a commitment is as a whole, in the government's own four values."""

    state_of = commitment_reports.fingerprint
    texts: ClassVar[dict[str, Text]] = {
        "text": Text(_("In short"), rows=4),
        "obstacles": Text(
            _("What stands in the way"),
            rows=3,
            help=_("Needed where it has not started or is limited."),
        ),
    }
    first: ClassVar[tuple[str, ...]] = ("status",)

    class Meta:
        model = CommitmentReport
        fields: ClassVar[list[str]] = ["status"]
        widgets: ClassVar[dict[str, forms.Widget]] = {"status": forms.RadioSelect()}

    def __init__(self, *args: Any, hand_in: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hand_in = hand_in
        status = self.fields["status"]
        assert isinstance(status, forms.ChoiceField)
        status.choices = GovernmentStatus.choices

    def _post_clean(self) -> None:
        """The verb and the database check the whole row."""

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        if self.hand_in and "status" in clean:
            try:
                check_report(clean["status"], self.text_of("text"), self.text_of("obstacles"))
            except NotReady as refused:
                show_faults(self, refused)
        return clean


class AskForm(forms.Form):
    """What a coordinator asks an office to change before she publishes it."""

    asks = forms.CharField(
        label=_("What is to be changed"), max_length=2000, widget=forms.Textarea({"rows": 3})
    )
