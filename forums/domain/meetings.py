"""Calling, moving, cancelling and minuting meetings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.domain import calendar, notices, publication
from forums.domain.errors import AlreadyPublished, Incomplete, NotPublished, Refused
from forums.domain.seats import members
from forums.models import AgendaItem, Attendance, Forum, Meeting, Person, Presence, Term, Translated

REMINDER = dt.timedelta(days=2)
TOLD_OF = ("title", "starts_at", "ends_at", "place", "online_url", "mode")


class AlreadyCancelled(Refused):
    """A cancelled meeting is neither moved nor cancelled again."""


class NotHeld(Refused):
    """What is said of a meeting afterwards cannot be said before it began."""


@transaction.atomic
def draft(forum: Forum, *, by: Person, **fields: Any) -> Meeting:
    """A meeting that only the forum sees, with the forum's next number."""
    Forum.objects.select_for_update().get(pk=forum.pk)
    last = forum.meetings.aggregate(last=Max("number"))["last"] or 0
    fields.setdefault("time_zone", forum.time_zone)
    return Meeting.objects.create(forum=forum, number=last + 1, **fields)


@transaction.atomic
def set_agenda(meeting: Meeting, *, by: Person, rows: Sequence[dict[str, Any]]) -> None:
    """Makes the agenda these points in this order; a point keeps its identity by `pk`."""
    kept = [row["pk"] for row in rows if row["pk"]]
    meeting.agenda.exclude(pk__in=kept).delete()
    for position, row in enumerate(rows, start=1):
        values = {name: value for name, value in row.items() if name != "pk"}
        AgendaItem.objects.update_or_create(
            pk=row["pk"], meeting=meeting, defaults={**values, "position": position}
        )


@transaction.atomic
def publish(meeting: Meeting, *, by: Person) -> int:
    """Publishes a meeting and tells the members, once each; returns how many.

    Raises Incomplete where there is no agenda, AlreadyPublished where it was published.
    """
    if not meeting.agenda.exists():
        raise Incomplete(_("Add at least one item to the agenda before you publish."))
    publication.publish(meeting)
    told = _tell(meeting, template="forums/mail/meeting_published")
    _remind(meeting)
    return told


@transaction.atomic
def change(meeting: Meeting, *, by: Person, **fields: Any) -> int:
    """Changes a meeting. Where it is public and its time or place changes, members are told.

    Returns how many are told. Raises AlreadyCancelled.
    """
    before = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if before.cancelled_at:
        raise AlreadyCancelled(_("This meeting was cancelled. Call a new one instead."))
    for name, value in fields.items():
        setattr(meeting, name, value)
    changed = [name for name in TOLD_OF if getattr(meeting, name) != getattr(before, name)]
    tell = before.is_public and bool(changed) and before.ends_at > timezone.now()
    if tell:
        meeting.sequence = before.sequence + 1
    meeting.save()
    if not tell:
        return 0
    notices.cancel(key_prefix=f"meeting:{meeting.pk}:reminder")
    _remind(meeting)
    return _tell(meeting, template="forums/mail/meeting_changed", before=before, changed=changed)


@transaction.atomic
def cancel(meeting: Meeting, *, by: Person, reason: Mapping[str, str]) -> int:
    """Cancels a published meeting with a reason; calendars remove it. Returns how many are told."""
    locked = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if not locked.is_public:
        raise NotPublished(
            _("Only a published meeting can be cancelled. Delete the draft instead.")
        )
    if locked.cancelled_at:
        raise AlreadyCancelled(_("This meeting is cancelled already."))
    meeting.cancelled_at = timezone.now()
    meeting.cancellation_reason = Translated(reason)
    meeting.sequence = locked.sequence + 1
    meeting.save(update_fields=["cancelled_at", "cancellation_reason", "sequence"])
    notices.cancel(key_prefix=f"meeting:{meeting.pk}:reminder")
    return _tell(meeting, template="forums/mail/meeting_cancelled")


@transaction.atomic
def record_attendance(meeting: Meeting, *, by: Person, presence: Mapping[Term, str]) -> None:
    """Writes down who took which seat. Raises NotHeld before the meeting begins."""
    if meeting.starts_at > timezone.now():
        raise NotHeld(_("Attendance can be recorded once the meeting has begun."))
    for term, value in presence.items():
        Attendance.objects.update_or_create(
            meeting=meeting,
            term=term,
            defaults={"presence": Presence(value), "sector": term.seat.sector},
        )


def write_minutes(meeting: Meeting, *, by: Person, minutes: Mapping[str, str]) -> None:
    """Keeps what was written; the public sees it once the minutes are published."""
    meeting.minutes = Translated(minutes)
    meeting.save(update_fields=["minutes"])


@transaction.atomic
def publish_minutes(meeting: Meeting, *, by: Person) -> int:
    """Publishes the minutes that were written and tells the members. Returns how many.

    Raises NotPublished, NotHeld, Incomplete or AlreadyPublished.
    """
    locked = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if not locked.is_public:
        raise NotPublished(_("Publish the meeting before its minutes."))
    if locked.starts_at > timezone.now():
        raise NotHeld(_("Minutes can be published once the meeting has begun."))
    if not locked.minutes:
        raise Incomplete(_("Write the minutes before you publish them."))
    if locked.minutes_published_at:
        raise AlreadyPublished(_("The minutes are published already."))
    meeting.minutes_published_at = timezone.now()
    meeting.save(update_fields=["minutes_published_at"])
    return notices.queue(
        members(meeting.forum),
        template="forums/mail/minutes_published",
        key=f"meeting:{meeting.pk}:minutes",
        context={"meeting": meeting, "url": notices.absolute(meeting.get_absolute_url())},
        forum=meeting.forum,
    )


def _context(meeting: Meeting, **more: Any) -> dict[str, Any]:
    return {
        "meeting": meeting,
        "agenda": list(meeting.agenda.all()),
        "url": notices.absolute(meeting.get_absolute_url()),
        **more,
    }


def _tell(meeting: Meeting, *, template: str, **more: Any) -> int:
    return notices.queue(
        members(meeting.forum),
        template=template,
        key=f"meeting:{meeting.pk}:{meeting.sequence}",
        context=_context(meeting, **more),
        forum=meeting.forum,
        calendar=lambda person: calendar.invitation(meeting, person),
    )


def _remind(meeting: Meeting) -> None:
    """A reminder waits in the outbox until two days before the meeting."""
    due_at = meeting.starts_at - REMINDER
    if due_at > timezone.now():
        notices.queue(
            members(meeting.forum),
            template="forums/mail/meeting_reminder",
            key=f"meeting:{meeting.pk}:reminder:{meeting.sequence}",
            context=_context(meeting),
            forum=meeting.forum,
            due_at=due_at,
        )
