"""Who may do what while a plan is made, one sentence each."""

from __future__ import annotations

from typing import Any

import rules

from action_plans.models import Draft, OutreachActivity
from forums.rules import coordinates, is_somebody, sits, takes_part


@rules.predicate
def wrote_it(person: Any, thing: Any) -> bool:
    """Is the author of a contribution."""
    return bool(person.is_authenticated) and getattr(thing, "author_id", None) == person.pk


@rules.predicate
def recorded_it(person: Any, thing: Any) -> bool:
    """Recorded an outreach activity that nobody but the forum sees yet."""
    return (
        isinstance(thing, OutreachActivity)
        and thing.published_at is None
        and thing.recorded_by_id == getattr(person, "pk", None)
    )


@rules.predicate
def is_author(person: Any, thing: Any) -> bool:
    """Was asked to write the draft, with or without a seat."""
    return (
        isinstance(thing, Draft)
        and bool(person.is_authenticated)
        and thing.authorships.filter(person=person.pk).exists()
    )


PERMISSIONS = {
    "action_plans.contribute": is_somebody,
    "action_plans.put_before_forum": wrote_it | sits,
    "action_plans.correct_contribution": wrote_it,
    "action_plans.support_contribution": is_somebody & ~wrote_it,
    "action_plans.enter_contribution": coordinates,
    "action_plans.sort_contributions": coordinates,
    "action_plans.merge_contributions": coordinates,
    "action_plans.see_drafts": sits,
    "action_plans.write_draft": takes_part | is_author,
    "action_plans.ask_author": takes_part,
    "action_plans.remove_author": takes_part,
    "action_plans.suggest_change": is_somebody,
    "action_plans.propose_draft": takes_part,
    "action_plans.publish_draft": coordinates,
    "action_plans.answer_contribution": coordinates,
    "action_plans.consult": coordinates,
    "action_plans.see_prepared": sits,
    "action_plans.adopt_plan": coordinates,
    "action_plans.edit_plan": coordinates,
    "action_plans.publish_plan": coordinates,
    "action_plans.deliver_plan": coordinates,
    "action_plans.extend_plan": coordinates,
    "action_plans.record_transition": coordinates,
    "action_plans.set_rules": coordinates,
    "action_plans.edit_phases": coordinates,
    "action_plans.publish_overview": coordinates,
    "action_plans.record_outreach": takes_part,
    "action_plans.change_outreach": coordinates | recorded_it & takes_part,
    "action_plans.publish_outreach": coordinates,
}

for name, predicate in PERMISSIONS.items():
    rules.add_perm(name, predicate)
