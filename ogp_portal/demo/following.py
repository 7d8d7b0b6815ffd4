"""Who follows what, and what they were told of it so far."""

from __future__ import annotations

import datetime as dt
from typing import Any

from forums.domain import digests, following
from ogp_portal.demo.clock import past
from ogp_portal.demo.world import World


def load(world: World) -> None:
    """Each follows for some weeks; the digests of these weeks were sent on their Mondays."""
    rows = world.read("following")["follows"]
    for row in rows:
        with past(world.clock.moment(row["since"], "09:00")):
            following.follow(_thing(world, row), by=world.people[row["person"]], pace=row["pace"])
    first = min(world.clock.day(row["since"]) for row in rows)
    monday = first + dt.timedelta(days=7 - first.weekday())
    while monday <= world.clock.today:
        morning = world.clock.moment("today", "07:05")
        morning -= dt.timedelta(days=(world.clock.today - monday).days)
        with past(morning):
            digests.tell_due(now=morning)
        monday += dt.timedelta(days=7)


def _thing(world: World, row: dict[str, Any]) -> Any:
    match row:
        case {"commitment": number}:
            return world.plan("running").commitments.get(number=number)
        case {"theme": key}:
            return world.plan("running").themes.get(slug=key)
        case {"office": key}:
            return world.organisations[key]
    return world.forum
