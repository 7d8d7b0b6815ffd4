"""Forms to propose a decision and to record how it was taken."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from forums.forms.translation import Text, TranslatedFormMixin
from forums.models import Decision, DecisionMethod, Meeting, Outcome


class DecisionForm(TranslatedFormMixin, forms.ModelForm[Decision]):
    """A decision: what is proposed and, once it was taken, how and why."""

    texts: ClassVar[dict[str, Text]] = {
        "title": Text(_("Title"), required=True, most=200),
        "text": Text(_("What is decided"), required=True, rows=5),
        "reasons": Text(_("Reasons"), rows=4, help=_("Needed before it is published as taken.")),
    }
    first: ClassVar[tuple[str, ...]] = ("meeting",)

    class Meta:
        model = Decision
        fields: ClassVar[list[str]] = [
            "meeting",
            "method",
            "outcome",
            "decided_on",
            "votes_for",
            "votes_against",
            "abstentions",
        ]
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "decided_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        meetings = self.fields["meeting"]
        assert isinstance(meetings, forms.ModelChoiceField)
        meetings.queryset = Meeting.objects.filter(forum=self.forum).order_by("-starts_at")
        meetings.empty_label = str(_("In writing, between meetings"))

    def _post_clean(self) -> None:
        """The verb and the database check the whole row."""

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        taken = clean.get("outcome") != Outcome.OPEN
        if taken and not clean.get("decided_on"):
            raise ValidationError({"decided_on": _("On which day was it decided?")})
        if taken and clean.get("method") == DecisionMethod.VOTE:
            for name in ("votes_for", "votes_against"):
                if clean.get(name) is None:
                    self.add_error(name, _("A vote needs the number of votes for and against."))
        return clean
