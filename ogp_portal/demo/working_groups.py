"""The forum's working groups, their meetings, their papers and what they recommend."""

from __future__ import annotations

import datetime as dt
from typing import Any

from forums.domain import agenda, meetings, working_groups
from forums.models import GroupRole, MeetingKind, WorkingGroup
from ogp_portal.demo import after_meetings, papers
from ogp_portal.demo.clock import past
from ogp_portal.demo.world import World

PLAIN = ("title", "description", "mode", "place", "online_url", "open_to_public")


def load(world: World) -> None:
    """All groups, each with what it has done so far."""
    for row in world.read("working_groups")["groups"]:
        group = _group(world, row)
        for each in row.get("documents", []):
            with past(world.clock.moment(each["on"])):
                group.documents.add(papers.add(world, each, by=world.people[each["by"]]))
        for each in row.get("meetings", []):
            _meeting(world, group, each)
        for each in row["recommendations"]:
            _recommendation(world, group, each)


def _group(world: World, row: dict[str, Any]) -> WorkingGroup:
    by = world.coordinator
    with past(world.clock.moment(row["on"])):
        group = working_groups.create(
            world.forum,
            by=by,
            name=row["name"],
            theme=row["theme"],
            mandate=row["mandate"],
            open_to_all=row["open"],
            ends_on=world.clock.day(row["until"]) if "until" in row else None,
        )
        for role, key in (
            (GroupRole.GOVERNMENT_LEAD, "government"),
            (GroupRole.SOCIETY_LEAD, "society"),
        ):
            working_groups.appoint(group, by=by, person=world.people[row[key]], role=role)
        for key in row["members"]:
            working_groups.add_member(group, by=by, person=world.people[key])
        working_groups.publish(group, by=by)
        for key in row["participants"]:
            working_groups.join(group, by=world.people[key])
    return group


def _recommendation(world: World, group: WorkingGroup, row: dict[str, Any]) -> None:
    by = world.people[row["by"]]
    with past(world.clock.moment(row["on"])):
        made = working_groups.recommend(group, by=by, title=row["title"], text=row["text"])
        if row.get("published", True):
            working_groups.publish_recommendation(made, by=by)
    if "accepted" in row:
        assert made.proposal is not None
        with past(world.clock.moment(row["accepted"]["on"], "11:20")):
            agenda.accept(
                made.proposal,
                by=world.coordinator,
                meeting=world.meetings[row["accepted"]["meeting"]],
                presenter=by.name,
                duration=row["accepted"]["minutes_long"],
            )


def _meeting(world: World, group: WorkingGroup, row: dict[str, Any]) -> None:
    """A meeting that a group held, called by the lead who is named and minuted like any other."""
    starts_at = world.clock.moment(row["on"], row["time"])
    with past(world.clock.moment(row["called"], "09:10")):
        by = world.people[row["by"]]
        meeting = meetings.draft(
            world.forum,
            by=by,
            kind=MeetingKind.WORKING_GROUP,
            working_group=group,
            starts_at=starts_at,
            ends_at=starts_at + dt.timedelta(minutes=row["minutes_long"]),
            **{name: row[name] for name in PLAIN if name in row},
        )
        meetings.set_agenda(meeting, by=by, rows=[{"pk": None, **item} for item in row["agenda"]])
        meetings.publish(meeting, by=by)
    after_meetings.minuted(world, meeting, row["minutes"])
