"""When minutes are due: found by what is due and not yet done, never by a time window."""

from __future__ import annotations

import datetime as dt

from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from forums.domain import notices
from forums.domain.minutes import reminder_key
from forums.domain.rules_of_procedure import in_force
from forums.domain.seats import coordinators
from forums.models import COORDINATING, Meeting, Notice, Precision, Term

AT_ONCE = 200


def due_on(meeting: Meeting) -> dt.date:
    """The day until which the minutes are to be published, by the rules in force at the meeting."""
    rules = in_force(meeting.forum, meeting.local_start.date())
    return meeting.local_end.date() + dt.timedelta(days=rules.minutes_days)


def set_due_dates(*, now: dt.datetime | None = None) -> int:
    """Gives meetings that are over the day on which their minutes are due. Returns how many."""
    rows = (
        Meeting.objects.public()
        .past(now)
        .filter(
            cancelled_at=None,
            minutes_due_on=None,
            minutes_published_at=None,
            precision=Precision.TIME,
        )
        .select_related("forum")[:AT_ONCE]
    )
    return sum(
        Meeting.objects.filter(pk=row.pk, minutes_due_on=None).update(minutes_due_on=due_on(row))
        for row in rows
    )


def remind_of_due(*, now: dt.datetime | None = None) -> int:
    """Tells coordinators, once, that minutes are due today or were. Returns how many are told."""
    now = now or timezone.now()
    told = Notice.objects.filter(
        key=Concat(Value("meeting:"), Cast(OuterRef("pk"), CharField()), Value(":minutes-due"))
    )
    coordinated = Term.objects.current().filter(
        seat__forum=OuterRef("forum"), seat__role__in=COORDINATING
    )
    rows = (
        Meeting.objects.public()
        .filter(
            ~Exists(told),
            Exists(coordinated),
            cancelled_at=None,
            minutes_published_at=None,
            minutes_due_on__lte=now + dt.timedelta(days=1),
        )
        .select_related("forum")[:AT_ONCE]
    )
    return sum(
        notices.queue(
            coordinators(meeting.forum),
            template="forums/mail/minutes_due",
            key=reminder_key(meeting.pk),
            context={
                "meeting": meeting,
                "url": notices.absolute(f"{meeting.get_absolute_url()}minutes/"),
            },
            forum=meeting.forum,
        )
        for meeting in rows
        if meeting.minutes_due_on and meeting.minutes_due_on <= now.astimezone(meeting.zone).date()
    )
