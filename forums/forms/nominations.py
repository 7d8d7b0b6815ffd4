"""Forms for candidates: nominating oneself, eligibility, being scored, being named."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from forums.domain import naming, panels
from forums.forms.choosing import DocumentChoice
from forums.forms.selections import PersonByMail
from forums.forms.translation import Text, TranslatedFormMixin
from forums.models import Nomination, PanelMember, Score, Selection


class NominationForm(forms.ModelForm[Nomination]):
    """A candidate's own words. `submission` makes a double click one nomination."""

    submission = forms.UUIDField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Nomination
        fields: ClassVar[list[str]] = [
            "organisation",
            "experience",
            "why",
            "brings",
            "accepts_term",
        ]
        labels: ClassVar[dict[str, Any]] = {
            "organisation": _("Organisation that you stand for"),
            "experience": _("Experience: what has it done, and what have you done?"),
            "why": _("Why does it want to join the forum?"),
            "brings": _("What does it bring: knowledge, people, time, reach?"),
        }
        widgets: ClassVar[dict[str, Any]] = {
            name: forms.Textarea(attrs={"rows": 4}) for name in ("experience", "why", "brings")
        }

    def __init__(self, *args: Any, selection: Selection, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["submission"].initial = uuid.uuid4
        accepts = self.fields["accepts_term"]
        accepts.required = True
        accepts.label = _("If I am chosen I serve the whole term of %(months)d months.") % {
            "months": selection.term_months
        }
        accepts.error_messages["required"] = _("A nomination needs this promise.")

    def _post_clean(self) -> None:
        """The verb and the database check the whole row."""


class EligibilityForm(TranslatedFormMixin, forms.Form):
    """Whether a candidate meets the criteria, and why."""

    texts: ClassVar[dict[str, Text]] = {
        "reason": Text(
            _("Why"),
            required=True,
            rows=3,
            help=_("Criterion by criterion. The candidate is told, and everybody can read it."),
        )
    }
    first: ClassVar[tuple[str, ...]] = ("eligible",)
    eligible = forms.TypedChoiceField(
        label=_("Does the candidate meet the criteria?"),
        choices=[("yes", _("Eligible")), ("no", _("Not eligible"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )


class PanelForm(forms.Form):
    """Somebody who scores."""

    person = PersonByMail(label=_("E-mail address of the member"))


class ScoreForm(forms.Form):
    """Points and a reason for each criterion."""

    def __init__(
        self, *args: Any, nomination: Nomination, member: PanelMember | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        before = {
            row.criterion: row for row in Score.objects.filter(nomination=nomination, member=member)
        }
        self.criteria = panels.numbered(nomination.selection)
        for place, text in self.criteria:
            given = before.get(place)
            self.fields[f"points_{place}"] = forms.TypedChoiceField(
                label=text,
                choices=[(value, str(value)) for value in range(6)],
                coerce=int,
                widget=forms.RadioSelect,
                initial=given.points if given else None,
                help_text=_("0 is not at all, 5 is fully."),
            )
            self.fields[f"reason_{place}"] = forms.CharField(
                label=_("Reason for criterion %(number)d") % {"number": place},
                widget=forms.Textarea(attrs={"rows": 2}),
                max_length=2000,
                initial=given.reason if given else "",
            )

    def points(self) -> dict[int, int]:
        """Points by the place of the criterion."""
        return {place: self.cleaned_data[f"points_{place}"] for place, _text in self.criteria}

    def reasons(self) -> dict[int, str]:
        """Reasons by the place of the criterion."""
        return {place: self.cleaned_data[f"reason_{place}"] for place, _text in self.criteria}


class NamingForm(TranslatedFormMixin, forms.Form):
    """Those whom a network has chosen, and how it did so."""

    texts: ClassVar[dict[str, Text]] = {
        "account": Text(
            _("How the network has chosen"),
            required=True,
            rows=6,
            help=_("Who was asked, how it was decided, who took part. Everybody can read it."),
        )
    }
    first: ClassVar[tuple[str, ...]] = ("chosen",)
    chosen = forms.ModelMultipleChoiceField(
        label=_("Those who are chosen"),
        queryset=Nomination.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    document = DocumentChoice(label=_("Document that shows it, such as minutes"), required=False)

    def __init__(self, *args: Any, selection: Selection, **kwargs: Any) -> None:
        super().__init__(*args, forum=selection.forum, **kwargs)
        chosen, document = self.fields["chosen"], self.fields["document"]
        assert isinstance(chosen, forms.ModelMultipleChoiceField)
        assert isinstance(document, DocumentChoice)
        chosen.queryset = naming.nameable(selection)
        chosen.label_from_instance = (  # type: ignore[method-assign]
            lambda obj: f"{obj.organisation}, {obj.candidate.name}"
        )
        document.offer(selection.forum)
