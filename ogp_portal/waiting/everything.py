"""The one list of what is asked of a person."""

from __future__ import annotations

from forums.domain import meeting_duties, seat_duties, selection_duties
from forums.models import COORDINATING, Person
from ogp_portal.waiting import (
    amendments,
    decisions,
    drafts,
    meetings,
    moderation,
    outreach,
    plan_dates,
    plans,
    responses,
)
from ogp_portal.waiting.rows import Waiting, of_duties


def coordinated_by(person: Person) -> list[int]:
    """The ids of the forums that the person coordinates."""
    return [term.seat.forum_id for term in person.current_terms if term.seat.role in COORDINATING]


def waiting_for(person: Person) -> list[Waiting]:
    """What is asked of the person, the most urgent first."""
    coordinated = coordinated_by(person)
    rows = [
        *plans.reports(person),
        *of_duties(selection_duties.duties(person, coordinated=coordinated)),
        *of_duties(meeting_duties.duties(person, coordinated=coordinated)),
        *meetings.invitations(person),
        *decisions.to_vote(person),
        *moderation.own_texts(person),
        *responses.consultations(person),
        *drafts.suggestions(person),
    ]
    if coordinated:
        rows += [
            *plan_dates.next_dates(person, coordinated),
            *outreach.to_publish(coordinated),
            *plans.contributions(coordinated),
            *responses.comments(coordinated),
            *responses.prepared(coordinated),
            *plans.updates(coordinated),
            *amendments.to_decide(coordinated),
            *meetings.to_publish(coordinated),
            *meetings.proposals(coordinated),
            *moderation.to_look_at(person, coordinated),
            *decisions.to_publish(coordinated),
            *of_duties(seat_duties.duties(coordinated)),
        ]
    return sorted(rows, key=lambda row: -row.urgency)
