"""Plans while they are made: phases, contributions, answers and drafts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from action_plans.domain import drafts, milestones
from action_plans.models import ActionPlan, Contribution, Draft, Phase, Theme
from forums.domain import publication
from ogp_portal.demo import consultations, contributions, taking_part
from ogp_portal.demo.clock import past
from ogp_portal.demo.world import World


def load(world: World) -> None:
    """The plan in co-creation with what was brought to it, answered and drafted so far."""
    plan = open_plan(world, "next", world.read("next_plan"))
    taken = contributions.take(world, plan, "contributions")
    world.contributions.update(taken)
    for row in world.read("drafts")["drafts"]:
        draft = _draft(world, plan, row, taken)
        world.drafts[draft.number] = draft
    said = consultations.consult(world, plan, "next_consultation")
    consultations.answer(world, plan, "next_consultation", said)


def open_plan(world: World, key: str, facts: dict[str, Any]) -> ActionPlan:
    """A published plan in co-creation with its themes and phases."""
    announced = world.clock.moment(facts["announced"])
    with past(announced):
        plan = ActionPlan.objects.create(
            forum=world.forum,
            slug=facts["slug"],
            number=facts["number"],
            title=facts["title"],
            introduction=facts["introduction"],
            efforts=facts.get("efforts", {}),
            process=facts.get("process", {}),
            co_creation_starts_on=world.clock.day(facts["co_creation_starts"]),
            starts_on=world.clock.day(facts["starts"]),
            ends_on=world.clock.day(facts["ends"]),
        )
        for position, (slug, name) in enumerate(facts["themes"].items(), start=1):
            world.themes[slug] = Theme.objects.create(
                plan=plan, slug=slug, name=name, position=position
            )
        for row in facts["phases"]:
            phase = Phase.objects.create(
                plan=plan,
                kind=row["kind"],
                title=row["title"],
                description=row["description"],
                opens_on=world.clock.day(row["opens"]),
                closes_on=world.clock.day(row["closes"]),
            )
            for act, who in row.get("acts", {}).items():
                phase.acts.create(act=act, who=who)
        publication.publish(plan)
    world.add_plan(key, plan)
    taking_part.announce(world, key, plan)
    return plan


def _draft(
    world: World, plan: ActionPlan, row: dict[str, Any], taken: dict[int, Contribution]
) -> Draft:
    starter = world.people[row["by"]]
    with past(world.clock.moment(row["on"])):
        draft = drafts.start(
            plan,
            by=starter,
            title=row["title"],
            theme=world.themes[row["theme"]],
            lead=world.organisations[row["lead"]] if "lead" in row else None,
        )
        drafts.describe(
            draft,
            by=starter,
            contributions=[taken[number] for number in row.get("takes_up", [])],
        )
    for saved in row["revisions"]:
        _save(world, draft, saved)
    for step in row.get("milestones", []):
        with past(world.clock.moment(step["on"], "12:00")):
            milestones.add(
                draft,
                by=starter,
                title=step["title"],
                starts_on=world.clock.next + dt.timedelta(days=step["days"][0]),
                due_on=world.clock.next + dt.timedelta(days=step["days"][1]),
                responsible=world.organisations[step["responsible"]],
            )
    if "shown" in row:
        with past(world.clock.moment(row["shown"], "16:00")):
            publication.publish(draft)
    if "proposed" in row:
        with past(world.clock.moment(row["proposed"], "16:00")):
            drafts.propose(draft, by=starter)
    return draft


def _save(world: World, draft: Draft, row: dict[str, Any]) -> None:
    """One save in each language that the row has; `base` names an older text it was built on."""
    author = world.people[row["by"]]
    with past(world.clock.moment(row["on"], row.get("time", "11:00"))):
        for language, text in row["text"].items():
            standing = drafts.head(draft, row["question"], language)
            drafts.save(
                draft,
                by=author,
                question=row["question"],
                language=language,
                text=text,
                base_number=row.get("base", standing.number if standing else 0),
            )
