"""Who may do what while a plan is made, one sentence each."""

from __future__ import annotations

from typing import Any

import rules

from forums.rules import coordinates, is_somebody, sits, takes_part


@rules.predicate
def wrote_it(person: Any, thing: Any) -> bool:
    """Is the author of a contribution."""
    return bool(person.is_authenticated) and getattr(thing, "author_id", None) == person.pk


PERMISSIONS = {
    "action_plans.contribute": is_somebody,
    "action_plans.put_before_forum": wrote_it | sits,
    "action_plans.see_drafts": sits,
    "action_plans.write_draft": takes_part,
    "action_plans.propose_draft": takes_part,
    "action_plans.publish_draft": coordinates,
    "action_plans.answer_contribution": coordinates,
    "action_plans.adopt_plan": coordinates,
    "action_plans.edit_plan": coordinates,
}

for name, predicate in PERMISSIONS.items():
    rules.add_perm(name, predicate)
