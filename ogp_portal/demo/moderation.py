"""Moderation: the rules, texts that wait or are reported, removals with their trace, appeals."""

from __future__ import annotations

from typing import Any

from action_plans.domain import contributions
from forums.domain import comments, moderation, moderation_rules
from forums.models import Moderation, ModerationRule
from ogp_portal.demo.clock import past
from ogp_portal.demo.world import World


def load(world: World) -> None:
    """Last of all discussions, for from then on the first texts of new accounts are held."""
    facts = world.read("moderation")
    _rules(world, facts)
    with past(world.clock.moment(facts["first_look_since"])):
        moderation.hold_first_texts(world.forum, by=world.coordinator, holds=True)
    for row in facts["texts"]:
        _text(world, row)


def _rules(world: World, facts: dict[str, Any]) -> None:
    by = world.coordinator
    with past(world.clock.moment(facts["rules_published"])):
        for row in facts["rules"]:
            moderation_rules.add(world.forum, by=by, title=row["title"], text=row["text"])
        moderation_rules.publish_all(world.forum, by=by)


def _text(world: World, row: dict[str, Any]) -> None:
    """A text and what happened to it, in this order."""
    with past(world.clock.moment(row["on"], row["time"])):
        text = _sent(world, row)
    if released := row.get("released"):
        with past(world.clock.moment(released["on"], released["time"])):
            moderation.release(text, by=world.people[released["by"]])
    if reply := row.get("reply"):
        with past(world.clock.moment(reply["on"], reply["time"])):
            comments.add(
                text.target,
                by=world.people[reply["by"]],
                text=reply["text"],
                language=reply["language"],
                parent=text,
            )
    for flag in row.get("reports", []):
        with past(world.clock.moment(flag["on"], flag["time"])):
            moderation.flag(text, by=world.people[flag["by"]], reason=flag["reason"])
    if removed := row.get("removed"):
        with past(world.clock.moment(removed["on"], removed["time"])):
            removal = moderation.remove(
                text,
                by=world.people[removed["by"]],
                rule=ModerationRule.objects.get(forum=world.forum, number=removed["rule"]),
                reason=removed["reason"],
            )
        if "appeal" in row:
            _appeal(world, removal, row["appeal"])


def _sent(world: World, row: dict[str, Any]) -> Any:
    by = world.people[row["by"]]
    if "title" in row:
        return contributions.submit(
            world.plan("next"),
            by=by,
            theme=world.themes[row["theme"]],
            **{name: row[name] for name in ("title", "problem", "proposal", "language")},
        )
    target = world.contributions[row["number"]]
    return comments.add(target, by=by, text=row["text"], language=row["language"])


def _appeal(world: World, removal: Moderation, row: dict[str, Any]) -> None:
    assert removal.author is not None
    with past(world.clock.moment(row["on"], row["time"])):
        appeal = moderation.appeal(removal, by=removal.author, text=row["text"])
    if answer := row.get("answer"):
        with past(world.clock.moment(answer["on"], answer["time"])):
            moderation.answer_appeal(
                appeal,
                by=world.people[answer["by"]],
                granted=answer["granted"],
                answer=answer["text"],
            )
