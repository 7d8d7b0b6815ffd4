"""The forum's working groups, their papers and what they recommend."""

from __future__ import annotations

from typing import Any

from forums.domain import working_groups
from forums.models import GroupRole, WorkingGroup
from ogp_portal.demo import papers
from ogp_portal.demo.clock import past
from ogp_portal.demo.world import World


def load(world: World) -> None:
    """All groups, each with what it has done so far."""
    for row in world.read("working_groups")["groups"]:
        group = _group(world, row)
        for each in row.get("documents", []):
            with past(world.clock.moment(each["on"])):
                group.documents.add(papers.add(world, each, by=world.people[each["by"]]))
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
