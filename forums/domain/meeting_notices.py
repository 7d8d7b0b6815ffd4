"""What people are told of a meeting: invitation, change, cancellation and reminder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from forums.domain import calendar, notices, replies
from forums.domain.circles import office_of
from forums.models import Meeting, Organisation, Person

REMINDER = dt.timedelta(days=2)
INVITED, CHANGED, CANCELLED, UNINVITED, REMINDED = (
    f"forums/mail/meeting_{what}"
    for what in ("published", "changed", "cancelled", "uninvited", "reminder")
)


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
    return notices.written(INVITED, _context(meeting, **values, **_own(meeting, person, {})))


def tell(meeting: Meeting, people: Iterable[Person], *, template: str, **more: Any) -> int:
    """Tells each of them once, with the meeting for their calendars. Returns how many.

    The sequence of the meeting is part of what makes a notice one: raise it before a change is
    told. Who gets UNINVITED finds the meeting cancelled in her calendar.
    """
    people = list(people)
    if not people:
        return 0
    answers = replies.participation(meeting)
    offices = office_of(meeting)
    agenda = list(meeting.agenda.all())
    return notices.queue(
        people,
        template=template,
        key=f"meeting:{meeting.pk}:{meeting.sequence}",
        context=_context(meeting, agenda=agenda, **more),
        forum=meeting.forum,
        calendar=lambda person: calendar.invitation(
            meeting,
            person,
            participation=answers.get(person.pk, "NEEDS-ACTION"),
            agenda=agenda,
            leaves=template == UNINVITED,
        ),
        own=lambda person: _own(meeting, person, offices),
    )


def remind(meeting: Meeting, people: Iterable[Person]) -> None:
    """A reminder waits in the outbox until two days before the meeting, in place of any other."""
    notices.cancel(key_prefix=reminders(meeting))
    due_at = meeting.starts_at - REMINDER
    if due_at > timezone.now():
        offices = office_of(meeting)
        notices.queue(
            people,
            template=REMINDED,
            key=f"{reminders(meeting)}{meeting.sequence}",
            context=_context(meeting),
            forum=meeting.forum,
            due_at=due_at,
            own=lambda person: _own(meeting, person, offices),
        )


def stop_reminders(meeting: Meeting) -> None:
    """Nobody is reminded of the meeting any more."""
    notices.cancel(key_prefix=reminders(meeting))


def reminders(meeting: Meeting) -> str:
    """How the keys of the meeting's reminders begin."""
    return f"meeting:{meeting.pk}:reminder:"


def _context(meeting: Meeting, **more: Any) -> dict[str, Any]:
    return {
        "meeting": meeting,
        "url": notices.absolute(meeting.get_absolute_url()),
        "agenda": more.pop("agenda", None) or list(meeting.agenda.all()),
        **more,
    }


def _own(meeting: Meeting, person: Person, offices: dict[int, Organisation]) -> dict[str, Any]:
    return {"reply_url": reply_url(meeting, person), "office": offices.get(person.pk)}
