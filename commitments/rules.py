"""Who may do what while a plan is carried out, one sentence each."""

from __future__ import annotations

from typing import Any

import rules

from commitments.models import Commitment, Milestone, Update
from forums.rules import coordinates, takes_part


@rules.predicate
def answers_for(person: Any, thing: Any) -> bool:
    """Works for the office that is responsible for the milestone or its commitment."""
    milestone = thing.milestone if isinstance(thing, Update) else thing
    office = getattr(person, "organisation_id", None)
    if office is None:
        return False
    if isinstance(milestone, Milestone):
        return office in (milestone.responsible_id, milestone.commitment.lead_id)
    return isinstance(milestone, Commitment) and office == milestone.lead_id


PERMISSIONS = {
    "commitments.report_progress": answers_for | coordinates,
    "commitments.publish_update": coordinates,
    "commitments.open_round": coordinates,
    "commitments.adopt_plan": coordinates,
    "commitments.propose_amendment": takes_part,
    "commitments.publish_amendment": coordinates,
    "commitments.adopt_amendment": coordinates,
    "commitments.drop_amendment": coordinates,
    "commitments.write_assessment": takes_part,
    "commitments.publish_assessment": coordinates,
    "commitments.build_report": coordinates,
}

for name, predicate in PERMISSIONS.items():
    rules.add_perm(name, predicate)
