"""The rules of procedure, version by version, as the forum adopted them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from forums.domain import comments, decisions, rules_of_procedure
from forums.models import Decision, DecisionMethod, Outcome, RulesVersion
from ogp_portal.demo.clock import past
from ogp_portal.demo.world import World


def load_first(world: World) -> None:
    """The rules that the forum began with, and the decision that adopted them, its first."""
    facts = world.read("rules")
    row = facts["versions"][0]
    version = _propose(world, row)
    founding = facts["founding"]
    with past(world.clock.moment(founding["on"], "18:00")):
        decision = decisions.propose(
            world.forum,
            by=world.coordinator,
            title=founding["title"],
            text=founding["text"],
            reasons=founding["reasons"],
        )
        decisions.record(
            decision,
            by=world.coordinator,
            outcome=Outcome.ADOPTED,
            on=world.clock.day(founding["on"]),
            method=DecisionMethod.CONSENSUS,
        )
        decisions.publish(decision, by=world.coordinator)
    _adopt(world, version, row, decision)


def follow(world: World, number: int, decision: Decision) -> None:
    """Brings the version into force that the decision adopted, where there is one."""
    for row in world.read("rules")["versions"]:
        if row.get("adopted_by") == number:
            _adopt(world, _propose(world, row), row, decision)


def load_open(world: World) -> None:
    """What is proposed now, with what people say of it."""
    for row in world.read("rules")["versions"]:
        if "in_force" in row:
            continue
        version = _propose(world, row)
        for comment in row.get("comments", []):
            first = _comment(world, version, comment)
            for reply in comment.get("replies", []):
                _comment(world, version, reply, parent=first)


def _propose(world: World, row: dict[str, Any]) -> RulesVersion:
    author = world.people[row["by"]]
    settings = dict(row["settings"])
    if "quorum_sector_share" in settings:
        settings["quorum_sector_share"] = Decimal(settings["quorum_sector_share"])
    text = {language: words.strip() for language, words in row["text"].items()}
    with past(world.clock.moment(row["on"])):
        version = rules_of_procedure.propose(
            world.forum, by=author, text=text, summary=row["summary"], **settings
        )
        closes: dt.date = world.clock.day(row["comments_until"])
        rules_of_procedure.publish(version, by=world.coordinator, comments_close_on=closes)
    return version


def _adopt(world: World, version: RulesVersion, row: dict[str, Any], decision: Decision) -> None:
    day = world.clock.day(row["in_force"])
    with past(world.clock.moment(row["in_force"], "09:00")):
        rules_of_procedure.adopt(
            version, by=world.coordinator, decision=decision, in_force_from=day
        )


def _comment(world: World, version: RulesVersion, row: dict[str, Any], parent: Any = None) -> Any:
    with past(world.clock.moment(row["on"], row["time"])):
        return comments.add(
            version,
            by=world.people[row["by"]],
            text=row["text"],
            language=row["language"],
            parent=parent,
        )
