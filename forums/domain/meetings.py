"""Calling, moving and cancelling meetings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max, ProtectedError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.domain import calendar, notices, publication, replies
from forums.domain.errors import AlreadyPublished, Incomplete, NotPublished, Refused
from forums.domain.notice_period import NoticePeriod, period
from forums.domain.rules_of_procedure import in_force
from forums.domain.seats import members
from forums.models import AgendaItem, Forum, GroupMembership, Meeting, Person, Translated

REMINDER = dt.timedelta(days=2)
TOLD_OF = ("title", "starts_at", "ends_at", "place", "online_url", "mode")


class AlreadyCancelled(Refused):
    """A cancelled meeting is neither moved nor cancelled again."""


class ShortNotice(Incomplete):
    """The rules ask for a longer notice, and nobody has said why it is short."""


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
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    kept = [row["pk"] for row in rows if row["pk"]]
    meeting.agenda.exclude(pk__in=kept).delete()
    for position, row in enumerate(rows, start=1):
        values = {name: value for name, value in row.items() if name != "pk"}
        AgendaItem.objects.update_or_create(
            pk=row["pk"], meeting=meeting, defaults={**values, "position": position}
        )


def audience(meeting: Meeting) -> list[Person]:
    """Who is told of a meeting: members and alternates, or the members of its working group."""
    if meeting.working_group_id is None:
        return members(meeting.forum)
    group = GroupMembership.objects.filter(group=meeting.working_group_id, until=None)
    return list(
        Person.objects.filter(
            is_active=True, email__isnull=False, pk__in=group.values("person")
        ).order_by("name", "pk")
    )


def invited(meeting: Meeting) -> list[Person]:
    """Who gets the invitation when the meeting is published; nobody once it is over."""
    return audience(meeting) if meeting.ends_at > timezone.now() else []


def notice_of(meeting: Meeting) -> NoticePeriod:
    """The notice that the meeting would be given today, by the rules that are in force today."""
    today = meeting.forum.today
    return period(
        noticed_on=today,
        meets_on=meeting.local_start.date(),
        required=in_force(meeting.forum, today).notice_days,
    )


@transaction.atomic
def publish(meeting: Meeting, *, by: Person, reason: Mapping[str, str] | None = None) -> int:
    """Publishes a meeting and tells those whom it concerns, once each; returns how many.

    Raises Incomplete where there is no agenda, AlreadyPublished where it was published, and
    ShortNotice where the notice is shorter than the rules ask for and there is no reason why.
    """
    if not meeting.agenda.exists():
        raise Incomplete(_("Add at least one item to the agenda before you publish."))
    if reason:
        meeting.short_notice_reason = Translated(reason)
        meeting.save(update_fields=["short_notice_reason"])
    _check_notice(meeting)
    publication.publish(meeting)
    told = _tell(meeting, invited(meeting), template="forums/mail/meeting_published")
    _remind(meeting)
    return told


@transaction.atomic
def change(meeting: Meeting, *, by: Person, **fields: Any) -> int:
    """Changes a meeting. Where it is public and its time or place changes, members are told.

    Returns how many are told. Raises AlreadyCancelled, and ShortNotice where a public meeting
    is moved to a day that is nearer than the rules ask for, without a reason.
    """
    before = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if before.cancelled_at:
        raise AlreadyCancelled(_("This meeting was cancelled. Call a new one instead."))
    for name, value in fields.items():
        setattr(meeting, name, value)
    changed = [name for name in TOLD_OF if getattr(meeting, name) != getattr(before, name)]
    if before.is_public and meeting.local_start.date() != before.local_start.date():
        _check_notice(meeting)
    tell = before.is_public and bool(changed) and before.ends_at > timezone.now()
    if tell:
        meeting.sequence = before.sequence + 1
    meeting.save(update_fields=[*fields, *(["sequence"] if tell else [])])
    if not tell:
        return 0
    notices.cancel(key_prefix=f"meeting:{meeting.pk}:reminder")
    _remind(meeting)
    return _tell(
        meeting,
        audience(meeting),
        template="forums/mail/meeting_changed",
        before=before,
        changed=changed,
    )


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
    return _tell(meeting, audience(meeting), template="forums/mail/meeting_cancelled")


@transaction.atomic
def discard(meeting: Meeting, *, by: Person) -> None:
    """Throws a draft away. Raises AlreadyPublished where the public has seen it."""
    locked = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if locked.published_at is not None:
        raise AlreadyPublished(_("A published meeting is not deleted. Cancel it with a reason."))
    try:
        locked.delete()
    except ProtectedError:
        raise Refused(_("Something was recorded for this meeting, so it stays.")) from None


def _check_notice(meeting: Meeting) -> None:
    notice = notice_of(meeting)
    if notice.is_short and not meeting.short_notice_reason:
        raise ShortNotice(
            _(
                "The rules ask for %(required)d days between notice and meeting, this leaves "
                "%(given)d. Say why, and everybody can read it."
            )
            % {"required": notice.required, "given": notice.given}
        )


def _context(meeting: Meeting, **more: Any) -> dict[str, Any]:
    return {
        "meeting": meeting,
        "agenda": list(meeting.agenda.all()),
        "url": notices.absolute(meeting.get_absolute_url()),
        **more,
    }


def reply_url(meeting: Meeting, person: Person) -> str:
    """The page on which the person answers the invitation, without logging in."""
    args = [meeting.forum.slug, meeting.number, replies.token(meeting, person)]
    return notices.absolute(reverse("forums:reply-by-mail", args=args))


def preview(meeting: Meeting, person: Person) -> tuple[str, str]:
    """Subject and text of the invitation as the person would get it, in the current language."""
    stop_url = notices.absolute(reverse("stop-mail", args=[notices.stop_token(person)]))
    values = {
        "person": person,
        "forum": meeting.forum,
        "portal": settings.PORTAL_NAME,
        "stop_url": stop_url,
    }
    return notices.written(
        "forums/mail/meeting_published", _context(meeting, **values, **_own(meeting, person))
    )


def _own(meeting: Meeting, person: Person) -> dict[str, Any]:
    return {"reply_url": reply_url(meeting, person)}


def _tell(meeting: Meeting, people: list[Person], *, template: str, **more: Any) -> int:
    answers = replies.participation(meeting)
    return notices.queue(
        people,
        template=template,
        key=f"meeting:{meeting.pk}:{meeting.sequence}",
        context=_context(meeting, **more),
        forum=meeting.forum,
        calendar=lambda person: calendar.invitation(
            meeting, person, participation=answers.get(person.pk, "NEEDS-ACTION")
        ),
        own=lambda person: _own(meeting, person),
    )


def _remind(meeting: Meeting) -> None:
    """A reminder waits in the outbox until two days before the meeting."""
    due_at = meeting.starts_at - REMINDER
    if due_at > timezone.now():
        notices.queue(
            audience(meeting),
            template="forums/mail/meeting_reminder",
            key=f"meeting:{meeting.pk}:reminder:{meeting.sequence}",
            context=_context(meeting),
            forum=meeting.forum,
            due_at=due_at,
            own=lambda person: _own(meeting, person),
        )
