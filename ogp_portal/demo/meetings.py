"""The forum's meetings: called, held, minuted, and those to come."""

from __future__ import annotations

import datetime as dt
from contextlib import nullcontext
from typing import Any

from forums.domain import meetings
from forums.models import Meeting, MeetingPaper, Presence, Term
from ogp_portal.demo import papers
from ogp_portal.demo.clock import past
from ogp_portal.demo.world import World

PLAIN = ("title", "description", "kind", "mode", "place", "online_url", "open_to_public")


def load(world: World) -> None:
    """All meetings in the order of their days, each as far as it got."""
    rows = [row for file in world.read_all("meetings") for row in file["meetings"]]
    for number, row in enumerate(rows, start=1):
        world.meetings[number] = _meeting(world, row)


def _meeting(world: World, row: dict[str, Any]) -> Meeting:
    starts_at = world.clock.moment(row["on"], row.get("time", "10:00"))
    ends_at = starts_at + dt.timedelta(minutes=row.get("minutes_long", 150))
    with past(world.clock.moment(row["called"], "09:00")) if "called" in row else nullcontext():
        meeting = meetings.draft(
            world.forum,
            by=world.coordinator,
            starts_at=starts_at,
            ends_at=ends_at,
            **{name: row[name] for name in PLAIN if name in row},
        )
        meetings.set_agenda(
            meeting, by=world.coordinator, rows=[{"pk": None, **item} for item in row["agenda"]]
        )
        for paper in row.get("papers", []):
            _paper(world, meeting, paper)
        if row.get("published", True):
            meetings.publish(meeting, by=world.coordinator)
    if "cancelled" in row:
        with past(world.clock.moment(row["cancelled"]["on"], "16:00")):
            meetings.cancel(meeting, by=world.coordinator, reason=row["cancelled"]["reason"])
    if "minutes" in row:
        _held(world, meeting, row)
    return meeting


def _paper(world: World, meeting: Meeting, row: dict[str, Any]) -> None:
    document = papers.add(world, row, by=world.coordinator, publish=row.get("published", True))
    item = meeting.agenda.filter(position=row.get("item", 0)).first()
    MeetingPaper.objects.create(meeting=meeting, document=document, agenda_item=item)


def _held(world: World, meeting: Meeting, row: dict[str, Any]) -> None:
    with past(meeting.ends_at):
        meetings.record_attendance(
            meeting, by=world.coordinator, presence=_presence(world, meeting, row)
        )
    written = row["minutes"]
    with past(world.clock.moment(written["on"], "15:30")):
        meetings.write_minutes(meeting, by=world.coordinator, minutes=written["text"])
        if written.get("published", True):
            meetings.publish_minutes(meeting, by=world.coordinator)


def _presence(world: World, meeting: Meeting, row: dict[str, Any]) -> dict[Term, str]:
    """Everybody who sat on that day was present, unless the row says otherwise of the seat."""
    said = {
        world.seats[key].pk: presence
        for presence in Presence.values
        for key in row.get(presence, [])
    }
    terms = Term.objects.current(meeting.local_start.date()).filter(seat__forum=world.forum)
    return {term: said.get(term.seat_id, Presence.PRESENT) for term in terms.select_related("seat")}
