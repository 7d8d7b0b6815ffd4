"""What follows a meeting: who was there, its minutes, and what people promised."""

from __future__ import annotations

import datetime as dt
from typing import Any

from forums.domain import action_items, attendance, comments, minutes, minutes_due
from forums.models import Meeting, Person, Presence, Term
from ogp_portal.demo.clock import past
from ogp_portal.demo.world import World

CHAIRS = ("elena", "amaru")
DOORS_OPEN = dt.timedelta(minutes=25)
DRAFTED_AFTER = dt.timedelta(days=2)


def held(world: World, meeting: Meeting, row: dict[str, Any]) -> None:
    """Attendance and minutes of one meeting, as far as they got."""
    presence = _presence(world, meeting, row)
    if row.get("check_in"):
        _check_in(world, meeting, presence)
    with past(meeting.ends_at):
        attendance.record(meeting, by=world.coordinator, presence=presence)
    minuted(world, meeting, row["minutes"])


def load(world: World) -> None:
    """Action items, remarks on draft minutes, and the days on which minutes are due."""
    for row in world.read("action_items")["items"]:
        _action_item(world, row)
    for row in world.read("remarks")["remarks"]:
        with past(world.clock.moment(row["on"], row["time"])):
            comments.add(
                world.meetings[row["meeting"]],
                by=world.people[row["by"]],
                text=row["text"],
                language=row["language"],
                internal=True,
            )
    morning = world.clock.moment("today", "00:10")
    with past(morning):
        minutes_due.set_due_dates(now=morning)
        minutes_due.remind_of_due(now=morning)


def _presence(world: World, meeting: Meeting, row: dict[str, Any]) -> dict[Term, str]:
    """Everybody who sat on that day was present, unless the row says otherwise of the seat."""
    said = {
        world.seats[key].pk: presence
        for presence in Presence.values
        for key in row.get(presence, [])
    }
    return {
        term: said.get(term.seat_id, Presence.PRESENT)
        for term in attendance.terms_on_the_day(meeting)
    }


def _check_in(world: World, meeting: Meeting, presence: dict[Term, str]) -> None:
    """Members and alternates enter the code one after the other, while people sit down."""
    doors = meeting.starts_at - DOORS_OPEN
    with past(doors):
        code = attendance.open_check_in(meeting, by=world.coordinator)
    for place, (term, value) in enumerate(presence.items()):
        person: Person | None = {
            Presence.PRESENT: term.person,
            Presence.ALTERNATE: term.alternate,
        }.get(Presence(value))
        if person is not None:
            with past(doors + dt.timedelta(minutes=2 * place + 1, seconds=37 * place % 60)):
                attendance.check_in(meeting, by=person, code=code)
    with past(meeting.ends_at - dt.timedelta(minutes=1)):
        attendance.close_check_in(meeting, by=world.coordinator)


def minuted(world: World, meeting: Meeting, row: dict[str, Any]) -> None:
    """Drafted, read by the members, approved by both chairs, published on the day that is told."""
    coordinator = world.coordinator
    published = world.clock.moment(row["on"], "15:30")
    is_public = row.get("published", True)
    with past(meeting.ends_at + DRAFTED_AFTER if is_public else published):
        minutes.write(meeting, by=coordinator, minutes=row["text"])
        minutes.send_to_review(meeting, by=coordinator)
    if not is_public:
        return
    seen = minutes.fingerprint(meeting)
    for hours, chair in zip((26, 4), CHAIRS, strict=True):
        with past(published - dt.timedelta(hours=hours)):
            minutes.approve(meeting, by=world.people[chair], seen=seen)
    with past(published):
        minutes.publish(meeting, by=coordinator)


def _action_item(world: World, row: dict[str, Any]) -> None:
    meeting = world.meetings[row["meeting"]]
    owner = world.people[row["owner"]]
    with past(meeting.ends_at):
        item = action_items.record(
            meeting,
            by=world.coordinator,
            owner=owner,
            title=row["title"],
            due_on=world.clock.day(row["due"]),
            agenda_item=meeting.agenda.filter(position=row["item"]).first(),
        )
    if "done" in row:
        done = row["done"]
        with past(world.clock.moment(done["on"], "16:40")):
            action_items.finish(
                item, by=owner, outcome=done["outcome"], on=world.clock.day(done["on"])
            )
