"""Who may do what while a plan is carried out, one sentence each."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import Q

from commitments.models import Commitment, Milestone, MonitoringVisit, ReportingRound, Update
from forums.models import Sector
from forums.rules import coordinates, is_somebody, sits, takes_part


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


@rules.predicate
def reports_in(person: Any, round: ReportingRound) -> bool:
    """Works for an office that answers for a milestone or a commitment of the round's plan."""
    office = getattr(person, "organisation_id", None)
    if office is None:
        return False
    own = Q(responsible=office) | Q(commitment__lead=office)
    return Milestone.objects.filter(own, commitment__plan=round.plan_id).exists()


@rules.predicate
def speaks_for_society(person: Any, thing: Any) -> bool:
    """Takes part in the forum for an organisation that does not belong to the government."""
    organisation = getattr(person, "organisation", None)
    return (
        organisation is not None
        and organisation.sector != Sector.GOVERNMENT
        and bool(takes_part.test(person, thing))
    )


@rules.predicate
def is_of_its_organisation(person: Any, thing: Any) -> bool:
    """Speaks for the organisation that found it so."""
    return getattr(person, "organisation_id", None) == getattr(thing, "organisation_id", 0)


@rules.predicate
def recorded_it(person: Any, thing: Any) -> bool:
    """Recorded the visit."""
    return isinstance(thing, MonitoringVisit) and thing.recorded_by_id == person.pk


PERMISSIONS = {
    "commitments.report_progress": answers_for | coordinates,
    "commitments.report_in_round": reports_in | coordinates,
    "commitments.publish_update": coordinates,
    "commitments.open_round": coordinates,
    "commitments.change_round": coordinates,
    "commitments.import_contracts": answers_for | coordinates,
    "commitments.record_irm": coordinates,
    "commitments.adopt_plan": coordinates,
    "commitments.import_plan": coordinates,
    "commitments.describe_commitment": coordinates,
    "commitments.ask_office": is_somebody,
    "commitments.carry_on": takes_part,
    "commitments.propose_amendment": takes_part,
    "commitments.publish_amendment": coordinates,
    "commitments.adopt_amendment": coordinates,
    "commitments.drop_amendment": coordinates,
    "commitments.write_assessment": takes_part,
    "commitments.publish_assessment": coordinates,
    "commitments.answer_assessment": coordinates,
    "commitments.build_report": coordinates,
    "commitments.verify_update": speaks_for_society & ~answers_for,
    "commitments.record_finding": speaks_for_society & ~answers_for,
    "commitments.put_difference": sits,
    "commitments.settle_difference": coordinates | speaks_for_society & is_of_its_organisation,
    "commitments.record_visit": takes_part,
    "commitments.change_visit": coordinates | recorded_it & takes_part,
    "commitments.observe": is_somebody,
}

for name, predicate in PERMISSIONS.items():
    rules.add_perm(name, predicate)
