"""Forms to call a meeting, to give reasons for what is unusual, and to find one."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from forums.domain import calling
from forums.domain.dates import zone_name
from forums.forms.translation import Text, TranslatedFormMixin
from forums.models import Meeting, MeetingKind, Precision, Translated, WorkingGroup

if TYPE_CHECKING:
    from forums.models.meetings import MeetingQuerySet

EARLIEST, LATEST = 1900, 2199  # years


class MeetingForm(TranslatedFormMixin, forms.ModelForm[Meeting]):
    """A meeting's notice. Day and hours are typed in the forum's own time zone."""

    texts: ClassVar[dict[str, Text]] = {
        "title": Text(_("Title"), required=True, most=200),
        "description": Text(_("What it is about"), rows=4),
        "place": Text(_("Place"), most=300),
        "short_notice_reason": Text(
            _("Why the notice is short"),
            rows=2,
            help=_("Needed where you move it to a nearer date than the rules ask for."),
        ),
    }
    first: ClassVar[tuple[str, ...]] = (
        *("kind", "working_group", "mode", "day", "starts", "ends"),
        *("short_notice_reason", "title", "description", "place"),
    )

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    starts = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}))
    ends = forms.TimeField(label=_("Until"), widget=forms.TimeInput(attrs={"type": "time"}))

    class Meta:
        model = Meeting
        fields: ClassVar[list[str]] = [
            *("kind", "working_group", "mode", "online_url", "open_to_public", "presents_results"),
        ]

    def __init__(self, *args: Any, group: WorkingGroup | None = None, **kwargs: Any) -> None:
        """`group` fixes the meeting as one of this working group."""
        super().__init__(*args, **kwargs)
        meeting = self.instance
        self.group = group
        groups = WorkingGroup.objects.filter(forum=self.forum, withdrawn_at=None)
        if group is not None:
            del self.fields["kind"], self.fields["working_group"]
        elif not groups:
            del self.fields["working_group"]
        else:
            field = cast("forms.ModelChoiceField[WorkingGroup]", self.fields["working_group"])
            field.queryset, field.empty_label = groups, str(_("No working group"))
            field.help_text = _("For a meeting of a working group: its members are invited.")
        if not meeting.is_public:
            for code in self.languages:
                del self.fields[f"short_notice_reason__{code}"]
        self.zone = zoneinfo.ZoneInfo(meeting.time_zone or self.forum.time_zone)
        self.fields["day"].help_text = _("Time zone: %(zone)s") % {"zone": zone_name(self.zone.key)}
        self.fields["open_to_public"].label = _("Anyone may attend")
        if meeting.pk:
            self.fields["day"].initial = meeting.local_start.date().isoformat()
            self.fields["starts"].initial = meeting.local_start.strftime("%H:%M")
            self.fields["ends"].initial = meeting.local_end.strftime("%H:%M")

    def clean_day(self) -> dt.date:
        day: dt.date = self.cleaned_data["day"]
        if not EARLIEST <= day.year <= LATEST:
            raise ValidationError(
                _("Give a day between the years %(first)d and %(last)d.")
                % {"first": EARLIEST, "last": LATEST}
            )
        return day

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        if {"day", "starts", "ends"} <= clean.keys():
            starts_at = dt.datetime.combine(clean["day"], clean["starts"], self.zone)
            ends_at = dt.datetime.combine(clean["day"], clean["ends"], self.zone)
            if ends_at <= starts_at:
                raise ValidationError({"ends": _("The meeting has to end after it begins.")})
            clean["starts_at"] = starts_at.astimezone(dt.UTC)
            clean["ends_at"] = ends_at.astimezone(dt.UTC)
        if clean.get("kind") == MeetingKind.WORKING_GROUP and not clean.get("working_group"):
            raise ValidationError({self._asks_for_group: _("Choose the working group.")})
        return clean

    @property
    def _asks_for_group(self) -> str:
        return "working_group" if "working_group" in self.fields else "kind"

    def _post_clean(self) -> None:
        """The model is checked by the verb and the database: its times are put together here."""

    def values(self) -> dict[str, Any]:
        values = super().values()
        for name in ("day", "starts", "ends"):
            values.pop(name)
        values["precision"] = Precision.TIME
        if not self.instance.is_public:
            del values["short_notice_reason"]
        if self.group is not None:
            values |= {"kind": MeetingKind.WORKING_GROUP, "working_group": self.group}
        elif values["kind"] != MeetingKind.WORKING_GROUP:
            values["working_group"] = None
        if self._left_as_proposed(values):
            values["title"] = calling.title(
                self.forum, values["kind"], number=calling.next_number(self.forum)
            )
        return values

    @property
    def asks_for_offices(self) -> bool:
        """Whether the meeting, as it was sent or as the form opens, is one with offices."""
        if not self.is_bound:
            kind = self.initial.get("kind", self.instance.kind)
        else:
            kind = getattr(self, "cleaned_data", {}).get("kind", "")
        return bool(kind == MeetingKind.RESPONSIBLE_OFFICES)

    def _left_as_proposed(self, values: dict[str, Any]) -> bool:
        """Whether a new meeting got another kind and kept the title of the kind before."""
        return (
            not self.instance.pk
            and "title" in self.initial
            and values["kind"] != self.initial.get("kind")
            and values["title"].texts() == Translated.of(self.initial["title"]).texts()
        )


class ShortNoticeForm(TranslatedFormMixin, forms.Form):
    """Why a meeting is called at shorter notice than the rules ask for."""

    texts: ClassVar[dict[str, Text]] = {
        "reason": Text(
            _("Why is the notice short?"),
            required=True,
            rows=3,
            help=_("Everybody reads this on the page and in the mail."),
        )
    }


class MeetingFilterForm(forms.Form):
    """Which meetings the calendar shows."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _("All kinds")), *MeetingKind.choices], required=False
    )
    year = forms.TypedChoiceField(label=_("Year"), coerce=int, required=False, empty_value=None)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.TypedChoiceField", self.fields["year"])
        field.choices = [("", _("All years")), *((str(year), str(year)) for year in years)]

    def narrowed(self, rows: MeetingQuerySet) -> MeetingQuerySet:
        """The meetings that are asked for; a filter that is not understood shows all."""
        self.is_valid()
        if kind := self.cleaned_data.get("kind"):
            rows = rows.filter(kind=kind)
        if year := self.cleaned_data.get("year"):
            rows = rows.filter(starts_at__year=year)
        return rows


class CancellationForm(TranslatedFormMixin, forms.Form):
    """Why a meeting is cancelled."""

    texts: ClassVar[dict[str, Text]] = {
        "reason": Text(_("Why is the meeting cancelled?"), required=True, rows=3)
    }
