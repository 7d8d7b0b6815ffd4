"""Calling, moving and cancelling meetings."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max, ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.domain import agenda_changes, circles, meeting_notices, presenters, publication
from forums.domain.agenda_changes import Point
from forums.domain.errors import (
    AlreadyPublished,
    ChangedMeanwhile,
    Incomplete,
    NotPublished,
    Refused,
)
from forums.domain.notice_period import NoticePeriod, period
from forums.domain.rules_of_procedure import in_force
from forums.models import (
    AgendaItem,
    Forum,
    Meeting,
    MeetingKind,
    Organisation,
    Person,
    Translated,
)

TOLD_OF = ("title", "starts_at", "ends_at", "place", "online_url", "mode")
Rows = Sequence[dict[str, Any]]


class AlreadyCancelled(Refused):
    """A cancelled meeting is neither moved nor cancelled again."""


class ShortNotice(Incomplete):
    """The rules ask for a longer notice, and nobody has said why it is short."""


@dataclass(frozen=True)
class _Known:
    """What people know of a meeting before it changes."""

    meeting: Meeting
    points: list[Point]
    people: list[Person]


@transaction.atomic
def draft(
    forum: Forum, *, by: Person, offices: Sequence[Organisation] = (), **fields: Any
) -> Meeting:
    """A meeting that only the forum sees, with the forum's next number."""
    Forum.objects.select_for_update().get(pk=forum.pk)
    last = forum.meetings.aggregate(last=Max("number"))["last"] or 0
    fields.setdefault("time_zone", forum.time_zone)
    meeting = Meeting.objects.create(forum=forum, number=last + 1, **fields)
    meeting.offices.set(offices)
    return meeting


@transaction.atomic
def set_agenda(meeting: Meeting, *, by: Person, rows: Rows) -> int:
    """Makes the agenda these points in this order; a point keeps its identity by `pk`.

    Where the meeting is public and to come, people are told what changed; returns how many.
    """
    return change(meeting, by=by, agenda=rows)


@transaction.atomic
def add_point(meeting: Meeting, *, by: Person, **values: Any) -> AgendaItem:
    """Puts a point at the end of the agenda. Who was invited is told."""
    known = _lock(meeting)
    last = meeting.agenda.aggregate(last=Max("position"))["last"] or 0
    term = presenters.named(presenters.sitting(meeting), values.get("presenter", ""))
    item = AgendaItem.objects.create(
        meeting=meeting, position=last + 1, presented_by=term, **values
    )
    _follow(meeting, known)
    return item


def audience(meeting: Meeting) -> list[Person]:
    """Who is told of a meeting, each once: the forum's or the group's members, and the offices."""
    people = [person for circle in circles.circles(meeting) for person in circle.people]
    return sorted(people, key=lambda person: (person.name, person.pk))


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
    people = invited(meeting)
    if people:
        _check_offices(meeting)
    if reason:
        meeting.short_notice_reason = Translated(reason)
        meeting.save(update_fields=["short_notice_reason"])
    _check_notice(meeting)
    publication.publish(meeting)
    meeting_notices.remind(meeting, people)
    return meeting_notices.tell(meeting, people, template=meeting_notices.INVITED)


@transaction.atomic
def change(
    meeting: Meeting,
    *,
    by: Person,
    agenda: Rows | None = None,
    offices: Sequence[Organisation] | None = None,
    seen: str = "",
    **fields: Any,
) -> int:
    """Changes a meeting, its agenda and the offices that are invited; returns how many are told.

    Where it is public and to come, everybody gets one mail that says what changed, an office that
    is invited now the invitation, and one that is not any more its cancellation. Raises
    AlreadyCancelled; Incomplete where a public meeting would be left without an agenda or without
    its offices; ShortNotice where it is moved to a day that is nearer than the rules ask for,
    without a reason; ChangedMeanwhile where somebody changed it since the fingerprint `seen`.
    """
    known = _lock(meeting)
    before = known.meeting
    if seen and seen != fingerprint(before):
        raise ChangedMeanwhile(
            _(
                "Somebody else changed this meeting while you wrote. Open it anew in another "
                "window and carry your changes over; what you typed stays here."
            )
        )
    for name, value in fields.items():
        setattr(meeting, name, value)
    meeting.save(update_fields=[*fields])
    if agenda is not None:
        _lay_out(meeting, agenda)
    if offices is not None:
        meeting.offices.set(offices)
    if before.is_public:
        if known.points and not meeting.agenda.exists():
            raise Incomplete(_("A published meeting keeps an agenda. Leave at least one item."))
        if before.ends_at > timezone.now():
            _check_offices(meeting)
        if meeting.local_start.date() != before.local_start.date():
            _check_notice(meeting)
    return _follow(meeting, known)


