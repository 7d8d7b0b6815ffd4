"""Forms to open a vote and to cast one."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forums.domain.dates import zone_name
from forums.domain.voters import Voter
from forums.domain.votes import CHOICES, NEEDS_REASON
from forums.models import Choice, Decision, DecisionMethod

DAYS_IN_WRITING = 7
LONGEST = 366  # days that a vote is open
_OWN_INTEREST = _("I have an interest of my own")
WORDS: dict[str, dict[str, str | Promise]] = {
    DecisionMethod.VOTE: {
        Choice.FOR: _("For"),
        Choice.AGAINST: _("Against"),
        Choice.ABSTAIN: _("I abstain"),
        Choice.RECUSED: _OWN_INTEREST,
    },
    DecisionMethod.CONSENSUS: {
        Choice.FOR: _("I agree"),
        Choice.AGAINST: _("I do not agree"),
        Choice.ABSTAIN: _("I stand aside"),
        Choice.RECUSED: _OWN_INTEREST,
    },
    DecisionMethod.CONSENT: {
        Choice.FOR: _("I consent"),
        Choice.OBJECTION: _("I object"),
        Choice.ABSTAIN: _("I stand aside"),
        Choice.RECUSED: _OWN_INTEREST,
    },
}
"""What a member says, by the way of deciding."""


def seat_in_words(row: Voter) -> str:
    """A seat for which somebody votes, and in whose place."""
    if not row.by_alternate:
        return str(row.term.seat)
    return str(
        _("%(seat)s, in place of %(name)s") % {"seat": row.term.seat, "name": row.term.person.name}
    )


def choices_of(decision: Decision) -> list[tuple[str, str | Promise]]:
    """What a seat can say of this decision."""
    return [(choice, WORDS[decision.method][choice]) for choice in CHOICES[decision.method]]


class VoteForm(forms.Form):
    """The vote of one seat, with a reason where it needs one.

    Who votes for several `seats` says for which; of anybody else it is the seat of the page.
    """

    seat = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    choice = forms.ChoiceField(
        label=_("My vote"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you vote.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Everybody can read it once the vote is closed. An objection and an interest of your own need one."
        ),
    )

    def __init__(
        self, *args: Any, decision: Decision, seats: Sequence[Voter], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if len(seats) > 1:
            self.fields["seat"] = forms.TypedChoiceField(
                label=_("For which seat"),
                coerce=int,
                choices=[(row.term.pk, seat_in_words(row)) for row in seats],
                widget=forms.RadioSelect,
                error_messages={"required": _("Say for which of your seats you vote.")},
            )
        choice = self.fields["choice"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = choices_of(decision)

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        if clean.get("choice") in NEEDS_REASON and not clean.get("reason", "").strip():
            raise ValidationError(
                {"reason": _("Give the reason: others have to be able to understand it.")}
            )
        return clean


class OpenVoteForm(forms.Form):
    """Until when votes are taken, typed in the forum's own time zone."""

    day = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}))
    hour = forms.TimeField(label=_("Until"), widget=forms.TimeInput(attrs={"type": "time"}))

    def __init__(self, *args: Any, decision: Decision, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = decision.forum.today
        self.zone = zoneinfo.ZoneInfo(decision.forum.time_zone)
        self.fields["day"].help_text = _("Time zone: %(zone)s") % {"zone": zone_name(self.zone.key)}
        in_writing = decision.meeting_id is None
        for field in self.fields.values():
            field.required = in_writing
        if in_writing:
            last = self.today + dt.timedelta(days=DAYS_IN_WRITING)
            self.fields["day"].initial = last.isoformat()
            self.fields["hour"].initial = "18:00"

    def clean_day(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["day"]
        if day is not None and not 0 <= (day - self.today).days <= LONGEST:
            raise ValidationError(_("Give a day between today and one year from now."))
        return day

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        if clean.get("day") and not clean.get("hour") and "hour" not in self.errors:
            self.add_error("hour", _("Until which hour?"))
        return clean

    @property
    def closes_at(self) -> dt.datetime | None:
        """The end in UTC; None where the vote is closed by hand at the meeting."""
        day, hour = self.cleaned_data.get("day"), self.cleaned_data.get("hour")
        if day is None or hour is None:
            return None
        return dt.datetime.combine(day, hour, self.zone).astimezone(dt.UTC)
