"""What is overdue, and of what nobody has said anything since a round passed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from action_plans.models import ActionPlan
from commitments.domain.rounds import OPEN
from commitments.models import Milestone, ReportingRound, UpdateState


@dataclass(frozen=True)
class Quiet:
    """An open milestone of which the last round that passed has no published update.

    `last` is the day of which the last one reports, None where there never was one; `days` are
    those since then, or since the plan began.
    """

    milestone: Milestone
    last: dt.date | None
    days: int


def overdue(rows: QuerySet[Milestone], *, today: dt.date) -> QuerySet[Milestone]:
    """The open milestones among these whose date is past, the longest first.

    `Milestone.days_overdue` says by how many days.
    """
    return rows.filter(status__in=OPEN, due_on__lt=today).order_by("due_on", "commitment", "pk")


def silent(rows: QuerySet[Milestone], *, today: dt.date | None = None) -> QuerySet[Milestone]:
    """The open milestones among these that were silent in the last round that passed.

    A round has passed once its last day is over; what was to start later was not silent. Each has
    `last_said`, the day of which its last published update reports, or None; the quietest come
    first. Across forums the day is by UTC.
    """
    passed = ReportingRound.objects.public().filter(
        plan=OuterRef("commitment__plan"), due_on__lt=today or timezone.localdate()
    )
    published = Q(updates__state=UpdateState.PUBLISHED)
    return (
        rows.filter(status__in=OPEN)
        .annotate(
            asked_of=Subquery(passed.order_by("-as_of").values("as_of")[:1]),
            last_said=Max("updates__round__as_of", filter=published),
        )
        .filter(Q(starts_on=None) | Q(starts_on__lte=F("asked_of")), asked_of__isnull=False)
        .filter(Q(last_said=None) | Q(last_said__lt=F("asked_of")))
        .order_by(
            Coalesce("last_said", "starts_on", "commitment__plan__starts_on"),
            *("commitment", "position", "pk"),
        )
    )


def quiet(rows: Iterable[Milestone], *, today: dt.date) -> list[Quiet]:
    """What `silent` found, with the days. The plan of each milestone is loaded."""
    found = []
    for row in rows:
        last: dt.date | None = row.last_said  # type: ignore[attr-defined]
        begins = row.commitment.plan.starts_on
        since = last or max(begins, row.starts_on or begins)
        found.append(Quiet(row, last, max(0, (today - since).days)))
    return found


def of_plan(plan: ActionPlan) -> tuple[QuerySet[Milestone], QuerySet[Milestone]]:
    """The overdue and the silent milestones of a plan's public commitments."""
    rows = (
        Milestone.objects.public()
        .filter(commitment__plan=plan)
        .select_related("commitment__plan__forum", "commitment__lead", "responsible")
    )
    today = plan.forum.today
    return overdue(rows, today=today), silent(rows, today=today)
