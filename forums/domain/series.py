"""Meetings that are called together: every so many months or weeks, each its own thereafter."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.domain import meetings, recurrence
from forums.domain.errors import AlreadyPublished, Refused
from forums.models import Meeting, MeetingSeries, Person, Translated

COPIED = (
    *("description", "kind", "mode", "precision", "time_zone", "place", "online_url"),
    *("open_to_public", "working_group", "presents_results"),
)


class TooMany(Refused):
    """More meetings than anybody plans at once."""


@transaction.atomic
def call(
    meeting: Meeting, *, by: Person, count: int, every_months: int = 0, every_weeks: int = 0
) -> MeetingSeries:
    """Makes `count` more drafts like this one, at the same hour of the meeting's own zone.

    The weekday of the month is kept, or the weekday. Each has the agenda of the first without what
    was proposed for that one, invites the same offices and is changed, published and cancelled on
    its own afterwards. Raises TooMany or ValueError.
    """
    if not 1 <= count <= recurrence.MOST:
        raise TooMany(
            _("Between 1 and %(most)d more can be called at once.") % {"most": recurrence.MOST}
        )
    series = MeetingSeries.objects.create(
        forum=meeting.forum,
        title=_without_number(meeting.title, meeting.number),
        every_months=every_months,
        every_weeks=every_weeks,
    )
    meeting.series = series
    meeting.save(update_fields=["series"])
    points = meeting.agenda.filter(proposal=None).order_by("position")
    agenda = list(points.values("title", "description", "presenter", "duration"))
    offices = list(meeting.offices.all())
    length = meeting.ends_at - meeting.starts_at
    first = meeting.local_start
    for day in recurrence.following(
        first.date(), count, every_months=every_months, every_weeks=every_weeks
    ):
        starts_at = dt.datetime.combine(day, first.time(), meeting.zone).astimezone(dt.UTC)
        made = meetings.draft(
            meeting.forum,
            by=by,
            title=meeting.title,
            starts_at=starts_at,
            ends_at=starts_at + length,
            series=series,
            offices=offices,
            **{name: getattr(meeting, name) for name in COPIED},
        )
        made.title = _numbered(meeting.title, meeting.number, made.number)
        made.save(update_fields=["title"])
        meetings.set_agenda(made, by=by, rows=[{"pk": None, **row} for row in agenda])
    return series


def drafts(series: MeetingSeries) -> list[Meeting]:
    """The meetings of the series that are still to be published, the next first."""
    return list(
        series.meetings.filter(published_at=None, starts_at__gte=timezone.now())
        .select_related("forum", "working_group", "series")
        .order_by("starts_at")
    )


@transaction.atomic
def publish_all(
    series: MeetingSeries, *, by: Person, reason: Mapping[str, str] | None = None
) -> tuple[int, int]:
    """Publishes every draft of the series that is to come, all or none.

    The reason stands at those whose notice is shorter than the rules ask for. Returns how many
    meetings were published and how many people are told of each. Raises AlreadyPublished where
    there is none left, and what `meetings.publish` raises.
    """
    waiting = drafts(series)
    if not waiting:
        raise AlreadyPublished(_("All meetings of this series are published already."))
    told = 0
    for meeting in waiting:
        short = meetings.notice_of(meeting).is_short
        told = max(told, meetings.publish(meeting, by=by, reason=reason if short else None))
    return len(waiting), told


def _numbered(title: Mapping[str, str], old: int, new: int) -> Translated:
    """The title with the meeting's own number in place of the one it was copied from."""
    ending = re.compile(rf"\b{old}$")
    return Translated({code: ending.sub(str(new), text) for code, text in title.items()})


def _without_number(title: Mapping[str, str], number: int) -> Translated:
    ending = re.compile(rf"\s+{number}$")
    return Translated({code: ending.sub("", text) for code, text in title.items()})
