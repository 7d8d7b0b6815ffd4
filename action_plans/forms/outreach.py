"""The form for an outreach activity."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from action_plans.models import ActionPlan, OutreachActivity
from forums.domain import documents
from forums.forms.days import DayField
from forums.forms.translation import Text, TranslatedFormMixin
from forums.models import Document, Meeting

MOST_PEOPLE = 1_000_000_000
ORDER = (
    "kind",
    "title",
    "description",
    "held_on",
    "until",
    "place",
    "audience",
    "people_reached",
    "organisations_reached",
    "counted_how",
)


class OutreachForm(TranslatedFormMixin, forms.ModelForm[OutreachActivity]):
    """What was done, whom it reached and how that is known.

    `file` becomes a document of the repository; `seen` is the fingerprint of what the person has
    before her.
    """

    texts: ClassVar[dict[str, Text]] = {
        "title": Text(_("What was it?"), required=True, most=200),
        "description": Text(_("What was done"), rows=4, most=5_000),
        "audience": Text(_("Who was to be reached"), most=300),
        "counted_how": Text(
            _("How this was counted"),
            help=_("For example: list of those present, print run, the radio's own figure."),
            most=300,
        ),
    }

    held_on = DayField(label=_("On"))
    until = DayField(
        label=_("Until"), required=False, help_text=_("Where it took more than one day.")
    )
    people_reached = forms.IntegerField(
        label=_("People reached"),
        required=False,
        min_value=0,
        max_value=MOST_PEOPLE,
        help_text=_("Leave it empty where nobody knows. Unknown is not zero."),
    )
    organisations_reached = forms.IntegerField(
        label=_("Organisations reached"), required=False, min_value=0, max_value=MOST_PEOPLE
    )
    file = forms.FileField(
        label=_("Or a new file as evidence"),
        required=False,
        widget=forms.FileInput(),
        help_text=_("A photo, a list without names, a clipping. It goes into the repository."),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = OutreachActivity
        fields: ClassVar[list[str]] = [
            "kind",
            "held_on",
            "until",
            "place",
            "people_reached",
            "organisations_reached",
            "phase",
            "meeting",
            "document",
        ]

    def __init__(self, *args: Any, plan: ActionPlan, **kwargs: Any) -> None:
        super().__init__(*args, forum=plan.forum, **kwargs)
        rows = {
            "phase": plan.phases.all(),
            "meeting": Meeting.objects.filter(forum=plan.forum).order_by("-starts_at"),
            "document": Document.objects.filter(forum=plan.forum).order_by("-pk"),
        }
        for name, queryset in rows.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = queryset
            field.empty_label = str(_("None"))
        self.fields["phase"].label = _("Phase")
        self.fields["meeting"].label = _("Meeting of the forum")
        self.fields["document"].label = _("Evidence from the repository")
        self.order_fields([field for name in ORDER for field in self._named(name)])

    def _named(self, name: str) -> list[str]:
        """A field, or the fields of a text in all its languages."""
        return [f"{name}__{code}" for code in self.languages] if name in self.texts else [name]

    def _post_clean(self) -> None:
        """The verb and the database check the whole row."""

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        held_on, until = clean.get("held_on"), clean.get("until")
        if held_on and until and until < held_on:
            self.add_error("until", _("The last day lies before the first."))
        counted = (clean.get("people_reached"), clean.get("organisations_reached"))
        if any(number is not None for number in counted) and not self.text_of("counted_how"):
            self.add_error(self._named("counted_how")[0], _("Say how this was counted."))
        if clean.get("file"):
            try:
                documents.check_file(clean["file"])
            except documents.FileRefused as refused:
                self.add_error("file", str(refused))
        return clean
