"""The form with which anybody says what she saw of a commitment."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from commitments.models import Commitment, Observation
from forums.domain import documents
from forums.forms.comments import Trapped
from forums.forms.days import DayField


class ObservationForm(Trapped, forms.ModelForm[Observation]):
    """What was seen, when and where. `submission` makes a double click one."""

    seen_on = DayField(label=_("When did you see it?"))
    file = forms.FileField(
        label=_("A file"),
        required=False,
        widget=forms.FileInput,
        help_text=_(
            "A photo, a letter or a table, up to 10 MB. Everybody can open it. If this form comes"
            " back to you, choose the file again."
        ),
    )
    url = forms.URLField(
        label=_("Or a link"), required=False, max_length=1000, assume_scheme="https"
    )
    submission = forms.UUIDField(required=False, widget=forms.HiddenInput)
    field_order = ("text", "milestone", "seen_on", "place", "file", "url")

    class Meta:
        model = Observation
        fields: ClassVar[list[str]] = ["text", "milestone", "place"]
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "text": forms.Textarea(attrs={"rows": 6}),
        }
        labels: ClassVar[dict[str, Any]] = {
            "text": _("What did you see?"),
            "milestone": _("Which milestone is it about?"),
            "place": _("Where?"),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "text": _(
                "Write what you saw yourself, and nothing that harms somebody. It is public, with"
                " your name."
            ),
            "place": _("A town, a street, an office, a page on the web."),
        }

    def __init__(self, *args: Any, commitment: Commitment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.commitment = commitment
        milestone = self.fields["milestone"]
        assert isinstance(milestone, forms.ModelChoiceField)
        milestone.queryset = commitment.milestones.all()
        milestone.empty_label = str(_("The commitment as a whole"))
        self.fields["submission"].initial = uuid.uuid4
        self.fields["seen_on"].initial = commitment.plan.forum.today

    def _post_clean(self) -> None:
        """The verb and the database check the whole row."""

    def clean_seen_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["seen_on"]
        if day > self.commitment.plan.forum.today:
            raise ValidationError(_("This day is still to come."))
        return day

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file:
            try:
                documents.check_file(file)
            except documents.FileRefused as refused:
                raise ValidationError(str(refused)) from None
        return file or None

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        if clean.get("file") and clean.get("url"):
            self.add_error("url", _("Send a file or a link, not both."))
        return clean

    def values(self) -> dict[str, Any]:
        """The clean data for the verb."""
        return {name: value for name, value in self.cleaned_data.items() if name != "website"}
