"""What happens before a meeting: answers, proposals for the agenda, and meetings in a series."""

from __future__ import annotations

import datetime as dt
from typing import Any

from action_plans.domain import contributions
from forums.domain import agenda, meetings, replies, series
from forums.models import AgendaProposal, MeetingKind
from ogp_portal.demo.clock import past
from ogp_portal.demo.world import World


def load(world: World) -> None:
    """Answers to the next invitation, proposals as far as they got, and a series of a group."""
    content = world.read("before_meetings")
    for row in content["series"]:
        _series(world, row)
    for row in content["replies"]:
        _reply(world, row)
    for row in content["proposals"]:
        _proposal(world, row)


def _series(world: World, row: dict[str, Any]) -> None:
    """The first meeting is published, those after it wait as drafts."""
    by = world.coordinator
    starts_at = world.clock.moment(row["on"], row["time"])
    with past(world.clock.moment(row["called"], "09:30")):
        first = meetings.draft(
            world.forum,
            by=by,
            title=row["title"],
            description=row["description"],
            kind=MeetingKind.WORKING_GROUP,
            working_group=world.forum.working_groups.order_by("pk")[row["group"] - 1],
            mode=row["mode"],
            online_url=row["online_url"],
            open_to_public=row["open_to_public"],
            starts_at=starts_at,
            ends_at=starts_at + dt.timedelta(minutes=row["minutes_long"]),
        )
        meetings.set_agenda(first, by=by, rows=[{"pk": None, **item} for item in row["agenda"]])
        series.call(first, by=by, count=row["more"], every_months=row["every_months"])
        meetings.publish(first, by=by)


def _reply(world: World, row: dict[str, Any]) -> None:
    meeting, person = world.meetings[row["meeting"]], world.people[row["by"]]
    with past(world.clock.moment(row["on"], row["time"])):
        place = replies.places(meeting, person)[0]
        replies.answer(meeting, by=person, place=place.key, answer=row["answer"])


def _proposal(world: World, row: dict[str, Any]) -> None:
    with past(world.clock.moment(row["on"], row["time"])):
        proposal = _proposed(world, row)
    if "declined" in row:
        with past(world.clock.moment(row["declined"]["on"], "10:00")):
            agenda.decline(proposal, by=world.coordinator, reason=row["declined"]["reason"])


def _proposed(world: World, row: dict[str, Any]) -> AgendaProposal:
    by = world.people[row["by"]]
    if "contribution" in row:
        return contributions.put_before_forum(world.contributions[row["contribution"]], by=by)
    return agenda.propose(
        world.forum,
        by=by,
        title=row["title"],
        description=row["description"],
        meeting=world.meetings.get(row.get("meeting", 0)),
    )
