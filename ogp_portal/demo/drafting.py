"""What people suggest for the drafts of the next plan, and what else drafts say of themselves."""

from __future__ import annotations

from typing import Any

from action_plans.domain import authors, drafts, remarks, suggestions
from action_plans.models import Draft, Suggestion
from forums.models import Comment
from ogp_portal.demo.clock import past
from ogp_portal.demo.world import World


def load(world: World) -> None:
    """Values, supporters and contacts; authors without a seat; suggestions; settled comments."""
    facts = world.read("drafting")
    for row in facts["about"]:
        _describe(world, row)
    for row in facts["authors"]:
        with past(world.clock.moment(row["on"], row["time"])):
            authors.ask(
                world.drafts[row["draft"]],
                by=world.people[row["by"]],
                email=row["email"],
                name=row["name"],
            )
    for row in facts["suggestions"]:
        _suggest(world, row)
    for row in facts["resolved"]:
        said = Comment.objects.on(world.drafts[row["draft"]]).filter(
            question=row["question"], author=world.people[row["of"]], parent=None
        )
        with past(world.clock.moment(row["on"], row["time"])):
            remarks.resolve(said.get(), by=world.people[row["by"]])


def _describe(world: World, row: dict[str, Any]) -> None:
    draft = Draft.objects.get(pk=world.drafts[row["draft"]].pk)
    with past(world.clock.moment(row["on"], "18:00")):
        drafts.describe(
            draft,
            by=world.people[row["by"]],
            values=row["values"],
            supporting=[world.organisations[key] for key in row["supporting"]],
            **row.get("contact", {}),
        )


def _suggest(world: World, row: dict[str, Any]) -> None:
    """One suggestion on the text that stands then: the whole of it, or some words replaced."""
    draft, language = world.drafts[row["draft"]], row["language"]
    standing = drafts.head(draft, row["question"], language)
    text = row.get("text") or (standing.text if standing else "")
    for old, new in row.get("replace", []):
        if old not in text:
            raise LookupError(f"{old!r} does not stand in draft {draft.number}")
        text = text.replace(old, new)
    with past(world.clock.moment(row["on"], row["time"])):
        made = suggestions.suggest(
            draft,
            by=world.people[row["by"]],
            question=row["question"],
            language=language,
            text=text,
            base_number=standing.number if standing else 0,
            why=row["why"],
        )
    if "answer" in row:
        _answer(world, made, row["answer"])


def _answer(world: World, made: Suggestion, row: dict[str, Any]) -> None:
    with past(world.clock.moment(row["on"], row["time"])):
        by = world.people[row["by"]]
        if row["what"] == "accept":
            suggestions.accept(made, by=by)
        elif row["what"] == "decline":
            suggestions.decline(made, by=by, why=row["why"])
        else:
            suggestions.withdraw(made, by=by)
