"""Forms to open a reporting round and to report in it."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from commitments.models import MilestoneStatus, ReportingRound, Update
from forums.domain import documents
from forums.forms.translation import Text, TranslatedFormMixin


class UpdateForm(TranslatedFormMixin, forms.ModelForm[Update]):
    """How far a milestone is, in the words of the responsible office, with proof."""

    texts: ClassVar[dict[str, Text]] = {
        "done": Text(_("What was done"), required=True, rows=4),
        "obstacles": Text(_("What stands in the way"), rows=3),
        "next_steps": Text(_("Next steps"), rows=3),
    }
    first: ClassVar[tuple[str, ...]] = ("status",)

    evidence_title = forms.CharField(
        label=_("Evidence: what it is"), required=False, max_length=200
    )
    evidence_url = forms.URLField(
        label=_("Evidence: link"), required=False, max_length=1000, assume_scheme="https"
    )
    evidence_file = forms.FileField(
        label=_("Evidence: file"), required=False, help_text=_("Up to 10 MB.")
    )

    class Meta:
        model = Update
        fields: ClassVar[list[str]] = ["status"]
        widgets: ClassVar[dict[str, forms.Widget]] = {"status": forms.RadioSelect()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        status = self.fields["status"]
        assert isinstance(status, forms.ChoiceField)
        status.choices = MilestoneStatus.choices

    def _post_clean(self) -> None:
        """The verb and the database check the whole row."""

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        file, url = clean.get("evidence_file"), clean.get("evidence_url")
        if file and url:
            self.add_error("evidence_url", _("Send a file or a link, not both."))
        if (file or url) and not clean.get("evidence_title"):
            self.add_error("evidence_title", _("Say in a few words what this proves."))
        if clean.get("evidence_title") and not (file or url):
            self.add_error("evidence_url", _("Give a link or choose a file."))
        if file:
            try:
                documents.check_file(file)
            except documents.FileRefused as refused:
                self.add_error("evidence_file", str(refused))
        return clean


class RoundForm(TranslatedFormMixin, forms.ModelForm[ReportingRound]):
    """When the responsible offices report, and the state of which day."""

    texts: ClassVar[dict[str, Text]] = {"title": Text(_("Title"), required=True, most=120)}

    class Meta:
        model = ReportingRound
        fields: ClassVar[list[str]] = ["as_of", "opens_on", "due_on"]
        widgets: ClassVar[dict[str, forms.Widget]] = {
            name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            for name in ("as_of", "opens_on", "due_on")
        }

    def _post_clean(self) -> None:
        """The verb and the database check the whole row."""

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        opens_on, due_on = clean.get("opens_on"), clean.get("due_on")
        if opens_on and due_on and due_on < opens_on:
            raise ValidationError({"due_on": _("The round cannot be due before it opens.")})
        return clean
