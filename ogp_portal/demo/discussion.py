"""What people say of meetings, decisions, contributions, drafts and commitments."""

from __future__ import annotations

from typing import Any

from django.db import models

from forums.domain import comments
from forums.models import Comment
from ogp_portal.demo.clock import past
from ogp_portal.demo.world import World


def load(world: World) -> None:
    """All threads, replies and official answers included."""
    for row in world.read("comments")["comments"]:
        target = _target(world, row["on_what"], row["number"])
        comment = _comment(world, target, row)
        for reply in row.get("replies", []):
            _comment(world, target, reply, parent=comment)


def _target(world: World, kind: str, number: int) -> models.Model:
    found: dict[str, dict[int, Any]] = {
        "meeting": world.meetings,
        "decision": world.decisions,
        "contribution": world.contributions,
        "draft": world.drafts,
        "commitment": world.commitments,
    }
    target: models.Model = found[kind][number]
    return target


def _comment(
    world: World, target: models.Model, row: dict[str, Any], parent: Comment | None = None
) -> Comment:
    with past(world.clock.moment(row["on"], row["time"])):
        return comments.add(
            target,
            by=world.people[row["by"]],
            text=row["text"],
            language=row["language"],
            parent=parent,
            is_official=row.get("official", False),
            question=row.get("question", ""),
        )