def _lock(meeting: Meeting) -> _Known:
    locked = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if locked.cancelled_at:
        raise AlreadyCancelled(_("This meeting was cancelled. Call a new one instead."))
    return _Known(locked, _points(locked), audience(locked) if locked.is_public else [])


def fingerprint(meeting: Meeting) -> str:
    """Tells one state of a meeting's notice, agenda and offices from another."""
    fields = [field.attname for field in Meeting._meta.concrete_fields]
    state = [
        *Meeting.objects.filter(pk=meeting.pk).values_list(
            *(name for name in fields if not name.startswith(("minutes", "check_in")))
        ),
        *meeting.agenda.order_by("position").values_list(),
        *meeting.offices.order_by("pk").values_list("pk"),
    ]
    return hashlib.sha256(repr(state).encode()).hexdigest()[:16]


def _points(meeting: Meeting) -> list[Point]:
    rows = AgendaItem.objects.filter(meeting=meeting).order_by("position")
    return [Point(row.pk, row.title, row.duration) for row in rows]


def _lay_out(meeting: Meeting, rows: Rows) -> None:
    """A point keeps the words that are withheld, for what it said may have to come back."""
    kept = [row["pk"] for row in rows if row["pk"]]
    meeting.agenda.exclude(pk__in=kept).delete()
    withheld = set(meeting.agenda.filter(withheld__isnull=False).values_list("pk", flat=True))
    sitting = presenters.sitting(meeting)
    for position, row in enumerate(rows, start=1):
        fixed = {"pk", "title", "description"} if row["pk"] in withheld else {"pk"}
        values = {name: value for name, value in row.items() if name not in fixed}
        AgendaItem.objects.update_or_create(
            pk=row["pk"],
            meeting=meeting,
            defaults={
                **values,
                "position": position,
                "presented_by": presenters.named(sitting, row.get("presenter", "")),
            },
        )


def _follow(meeting: Meeting, known: _Known) -> int:
    """Tells those whom a change of a public meeting concerns; of its agenda until it begins."""
    before, now = known.meeting, timezone.now()
    if not before.is_public or before.ends_at <= now:
        return 0
    changed = [name for name in TOLD_OF if getattr(meeting, name) != getattr(before, name)]
    points = (
        agenda_changes.compare(known.points, _points(meeting)) if before.starts_at > now else []
    )
    people = audience(meeting)
    knew, know = set(known.people), set(people)
    if not changed and not points and knew == know:
        return 0
    meeting.sequence = before.sequence + 1
    meeting.save(update_fields=["sequence"])
    meeting_notices.remind(meeting, people)
    told = meeting_notices.tell(
        meeting, [each for each in people if each not in knew], template=meeting_notices.INVITED
    ) + meeting_notices.tell(
        meeting,
        [each for each in known.people if each not in know],
        template=meeting_notices.UNINVITED,
    )
    if not changed and not points:
        return told
    return told + meeting_notices.tell(
        meeting,
        [each for each in people if each in knew],
        template=meeting_notices.CHANGED,
        before=before,
        changed=changed,
        points=points,
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
    meeting_notices.stop_reminders(meeting)
    return meeting_notices.tell(meeting, audience(meeting), template=meeting_notices.CANCELLED)


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


def _check_offices(meeting: Meeting) -> None:
    if meeting.kind == MeetingKind.RESPONSIBLE_OFFICES and not meeting.offices.exists():
        raise Incomplete(_("Name the offices with which the forum meets."))
