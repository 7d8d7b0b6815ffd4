"""The one list of what is asked of a person."""

from __future__ import annotations

from forums.domain import meeting_duties, seat_duties, selection_duties
from forums.models import COORDINATING, Person
from ogp_portal.waiting import (
    amendments,
    assessments,
    decisions,
    documents,
    drafts,
    imports,
    irm,
    meetings,
    moderation,
    monitoring,
    outreach,
    plan_dates,
    plans,
    responses,
    rounds,
)
from ogp_portal.waiting.rows import Waiting, of_duties


def coordinated_by(person: Person) -> list[int]:
    """The ids of the forums that the person coordinates."""
    return [term.seat.forum_id for term in person.current_terms if term.seat.role in COORDINATING]


def waiting_for(person: Person) -> list[Waiting]:
    """What is asked of the person, the most urgent first."""
    coordinated = coordinated_by(person)
    rows = [
        *rounds.to_report(person),
        *of_duties(selection_duties.duties(person, coordinated=coordinated)),
        *of_duties(meeting_duties.duties(person, coordinated=coordinated)),
        *meetings.invitations(person),
        *decisions.to_vote(person),
        *moderation.own_texts(person),
        *responses.consultations(person),
        *drafts.suggestions(person),
        *assessments.to_write(person),
        *assessments.to_comment_on(person),
        *monitoring.to_verify(person),
        *monitoring.to_answer(person, coordinated),
        *monitoring.visits_to_publish(person),
    ]
    if coordinated:
        rows += [
            *plan_dates.next_dates(person, coordinated),
            *outreach.to_publish(coordinated),
            *plans.contributions(coordinated),
            *responses.comments(coordinated),
            *responses.prepared(coordinated),
            *rounds.to_check(coordinated),
            *irm.to_answer(coordinated),
            *monitoring.to_settle(coordinated),
            *amendments.to_decide(coordinated),
            *imports.begun(person, coordinated),
            *assessments.to_finish(coordinated),
            *meetings.to_publish(coordinated),
            *meetings.proposals(coordinated),
            *moderation.to_look_at(person, coordinated),
            *decisions.to_publish(coordinated),
            *documents.broken_links(coordinated),
            *of_duties(seat_duties.duties(coordinated)),
        ]
    return sorted(rows, key=lambda row: -row.urgency)
