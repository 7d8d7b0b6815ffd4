"""The texts of a self-assessment, and the days of its consultation."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.domain.assessment_parts import ACCOUNT, SECTIONS
from commitments.domain.assessments import fingerprint
from commitments.models import CONSULTATION, CommitmentAccount, SelfAssessment
from forums.domain.dates import full_date
from forums.forms.standing import SeenMixin
from forums.forms.translation import Text, TranslatedFormMixin


class _Standing(SeenMixin, TranslatedFormMixin, forms.BaseModelForm[Any]):
    """Knows what stood before the person, also where nothing was written before."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "seen" not in self.fields:
            self.fields["seen"] = forms.CharField(
                required=False, max_length=16, widget=forms.HiddenInput
            )
            self.initial["seen"] = type(self).state_of(self.instance)

    def _post_clean(self) -> None:
        """The verb and the database check the whole row."""


class SectionForm(_Standing, forms.ModelForm[SelfAssessment]):
    """One text in the forum's languages; see `section_form`."""

    class Meta:
        model = SelfAssessment
        fields: ClassVar[list[str]] = []


def section_form(key: str) -> type[SectionForm]:
    """The form of one section. Two people can write two sections at the same time."""
    section = SECTIONS[key]

    class Form(SectionForm):
        state_of = partial(fingerprint, names=(key,))
        texts: ClassVar[dict[str, Text]] = {key: Text(section.title, rows=14, help=section.asks)}

    return Form


class AccountForm(_Standing, forms.ModelForm[CommitmentAccount]):
    """What became of one commitment, in people's words."""

    state_of = partial(fingerprint, names=ACCOUNT)
    texts: ClassVar[dict[str, Text]] = {
        "results": Text(
            gettext_lazy("What came of it, and for whom"),
            rows=6,
            help=gettext_lazy("What is different now, who uses it, and how that is known."),
        ),
        "changes": Text(
            gettext_lazy("What changed from the plan"),
            rows=4,
            help=gettext_lazy("Other steps, dates or offices than were promised, and why."),
        ),
        "challenges": Text(gettext_lazy("Problems, delays and risks"), rows=4),
        "next_steps": Text(gettext_lazy("Next steps"), rows=4),
    }

    class Meta:
        model = CommitmentAccount
        fields: ClassVar[list[str]] = []


class LastDayForm(forms.Form):
    """Until when the public can comment. `earliest` is the first day that can be chosen."""

    closes_on = forms.DateField(
        label=gettext_lazy("Last day for comments"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, earliest: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.earliest = earliest
        self.fields["closes_on"].initial = earliest
        self.fields["closes_on"].widget.attrs["min"] = earliest.isoformat()
        self.fields["closes_on"].help_text = _(
            "The public has at least two weeks: %(day)s or later."
        ) % {"day": full_date(earliest)}

    @classmethod
    def opening(cls, data: Any, today: dt.date) -> LastDayForm:
        """For a consultation that opens today."""
        return cls(data, earliest=today + CONSULTATION)

    def clean_closes_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["closes_on"]
        if day < self.earliest:
            raise ValidationError(
                _("Choose %(day)s or a later day.") % {"day": full_date(self.earliest)}
            )
        if day > self.earliest + dt.timedelta(days=366):
            raise ValidationError(_("That is more than a year away. Choose an earlier day."))
        return day


class AnswerForm(forms.Form):
    """An official answer to one comment, or to all in general."""

    text = forms.CharField(
        label=gettext_lazy("Official answer"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=5000,
    )
    comment = forms.IntegerField(
        required=False, min_value=1, max_value=2**31, widget=forms.HiddenInput
    )
