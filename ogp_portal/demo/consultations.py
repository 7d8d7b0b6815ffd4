"""Consultations on the draft plans: what was said, what changed because of it, what was answered."""

from __future__ import annotations

from typing import Any

from action_plans.domain import consultation_notices, consultations, drafts, responses
from action_plans.models import ActionPlan, Consultation, Revision
from forums.domain import comments, publication
from forums.models import Comment
from ogp_portal.demo.clock import past
from ogp_portal.demo.world import World


def consult(world: World, plan: ActionPlan, name: str) -> dict[str, Comment]:
    """A consultation with its comments, by their keys, and what the authors changed after it."""
    facts = world.read(name)
    for row in facts.get("left_aside", []):
        _left_aside(world, plan, row)
    with past(world.clock.moment(facts["published"])):
        consultation = consultations.prepare(
            plan,
            by=world.coordinator,
            title=facts["title"],
            text=facts["text"],
            drafts=facts["drafts"],
            opens_on=world.clock.day(facts["opens"]),
            closes_on=world.clock.day(facts["closes"]),
        )
        consultations.publish(consultation, by=world.coordinator)
    with past(world.clock.moment(facts["opens"], "07:00")):
        consultation_notices.mind()
    if "later" in facts:
        with past(world.clock.moment(facts["later"]["on"])):
            day = world.clock.day(facts["later"]["closes"])
            consultations.give_more_time(consultation, by=world.coordinator, closes_on=day)
    said = {row["key"]: _remark(world, consultation, row) for row in facts["remarks"]}
    for row in facts.get("changes", []):
        _change(world, plan, row)
    return said


def answer(world: World, plan: ActionPlan, name: str, said: dict[str, Comment]) -> None:
    """The answers with reasons to what was said; one may be kept for the forum, or corrected."""
    for row in world.read(name)["responses"]:
        with past(world.clock.moment(row["on"], "15:00")):
            fields: dict[str, Any] = {
                "disposition": row["disposition"],
                "heard": row["heard"],
                "reason": row["reason"],
                "theme": world.themes[row["theme"]],
                "revision": _revision(plan, row["change"]) if "change" in row else None,
                "decision": world.decisions[row["decision"]] if "decision" in row else None,
            }
            verb = responses.prepare if row.get("prepared") else responses.answer
            response = verb(
                plan, by=world.coordinator, comments=[said[key] for key in row["to"]], **fields
            )
        if "corrected" in row:
            better = row["corrected"]
            with past(world.clock.moment(better["on"], "11:00")):
                fields |= {"reason": better["reason"], "why": better["why"]}
                responses.change(response, by=world.coordinator, **fields)


def _left_aside(world: World, plan: ActionPlan, row: dict[str, Any]) -> None:
    """A draft that is public and does not become part of the plan."""
    author = world.people[row["by"]]
    with past(world.clock.moment(row["on"])):
        draft = drafts.start(plan, by=author, title=row["title"], theme=world.themes[row["theme"]])
        for question, texts in row["answers"].items():
            for language, text in texts.items():
                drafts.save(
                    draft, by=author, question=question, language=language, text=text, base_number=0
                )
    with past(world.clock.moment(row["shown"])):
        publication.publish(draft)


def _remark(world: World, consultation: Consultation, row: dict[str, Any]) -> Comment:
    """A comment at a paragraph, with what was answered to it there."""
    place = consultation.paragraphs.filter(question=row["question"], draft__number=row["draft"])
    key = place.order_by("position").values_list("key", flat=True)[0]
    comment = _say(world, consultation, row, question=key)
    for reply in row.get("replies", []):
        _say(world, consultation, reply, parent=comment)
    return comment


def _say(world: World, consultation: Consultation, row: dict[str, Any], **more: Any) -> Comment:
    with past(world.clock.moment(row["on"], row["time"])):
        return comments.add(
            consultation,
            by=world.people[row["by"]],
            text=row["text"],
            language=row["language"],
            is_official=row.get("official", False),
            **more,
        )


def _change(world: World, plan: ActionPlan, row: dict[str, Any]) -> None:
    """Adds to what stands, in each language, as its authors do after a consultation."""
    draft = plan.drafts.get(number=row["draft"])
    with past(world.clock.moment(row["on"], "10:00")):
        for language, text in row["adds"].items():
            standing = drafts.head(draft, row["question"], language)
            drafts.save(
                draft,
                by=world.people[row["by"]],
                question=row["question"],
                language=language,
                text=f"{standing.text if standing else ''} {text}".strip(),
                base_number=standing.number if standing else 0,
            )


def _revision(plan: ActionPlan, row: dict[str, Any]) -> Revision | None:
    """The last text of an answer in the language in which the forum works first."""
    draft = plan.drafts.get(number=row["draft"])
    return drafts.head(draft, row["question"], plan.forum.main_language)
