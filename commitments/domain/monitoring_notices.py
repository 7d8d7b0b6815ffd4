"""What is told of joint monitoring, to those whom it concerns."""

from __future__ import annotations

from commitments.models import (
    Commitment,
    CommitmentFinding,
    Milestone,
    MonitoringVisit,
    Verification,
)
from forums.domain import notices
from forums.domain.seats import coordinators
from forums.models import Forum, Person


def people_of(offices: set[int | None]) -> list[Person]:
    """Who works for one of the offices and has an address."""
    ids = [office for office in offices if office is not None]
    rows = Person.objects.filter(organisation__in=ids, is_active=True, email__isnull=False)
    return list(rows.order_by("name", "pk"))


def offices_of(thing: Milestone | Commitment) -> set[int | None]:
    """The ids of the offices that answer for a milestone or a commitment."""
    if isinstance(thing, Milestone):
        return {thing.responsible_id, thing.commitment.lead_id}
    return {thing.lead_id}


def verified(row: Verification) -> int:
    """The office and the coordinators hear of a finding, once of each verdict."""
    forum = row.update.milestone.commitment.plan.forum
    told = _but(row.by, people_of(offices_of(row.update.milestone)), coordinators(forum))
    return _write(row, told, "update_verified", f"verification:{row.pk}:{row.verdict}", forum)


def settled(row: Verification) -> int:
    """Both sides and the coordinators hear how a difference was settled."""
    forum = row.update.milestone.commitment.plan.forum
    told = _but(
        row.settled_by,
        people_of(offices_of(row.update.milestone)),
        people_of({row.organisation_id}),
        coordinators(forum),
    )
    key = f"verification:{row.pk}:settled:{row.settled_on}:{row.verdict}"
    return _write(row, told, "difference_settled", key, forum)


def _write(row: Verification, told: list[Person], template: str, key: str, forum: Forum) -> int:
    return notices.queue(
        told,
        template=f"commitments/mail/{template}",
        key=key,
        context={
            "verification": row,
            "update": row.update,
            "milestone": row.update.milestone,
            "commitment": row.update.milestone.commitment,
            "url": notices.absolute(row.get_absolute_url()),
        },
        forum=forum,
    )


def found(row: CommitmentFinding) -> int:
    """The office and the coordinators hear what was found of a commitment, once of each state."""
    forum = row.commitment.plan.forum
    return notices.queue(
        _but(row.by, people_of(offices_of(row.commitment)), coordinators(forum)),
        template="commitments/mail/commitment_found",
        key=f"finding:{row.pk}:{row.status}",
        context={
            "finding": row,
            "commitment": row.commitment,
            "url": notices.absolute(row.get_absolute_url()),
        },
        forum=forum,
    )


def visit_published(visit: MonitoringVisit) -> int:
    """The offices that were met, and those of the commitments, hear of the record."""
    offices: set[int | None] = set(visit.offices.values_list("pk", flat=True))
    offices |= set(visit.commitments.values_list("lead", flat=True))
    return notices.queue(
        _but(visit.recorded_by, people_of(offices)),
        template="commitments/mail/visit_published",
        key=f"visit:{visit.pk}:published",
        context={"visit": visit, "url": notices.absolute(visit.get_absolute_url())},
        forum=visit.plan.forum,
    )


def _but(one: Person | None, *groups: list[Person]) -> list[Person]:
    """Everybody of the groups once, without the one who did it."""
    found = {person.pk: person for group in groups for person in group}
    if one is not None:
        found.pop(one.pk, None)
    return list(found.values())
