"""Forms to add and change seats, to seat people, and to end or renew a term."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from forums.domain.tenure import last_day
from forums.forms.days import DayField
from forums.forms.translation import Text, TranslatedFormMixin
from forums.models import Organisation, Person, RulesVersion, Seat, Term

MOST_KNOWN = 300  # people to choose from; all others by their address
LONGEST_ADDRESS = 254  # as the column holds


def known_people(seat: Seat) -> QuerySet[Person]:
    """Whom a form offers for a seat: who sat in the forum, and who works for the organisation."""
    sat = Q(terms__seat__forum=seat.forum_id) | Q(alternate_terms__seat__forum=seat.forum_id)
    own = Q(organisation=seat.organisation_id) if seat.organisation_id else Q()
    return Person.objects.filter(
        pk__in=Person.objects.filter(sat | own, anonymised_at=None).values("pk")[:MOST_KNOWN]
    ).order_by("name", "pk")


class SeatForm(TranslatedFormMixin, forms.ModelForm[Seat]):
    """What a seat is for and whom its holder speaks for."""

    texts: ClassVar[dict[str, Text]] = {"title": Text(_("Title of the seat"), most=200)}
    first: ClassVar[tuple[str, ...]] = ("sector", "role", "organisation", "organisation_name")

    organisation_name = forms.CharField(
        label=_("Or a new organisation"), max_length=200, required=False
    )

    class Meta:
        model = Seat
        fields: ClassVar[list[str]] = ["sector", "role", "organisation"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)
        field.label = _("Organisation")
        field.empty_label = str(_("None"))
        field.queryset = Organisation.objects.order_by("slug")
        self.fields["role"].help_text = _("Co-chairs come from each sector.")

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        if clean.get("organisation") and clean.get("organisation_name"):
            raise ValidationError(
                {"organisation_name": _("Choose an organisation or name a new one, not both.")}
            )
        return clean

    def _post_clean(self) -> None:
        """The verb and the database check the whole row."""


class WhoField:
    """Names of the three fields in which a form asks for a person."""

    def __init__(self, prefix: str) -> None:
        stem = f"{prefix}_" if prefix else ""
        self.person = prefix or "person"
        self.email, self.name = f"{stem}email", f"{stem}name"


MEMBER, ALTERNATE = WhoField(""), WhoField("alternate")


def add_who(form: forms.Form, who: WhoField, people: QuerySet[Person], label: Any) -> None:
    """Asks for somebody known, or for an address and a name."""
    form.fields[who.person] = forms.ModelChoiceField(
        people, label=label, required=False, empty_label=str(_("Somebody else, by e-mail address"))
    )
    form.fields[who.email] = forms.EmailField(
        label=_("E-mail address"), max_length=LONGEST_ADDRESS, required=False
    )
    form.fields[who.name] = forms.CharField(
        label=_("Name"),
        max_length=150,
        required=False,
        help_text=_("Where nobody has this address yet. She gets an e-mail to set a password."),
    )


def check_who(form: forms.Form, who: WhoField, *, required: bool) -> None:
    """One person, by choice or by address."""
    clean = form.cleaned_data
    person, email, name = clean.get(who.person), clean.get(who.email), clean.get(who.name)
    if who.email in form.errors or who.person in form.errors:
        return
    if person and email:
        form.add_error(who.email, _("Choose somebody or give an address, not both."))
    elif not person and not email and (required or name):
        form.add_error(who.email, _("Choose somebody or give an e-mail address."))
    elif email and not name and not Person.objects.filter(email=email.lower()).exists():
        form.add_error(who.name, _("Nobody has this address yet. Give the name too."))


class EndsByTheRules(TranslatedFormMixin, forms.Form):
    """A term's last day: as typed, by the rules, or none. `rules` are those that count."""

    texts: ClassVar[dict[str, Text]] = {
        "exception": Text(
            _("Why longer than the rules allow"),
            rows=2,
            help=_("Only where the rules give no further term in a row. Everybody can read it."),
            most=1000,
        )
    }

    ends_on = DayField(label=_("Last day"), required=False)
    open_ended = forms.BooleanField(label=_("No fixed end, as with an office"), required=False)

    def __init__(self, *args: Any, rules: RulesVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rules = rules
        self.fields["ends_on"].help_text = _(
            "Empty: after %(months)d months, as the rules say."
        ) % {"months": rules.term_months}

    def last_day(self, starts_on: dt.date) -> dt.date | None:
        """The term's last day; None where it has no fixed end."""
        if self.cleaned_data["open_ended"]:
            return None
        typed: dt.date | None = self.cleaned_data["ends_on"]
        return typed or last_day(starts_on, self.rules.term_months)


class FillForm(EndsByTheRules):
    """Who takes a seat, from when until when, and who comes in her place."""

    def __init__(self, *args: Any, seat: Seat, starts_on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = known_people(seat)
        add_who(self, MEMBER, people, _("Member"))
        self.fields["starts_on"] = DayField(label=_("First day"), initial=starts_on)
        add_who(self, ALTERNATE, people, _("Alternate"))
        alternate = self.fields[ALTERNATE.person]
        assert isinstance(alternate, forms.ModelChoiceField)
        alternate.empty_label = str(_("Nobody, or by e-mail address"))
        self.order_fields(
            [
                *("person", "email", "name", "starts_on", "ends_on", "open_ended"),
                *("alternate", "alternate_email", "alternate_name"),
            ]
        )

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        check_who(self, MEMBER, required=True)
        check_who(self, ALTERNATE, required=False)
        return clean


class RenewForm(EndsByTheRules):
    """How long the same person sits on."""


class AlternateForm(forms.Form):
    """Who comes in the member's place."""

    def __init__(self, *args: Any, term: Term, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        add_who(self, ALTERNATE, known_people(term.seat).exclude(pk=term.person_id), _("Alternate"))
        field = self.fields[ALTERNATE.person]
        assert isinstance(field, forms.ModelChoiceField)
        field.empty_label = str(_("Nobody, or by e-mail address"))
        field.initial = term.alternate_id

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        check_who(self, ALTERNATE, required=False)
        return clean


class EndForm(forms.Form):
    """When a term ends before its time, and why."""

    on = DayField(label=_("Last day"))
    reason = forms.CharField(
        label=_("Why does the term end?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only the forum sees it."),
    )


class CloseForm(forms.Form):
    """From when the forum has a seat no more."""

    on = DayField(label=_("Closed from"))
