"""Forms for public consultations on the draft plan."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from action_plans.domain.consultations import announcement
from action_plans.models import Consultation, ConsultedDrafts
from forums.forms.days import DayField
from forums.forms.translation import Text, TranslatedFormMixin
from forums.models import Forum


class ConsultationForm(TranslatedFormMixin, forms.Form):
    """What is announced: title, what is asked, from when to when, which drafts."""

    texts: ClassVar[dict[str, Text]] = {
        "title": Text(_("Title"), required=True, most=300),
        "text": Text(
            _("What you ask of the public"),
            rows=5,
            help=_("What is open, what is settled, and what happens with the comments."),
        ),
    }
    first: ClassVar[tuple[str, ...]] = ()

    drafts = forms.ChoiceField(
        label=_("Which drafts"),
        choices=ConsultedDrafts.choices,
        widget=forms.RadioSelect,
        initial=ConsultedDrafts.PROPOSED,
        help_text=_("They are read on the day on which you publish, and stand still from then on."),
    )
    opens_on = DayField(label=_("First day"))
    closes_on = DayField(label=_("Last day"), help_text=_("Comments are taken on that day too."))
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, forum: Forum, instance: Consultation | None = None, **kwargs: Any
    ) -> None:
        if instance is not None:
            kwargs["initial"] = {
                "title": instance.title,
                "text": instance.text,
                "drafts": instance.drafts,
                "opens_on": instance.opens_on,
                "closes_on": instance.closes_on,
                "seen": announcement(instance),
            }
        super().__init__(*args, forum=forum, **kwargs)

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        opens, closes = clean.get("opens_on"), clean.get("closes_on")
        if opens and closes and closes < opens:
            self.add_error("closes_on", _("The last day cannot be before the first."))
        return clean


class MoreTimeForm(forms.Form):
    """A later last day."""

    closes_on = DayField(label=_("New last day"))

    def __init__(self, *args: Any, now: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def clean_closes_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["closes_on"]
        if day <= self.now:
            raise forms.ValidationError(_("It can only be given more time. Choose a later day."))
        return day
