"""Meetings as iCalendar: invitations, updates, cancellations and feeds (RFC 5545, 5546)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import cache

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, vCalAddress, vText

from forums.domain.calendar_entries import Entry
from forums.domain.notices import absolute
from forums.models import AgendaItem, Meeting, Person, Precision


def _event(
    meeting: Meeting, *, stamp: dt.datetime, joins: bool, agenda: Iterable[AgendaItem]
) -> Event:
    """`joins` says whether the reader may know the link to a meeting that is for members."""
    event = Event()
    event.add("uid", f"{meeting.uid}@{settings.PORTAL_HOST}")
    event.add("dtstamp", stamp)
    event.add("sequence", meeting.sequence)
    event.add("summary", str(meeting.title))
    if meeting.precision == Precision.TIME:
        event.add("dtstart", meeting.local_start)
        event.add("dtend", meeting.local_end)
    else:
        event.add("dtstart", meeting.local_start.date())
    if meeting.place:
        event.add("location", str(meeting.place))
    elif meeting.online_url and (joins or meeting.open_to_public):
        event.add("location", meeting.online_url)
    page = absolute(meeting.get_absolute_url())
    event.add("description", "\n\n".join(filter(None, _about(meeting, agenda, page))))
    event.add("url", page)
    event.add("status", "CANCELLED" if meeting.cancelled_at else "CONFIRMED")
    return event


def _whole_days(entry: Entry) -> Event:
    """Whole days, which take nobody's time; an event ends on the day after its last (3.6.1)."""
    event = Event()
    event.add("uid", f"{entry.uid}@{settings.PORTAL_HOST}")
    event.add("dtstamp", entry.stamp)
    event.add("summary", entry.title)
    event.add("dtstart", entry.first)
    event.add("dtend", entry.last + dt.timedelta(days=1))
    page = absolute(entry.url)
    event.add("description", "\n\n".join(filter(None, [entry.text, page])))
    event.add("url", page)
    event.add("transp", "TRANSPARENT")
    return event


def _about(meeting: Meeting, agenda: Iterable[AgendaItem], page: str) -> list[str]:
    points = [f"{number}. {item.title}" for number, item in enumerate(agenda, start=1)]
    return [
        str(meeting.description),
        "\n".join([_("Agenda:"), *points]) if points else "",
        page,
    ]


def _calendar(method: str | None = None) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.PORTAL_NAME}//forums//EN")
    calendar.add("version", "2.0")
    if method:
        calendar.add("method", method)
    return calendar


@cache
def _timezone(tzid: str) -> Timezone:
    """The rules of a zone. They take 25 ms to find out, and an invitation goes to each person."""
    return Timezone.from_tzid(tzid)


def _text(calendar: Calendar) -> str:
    for tzid in calendar.get_missing_tzids():
        calendar.subcomponents.insert(0, _timezone(tzid))
    text: str = calendar.to_ical().decode()
    return text


def invitation(
    meeting: Meeting,
    person: Person,
    *,
    participation: str = "NEEDS-ACTION",
    agenda: Sequence[AgendaItem] | None = None,
    leaves: bool = False,
) -> tuple[str, str]:
    """(text, METHOD) for one person: REQUEST, or CANCEL once the meeting is cancelled.

    `participation` is what she has answered so far, as calendars write it; `agenda` its points
    where they are known already; `leaves` cancels it for this person alone (RFC 5546 3.2.5).
    Clients know the meeting by its UID and take the message with the higher SEQUENCE (RFC 5546
    2.1.4, 3.2.2).
    """
    points = meeting.agenda.all() if agenda is None else agenda
    event = _event(meeting, stamp=timezone.now(), joins=not leaves, agenda=points)
    if leaves:
        event["status"] = "CANCELLED"
    method = "CANCEL" if leaves or meeting.cancelled_at else "REQUEST"
    calendar = _calendar(method)
    organizer = vCalAddress(f"mailto:{meeting.forum.contact_email or settings.DEFAULT_FROM_EMAIL}")
    organizer.params["CN"] = vText(str(meeting.forum.name))
    event["organizer"] = organizer
    attendee = vCalAddress(f"mailto:{person.email}")
    attendee.params["CN"] = vText(person.name)
    attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
    attendee.params["PARTSTAT"] = vText(participation)
    attendee.params["RSVP"] = vText("TRUE")
    event.add("attendee", attendee, encode=False)
    calendar.add_component(event)
    return _text(calendar), method


def with_agendas(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """The meetings for a feed, with the agendas of those that are to come: others are looked up."""
    ahead = AgendaItem.objects.filter(meeting__ends_at__gte=timezone.now()).order_by("position")
    return meetings.select_related("forum").prefetch_related(Prefetch("agenda", ahead))


def feed(
    meetings: Iterable[Meeting], *, name: str, joins: bool = False, entries: Iterable[Entry] = ()
) -> str:
    """Meetings and other days as one calendar, many meetings `with_agendas`.

    `joins`: the reader is a member. A meeting of which only the month is known has no place in a
    calendar of days.
    """
    calendar = _calendar("PUBLISH")
    calendar.add("x-wr-calname", name)
    for meeting in meetings:
        if meeting.precision == Precision.MONTH:
            continue
        stamp = meeting.published_at or timezone.now()
        points = meeting.agenda.all()
        calendar.add_component(_event(meeting, stamp=stamp, joins=joins, agenda=points))
    for entry in entries:
        calendar.add_component(_whole_days(entry))
    return _text(calendar)
