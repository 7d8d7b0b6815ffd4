"""Forms to call a meeting, record who came, and write what was said."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from forums.domain.dates import zone_name
from forums.forms.translation import Text, TranslatedFormMixin
from forums.models import AgendaItem, Meeting, Precision, Presence, Term


class MeetingForm(TranslatedFormMixin, forms.ModelForm[Meeting]):
    """A meeting's notice. Day and hours are typed in the forum's own time zone."""

    texts: ClassVar[dict[str, Text]] = {
        "title": Text(_("Title"), required=True, most=200),
        "description": Text(_("What it is about"), rows=4),
        "place": Text(_("Place"), most=300),
    }
    first: ClassVar[tuple[str, ...]] = ("kind", "mode", "day", "starts", "ends")

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    starts = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}))
    ends = forms.TimeField(label=_("Until"), widget=forms.TimeInput(attrs={"type": "time"}))

    class Meta:
        model = Meeting
        fields: ClassVar[list[str]] = ["kind", "mode", "online_url", "open_to_public"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        meeting = self.instance
        self.zone = zoneinfo.ZoneInfo(meeting.time_zone or self.forum.time_zone)
        self.fields["day"].help_text = _("Time zone: %(zone)s") % {"zone": zone_name(self.zone.key)}
        self.fields["open_to_public"].label = _("Anyone may attend")
        if meeting.pk:
            self.fields["day"].initial = meeting.local_start.date().isoformat()
            self.fields["starts"].initial = meeting.local_start.strftime("%H:%M")
            self.fields["ends"].initial = meeting.local_end.strftime("%H:%M")

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        if {"day", "starts", "ends"} <= clean.keys():
            starts_at = dt.datetime.combine(clean["day"], clean["starts"], self.zone)
            ends_at = dt.datetime.combine(clean["day"], clean["ends"], self.zone)
            if ends_at <= starts_at:
                raise ValidationError({"ends": _("The meeting has to end after it begins.")})
            clean["starts_at"] = starts_at.astimezone(dt.UTC)
            clean["ends_at"] = ends_at.astimezone(dt.UTC)
        return clean

    def _post_clean(self) -> None:
        """The model is checked by the verb and the database: its times are put together here."""

    def values(self) -> dict[str, Any]:
        values = super().values()
        for name in ("day", "starts", "ends"):
            values.pop(name)
        values["precision"] = Precision.TIME
        return values


class AgendaItemForm(TranslatedFormMixin, forms.ModelForm[AgendaItem]):
    """One point of the agenda; an empty one is left out."""

    texts: ClassVar[dict[str, Text]] = {"title": Text(_("What it is about"), most=300)}

    class Meta:
        model = AgendaItem
        fields: ClassVar[list[str]] = ["presenter", "duration"]

    def _post_clean(self) -> None:
        """Position and meeting are set when the agenda is saved."""

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        titled = any(clean.get(f"title__{code}") for code in self.languages)
        if self.has_changed() and not titled and not clean.get("DELETE"):
            raise ValidationError(
                {f"title__{self.languages[0]}": _("Give the item a title, or leave it all empty.")}
            )
        return clean


class BaseAgendaFormSet(forms.BaseModelFormSet[AgendaItem, AgendaItemForm]):
    """The points of one meeting, in the order in which they stand on the page."""

    def add_fields(self, form: AgendaItemForm, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Remove this item")

    def rows(self) -> list[dict[str, Any]]:
        """What the agenda is to hold: `pk` (None for a new one) and the values of each point."""
        kept = []
        for form in self.forms:
            if form.cleaned_data.get("DELETE") or not (form.instance.pk or form.has_changed()):
                continue
            values = form.values()
            for name in ("DELETE", "id"):
                values.pop(name, None)
            kept.append({"pk": form.instance.pk, **values})
        return kept


AgendaFormSet = cast(
    "type[BaseAgendaFormSet]",
    forms.modelformset_factory(
        AgendaItem,
        form=AgendaItemForm,
        formset=BaseAgendaFormSet,
        extra=4,
        can_delete=True,
        can_delete_extra=False,
    ),
)


class CancellationForm(TranslatedFormMixin, forms.Form):
    """Why a meeting is cancelled."""

    texts: ClassVar[dict[str, Text]] = {
        "reason": Text(_("Why is the meeting cancelled?"), required=True, rows=3)
    }


class MinutesForm(TranslatedFormMixin, forms.Form):
    """What was said. Markdown is understood."""

    texts: ClassVar[dict[str, Text]] = {
        "minutes": Text(
            _("Minutes"),
            required=True,
            rows=18,
            help=_("Headings with ##, lists with -, and an empty line between paragraphs."),
            most=100_000,
        )
    }


class AttendanceForm(forms.Form):
    """Who took which seat, one choice for each term that ran on the meeting's day."""

    def __init__(
        self, *args: Any, terms: list[Term], before: dict[int, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.terms = {f"term_{term.pk}": term for term in terms}
        for name, term in self.terms.items():
            self.fields[name] = forms.ChoiceField(
                label=f"{term.person.name}, {term.seat}",
                choices=[("", _("Not recorded")), *Presence.choices],
                required=False,
                initial=before.get(term.pk, ""),
            )

    def presence(self) -> dict[Term, str]:
        """The recorded choices by term."""
        return {
            term: self.cleaned_data[name]
            for name, term in self.terms.items()
            if self.cleaned_data[name]
        }
