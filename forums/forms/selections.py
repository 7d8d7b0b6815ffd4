"""Forms to prepare and run a selection."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from forums.domain.dates import zone_name
from forums.domain.selections import fingerprint, is_past
from forums.forms.days import DayField
from forums.forms.standing import SeenMixin
from forums.forms.translation import Text, TranslatedFormMixin
from forums.models import (
    MOST_MONTHS,
    Person,
    Seat,
    Sector,
    Selection,
    SelectionModel,
    SelectionTie,
)


def hour_field(label: Any, **options: Any) -> forms.TimeField:
    """An hour of the day."""
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget, **options)


class PersonByMail(forms.EmailField):
    """A person with an account, named by her address."""

    def clean(self, value: Any) -> Any:
        address = str(super().clean(value) or "").lower()
        if not address:
            return None
        person = Person.objects.filter(email=address, is_active=True).first()
        if person is None:
            raise ValidationError(
                _("Nobody has an account with %(address)s. Ask them to sign up first."),
                params={"address": address},
            )
        return person


def people_by_mail(text: str) -> list[Person]:
    """The people whose addresses stand in the text, one a line. Raises ValidationError."""
    addresses = [line.strip().lower() for line in text.splitlines() if line.strip()]
    found = {
        person.email: person
        for person in Person.objects.filter(email__in=addresses, is_active=True)
    }
    missing = [address for address in addresses if address not in found]
    if missing:
        raise ValidationError(
            _("Nobody has an account with %(address)s. Ask them to sign up first."),
            params={"address": ", ".join(missing)},
        )
    return [found[address] for address in dict.fromkeys(addresses)]


class SelectionForm(SeenMixin, TranslatedFormMixin, forms.ModelForm[Selection]):
    """A selection while it is prepared. The end of the vote is typed in the forum's zone."""

    state_of = fingerprint
    texts: ClassVar[dict[str, Text]] = {
        "title": Text(_("Title"), required=True, most=200),
        "call": Text(_("The call: who is looked for, and for what"), required=True, rows=6),
        "criteria": Text(
            _("Criteria, one a line"), required=True, rows=4, help=_("A panel scores each line.")
        ),
        "led_by": Text(
            _("Who leads it"),
            required=True,
            most=300,
            help=_("Civil society chooses its own members: name who runs this."),
        ),
    }
    leaders = forms.CharField(
        label=_("E-mail addresses of those who lead it"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One a line. They can do all that the coordinator can do here."),
    )
    nominations_close_on = DayField(label=_("Nominations until"))
    consultation_closes_on = DayField(label=_("Comments on the candidates until"))
    choice_day = DayField(label=_("Vote or panel until: day"))
    choice_hour = hour_field(_("Vote or panel until: hour"))
    term_starts_on = DayField(label=_("The term starts"))
    term_months = forms.IntegerField(
        label=_("Months of the term"), min_value=1, max_value=MOST_MONTHS, initial=24
    )

    class Meta:
        model = Selection
        fields: ClassVar[list[str]] = ["model", "sector", "seats", "tie_rule", "term_months"]
        widgets: ClassVar[dict[str, Any]] = {"seats": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        selection = self.instance
        self.zone = zoneinfo.ZoneInfo(self.forum.time_zone)
        seats = self.fields["seats"]
        assert isinstance(seats, forms.ModelMultipleChoiceField)
        seats.queryset = (
            Seat.objects.filter(forum=self.forum)
            .open(self.forum.today)
            .select_related("organisation")
        )
        seats.label = _("Seats")
        seats.label_from_instance = seat_label  # type: ignore[method-assign, assignment]
        self.fields["choice_hour"].help_text = _("Time zone: %(zone)s") % {
            "zone": zone_name(self.zone.key)
        }
        if selection.pk:
            closes = selection.choice_closes_at.astimezone(self.zone)
            self.fields["choice_day"].initial = closes.date()
            self.fields["choice_hour"].initial = closes.time()
            self.fields["leaders"].initial = "\n".join(
                person.email or "" for person in selection.leaders.all()
            )
            for name in ("nominations_close_on", "consultation_closes_on", "term_starts_on"):
                self.fields[name].initial = getattr(selection, name)

    def _post_clean(self) -> None:
        """The verb and the database check the whole row."""

    def clean_leaders(self) -> list[Person]:
        return people_by_mail(self.cleaned_data["leaders"])

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        if {"choice_day", "choice_hour"} <= clean.keys():
            closes = dt.datetime.combine(clean["choice_day"], clean["choice_hour"], self.zone)
            clean["choice_closes_at"] = closes.astimezone(dt.UTC)
        order: list[Any] = [
            clean.get(name)
            for name in (
                "nominations_close_on",
                "consultation_closes_on",
                "choice_day",
                "term_starts_on",
            )
        ]
        if None not in order:
            if order[1] < order[0]:
                self.add_error("consultation_closes_on", _("Not before nominations end."))
            if order[2] <= order[1]:
                self.add_error("choice_day", _("After the comments on the candidates end."))
            if order[3] <= order[2]:
                self.add_error("term_starts_on", _("After the vote or panel ends."))
        government = clean.get("sector") == Sector.GOVERNMENT
        if any((seat.sector == Sector.GOVERNMENT) != government for seat in clean.get("seats", ())):
            self.add_error(
                "seats", _("Government does not choose for others, nor others for government.")
            )
        second = clean.get("tie_rule") == SelectionTie.RUN_OFF
        if second and clean.get("model") != SelectionModel.ELECTION:
            self.add_error("tie_rule", _("Only an election has a second vote."))
        return clean

    def values(self) -> dict[str, Any]:
        values = super().values()
        for name in ("choice_day", "choice_hour"):
            values.pop(name)
        return values


def seat_label(seat: Seat) -> str:
    """A seat by its title, else by its role and organisation."""
    return str(seat.title) or str(seat)


class ReasonForm(TranslatedFormMixin, forms.Form):
    """A sentence for the public account."""

    texts: ClassVar[dict[str, Text]] = {
        "reason": Text(
            _("What happens now, and why"),
            required=True,
            rows=3,
            help=_("Everybody can read it in the account of this selection."),
        )
    }


class PostponementForm(ReasonForm):
    """Later dates for what is still ahead, and why."""

    texts: ClassVar[dict[str, Text]] = {
        "reason": Text(
            _("Why is it postponed?"), required=True, rows=3, help=_("Everybody can read it.")
        )
    }
    nominations_close_on = DayField(label=_("Nominations until"), required=False)
    consultation_closes_on = DayField(label=_("Comments on the candidates until"), required=False)
    choice_day = DayField(label=_("Vote or panel until: day"), required=False)
    choice_hour = hour_field(_("Vote or panel until: hour"), required=False)
    term_starts_on = DayField(label=_("The term starts"), required=False)

    def __init__(self, *args: Any, selection: Selection, **kwargs: Any) -> None:
        super().__init__(*args, forum=selection.forum, **kwargs)
        self.zone = zoneinfo.ZoneInfo(self.forum.time_zone)
        closes = selection.choice_closes_at.astimezone(self.zone)
        self.fields["choice_day"].initial = closes.date()
        self.fields["choice_hour"].initial = closes.time()
        for name in ("nominations_close_on", "consultation_closes_on", "term_starts_on"):
            self.fields[name].initial = getattr(selection, name)
            if is_past(selection, name):
                del self.fields[name]
        if is_past(selection, "choice_closes_at"):
            del self.fields["choice_day"], self.fields["choice_hour"]

    def dates(self) -> dict[str, Any]:
        """The dates as the verb takes them, those left empty left out."""
        clean = {name: value for name, value in self.cleaned_data.items() if value}
        dates = {name: clean[name] for name in clean if name.endswith("_on")}
        if clean.get("choice_day") and clean.get("choice_hour"):
            closes = dt.datetime.combine(clean["choice_day"], clean["choice_hour"], self.zone)
            dates["choice_closes_at"] = closes.astimezone(dt.UTC)
        return dates


class AppealForm(forms.Form):
    """What somebody objects to."""

    text = forms.CharField(
        label=_("What was done wrong, and what should be done about it?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5000,
        help_text=_("Your appeal is public at once, with your name, and is answered in public."),
    )
