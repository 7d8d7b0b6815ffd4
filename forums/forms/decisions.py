"""Forms to propose a decision, to record how it was taken, and to say why."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.domain import subjects
from forums.domain.decisions import fingerprint
from forums.forms.standing import SeenMixin
from forums.forms.translation import Text, TranslatedFormMixin
from forums.models import AgendaItem, Decision, DecisionMethod, Forum, Meeting, Outcome

IN_WRITING = "writing"
OPTIONS = Text(_("Options"), rows=3, help=_("What else could be decided, one option a line."))


class SubjectMixin(forms.BaseForm):
    """Adds what the decision changes: a plan, the rules, a seat."""

    forum: Forum
    instance: Decision

    def ask_for_subject(self) -> None:
        """Puts the choice at the end of the form."""
        self.fields["subject"] = forms.ChoiceField(
            label=_("What it changes"),
            choices=[("", _("Nothing else")), *subjects.choices(self.forum)],
            required=False,
            initial=subjects.key_of(self.instance),
        )


class ProposalForm(SubjectMixin, TranslatedFormMixin, forms.ModelForm[Decision]):
    """What is proposed and why: on an item of an agenda, or in writing between meetings."""

    texts: ClassVar[dict[str, Text]] = {
        "title": Text(_("Title"), required=True, most=200),
        "text": Text(_("What is proposed"), required=True, rows=5),
        "reasons": Text(
            _("Why"), required=True, rows=4, help=_("Members read it before they decide.")
        ),
        "options": OPTIONS,
    }

    class Meta:
        model = Decision
        fields: ClassVar[list[str]] = ["method"]
        labels: ClassVar[dict[str, Any]] = {"method": _("How it is decided")}

    def __init__(self, *args: Any, place: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = self._places()
        groups: list[Any] = [(IN_WRITING, _("In writing, between meetings"))]
        for meeting, rows in self.places:
            named = [(f"meeting-{meeting.pk}", str(_("This meeting, on no item yet")))]
            named += [(f"item-{row.pk}", f"{row.position}. {row.title}") for row in rows]
            groups.append((str(meeting.title), named))
        self.fields["place"] = forms.ChoiceField(
            label=_("Where it is decided"), choices=groups, initial=place or IN_WRITING
        )
        self.fields["method"] = self.fields.pop("method")  # after the place
        self.ask_for_subject()

    def _places(self) -> list[tuple[Meeting, list[AgendaItem]]]:
        """Meetings that are not over, each with its agenda."""
        coming = Meeting.objects.filter(
            forum=self.forum, cancelled_at=None, ends_at__gte=timezone.now()
        ).order_by("starts_at")
        return [
            (meeting, list(meeting.agenda.all())) for meeting in coming.prefetch_related("agenda")
        ]

    def _post_clean(self) -> None:
        """The verb and the database check the whole row."""

    def values(self) -> dict[str, Any]:
        values = super().values()
        kind, _dash, pk = values.pop("place").partition("-")
        values["meeting"] = values["agenda_item"] = None
        for meeting, rows in self.places:
            items = {str(row.pk): row for row in rows}
            if kind == "meeting" and pk == str(meeting.pk):
                values["meeting"] = meeting
            elif kind == "item" and pk in items:
                values["meeting"], values["agenda_item"] = meeting, items[pk]
        subject = values.pop("subject")
        return {**values, **subjects.fields_of(subject)}


class DecisionForm(SeenMixin, SubjectMixin, TranslatedFormMixin, forms.ModelForm[Decision]):
    """A decision: what is proposed and, once it was taken, how and why."""

    state_of = fingerprint
    texts: ClassVar[dict[str, Text]] = {
        "title": Text(_("Title"), required=True, most=200),
        "text": Text(_("What is decided"), required=True, rows=5),
        "options": OPTIONS,
        "reasons": Text(_("Reasons"), rows=4, help=_("Needed before it is published as taken.")),
        "dissent": Text(_("Dissent"), rows=3, help=_("Who sees it differently, and why.")),
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
        self.ask_for_subject()

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

    def values(self) -> dict[str, Any]:
        values = super().values()
        subject = values.pop("subject")
        return {**values, **subjects.fields_of(subject)}


class ReasonsForm(SeenMixin, TranslatedFormMixin, forms.ModelForm[Decision]):
    """Why the forum voted so, and who sees it differently, before it is published."""

    state_of = fingerprint
    texts: ClassVar[dict[str, Text]] = {
        "reasons": Text(_("Reasons"), required=True, rows=5),
        "dissent": Text(_("Dissent"), rows=4, help=_("Who sees it differently, and why.")),
    }

    class Meta:
        model = Decision
        fields: ClassVar[list[str]] = []

    def _post_clean(self) -> None:
        """The verb and the database check the whole row."""
