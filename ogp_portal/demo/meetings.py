"""The forum's meetings: called, held, minuted, and those to come."""

from __future__ import annotations

import datetime as dt
from contextlib import nullcontext
from typing import Any

from forums.domain import meetings
from forums.models import Meeting, MeetingPaper
from ogp_portal.demo import after_meetings, papers
from ogp_portal.demo.clock import past
from ogp_portal.demo.world import World

PLAIN = (
    *("title", "description", "kind", "mode", "place", "online_url", "open_to_public"),
    "presents_results",
)


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
            offices=[world.organisations[slug] for slug in row.get("offices", [])],
            **{name: row[name] for name in PLAIN if name in row},
        )
        meetings.set_agenda(
            meeting, by=world.coordinator, rows=[{"pk": None, **item} for item in row["agenda"]]
        )
        for paper in row.get("papers", []):
            _paper(world, meeting, paper)
        if row.get("published", True):
            meetings.publish(meeting, by=world.coordinator, reason=row.get("short_notice"))
    if "cancelled" in row:
        with past(world.clock.moment(row["cancelled"]["on"], "16:00")):
            meetings.cancel(meeting, by=world.coordinator, reason=row["cancelled"]["reason"])
    if "minutes" in row:
        after_meetings.held(world, meeting, row)
    return meeting


def _paper(world: World, meeting: Meeting, row: dict[str, Any]) -> None:
    document = papers.add(world, row, by=world.coordinator, publish=row.get("published", True))
    item = meeting.agenda.filter(position=row.get("item", 0)).first()
    MeetingPaper.objects.create(meeting=meeting, document=document, agenda_item=item)
