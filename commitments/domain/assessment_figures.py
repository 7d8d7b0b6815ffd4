"""What a self-assessment counts of how its plan was made and followed, from what is public."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, JSONObject, Now

from action_plans.domain import response_figures
from action_plans.models import Consultation, OutreachActivity
from commitments.models import (
    Amendment,
    AmendmentState,
    Commitment,
    CommitmentFinding,
    Evidence,
    MilestoneStatus,
    ReportingRound,
    SelfAssessment,
    Update,
    Verification,
)
from forums.domain.activity import TAKEN, Seats, added
from forums.models import VOTING, Attendance, Comment, Decision, Meeting, Outcome, Translated


@dataclass(frozen=True)
class Consulted:
    """A consultation on the draft plan. `days` counts its first and its last day."""

    title: Translated
    opens_on: dt.date
    closes_on: dt.date
    comments: int

    @property
    def days(self) -> int:
        return (self.closes_on - self.opens_on).days + 1


@dataclass(frozen=True)
class ProcessFigures:
    """How the plan was made (until its first day) and followed (since then).

    `people_reached` adds up the outreach of which it is known, which is `people_counted_in`.
    `sectors` are the seats with a vote over all meetings of which attendance was recorded.
    """

    meetings_before: int = 0
    meetings_since: int = 0
    decisions: int = 0
    contributions: int = 0
    answered: int = 0
    activities: int = 0
    people_reached: int = 0
    people_counted_in: int = 0
    consultations: tuple[Consulted, ...] = ()
    sectors: tuple[Seats, ...] = ()
    rounds: int = 0
    updates: int = 0
    findings: int = 0
    amendments: int = 0
    proven: int = 0

    @property
    def meetings(self) -> int:
        return self.meetings_before + self.meetings_since


def with_figures(rows: QuerySet[SelfAssessment]) -> QuerySet[SelfAssessment]:
    """The rows with all that `figures_of` reads, and with the plan's commitments counted."""
    return rows.annotate(**_making(), **_following(), **_together())


def figures_of(assessment: Any) -> ProcessFigures:
    """The figures of a row of `with_figures`."""
    return ProcessFigures(
        meetings_before=assessment.meetings_before,
        meetings_since=assessment.meetings_since,
        decisions=assessment.decision_count,
        contributions=assessment.contribution_count,
        answered=assessment.answered_count,
        activities=assessment.activity_count,
        people_reached=assessment.people_reached,
        people_counted_in=assessment.people_counted_in,
        consultations=tuple(_consulted(assessment.consultation_rows)),
        sectors=added(
            Seats(row["sector"], row["seats"], row["present"]) for row in assessment.sector_rows
        ),
        rounds=assessment.round_count,
        updates=assessment.update_count,
        findings=assessment.verification_count + assessment.finding_count,
        amendments=assessment.amendment_count,
        proven=assessment.proven_count,
    )


def _consulted(rows: Iterable[dict[str, Any]]) -> Iterable[Consulted]:
    for row in rows:
        first, last = (dt.date.fromisoformat(row[name]) for name in ("opens", "closes"))
        yield Consulted(Translated.of(row["title"]), first, last, row["comments"] or 0)


BEGAN = Coalesce(OuterRef("plan__co_creation_starts_on"), OuterRef("plan__starts_on"))


def _making() -> dict[str, Any]:
    contributions = response_figures.received(OuterRef("plan"))
    outreach = OutreachActivity.objects.public().filter(plan=OuterRef("plan"))
    reached = outreach.filter(people_reached__isnull=False)
    before = _meetings().filter(
        starts_at__date__gte=BEGAN, starts_at__date__lt=OuterRef("plan__starts_on")
    )
    return {
        "contribution_count": _count(contributions, "plan"),
        "answered_count": _count(contributions.answered(), "plan"),
        "activity_count": _count(outreach, "plan"),
        "people_counted_in": _count(reached, "plan"),
        "people_reached": Coalesce(
            Subquery(
                reached.order_by().values("plan").annotate(n=Sum("people_reached")).values("n")
            ),
            0,
        ),
        "meetings_before": _count(before, "forum"),
        "consultation_rows": _consultations(),
    }


def _consultations() -> ArraySubquery:
    said = Comment.objects.filter(
        content_type__app_label="action_plans",
        content_type__model="consultation",
        object_id=OuterRef("pk"),
        internal=False,
        is_official=False,
        held_at=None,
        removed_at=None,
    )
    rows = Consultation.objects.public().filter(plan=OuterRef("plan")).order_by("number")
    return ArraySubquery(
        rows.annotate(comments=_count(said, "object_id")).values(
            row=JSONObject(title="title", opens="opens_on", closes="closes_on", comments="comments")
        )
    )


def _following() -> dict[str, Any]:
    since = _meetings().filter(
        starts_at__date__range=(OuterRef("plan__starts_on"), OuterRef("plan__ends_on"))
    )
    rounds = ReportingRound.objects.public().filter(plan=OuterRef("plan"))
    updates = Update.objects.public().filter(milestone__commitment__plan=OuterRef("plan"))
    proofs = Evidence.objects.filter(
        update__in=Update.objects.public(),
        update__milestone__commitment__plan=OuterRef("plan"),
        document__published_at__isnull=False,
        document__withdrawn_at=None,
    ).exclude(update__milestone__status=MilestoneStatus.WITHDRAWN)
    plan = "update__milestone__commitment__plan"
    return {
        "meetings_since": _count(since, "forum"),
        "round_count": _count(rounds, "plan"),
        "as_of": Subquery(
            rounds.order_by().values("plan").annotate(last=Max("as_of")).values("last")
        ),
        "update_count": _count(updates, "milestone__commitment__plan"),
        "proven_count": _count(proofs, plan, "update__milestone"),
        "verification_count": _count(
            Verification.objects.public().filter(**{plan: OuterRef("plan")}), plan
        ),
        "finding_count": _count(
            CommitmentFinding.objects.public().filter(commitment__plan=OuterRef("plan")),
            "commitment__plan",
        ),
        "amendment_count": _count(
            Amendment.objects.public().filter(plan=OuterRef("plan"), state=AmendmentState.ADOPTED),
            "plan",
        ),
    }


def _together() -> dict[str, Any]:
    """Of the whole time from the start of co-creation to the plan's last day, or until now."""
    decisions = Decision.objects.public().filter(
        forum=OuterRef("plan__forum"), decided_on__range=(BEGAN, OuterRef("plan__ends_on"))
    )
    seats = Attendance.objects.filter(
        meeting__in=Meeting.objects.public(),
        meeting__forum=OuterRef("plan__forum"),
        meeting__cancelled_at=None,
        meeting__starts_at__date__range=(BEGAN, OuterRef("plan__ends_on")),
        term__seat__role__in=VOTING,
    )
    by_sector = (
        seats.order_by()
        .values("sector")
        .annotate(seats=Count("pk"), present=Count("pk", filter=Q(presence__in=TAKEN)))
    )
    return {
        "decision_count": _count(decisions.exclude(outcome=Outcome.OPEN), "forum"),
        "sector_rows": ArraySubquery(
            by_sector.values(row=JSONObject(sector="sector", seats="seats", present="present"))
        ),
        "commitment_count": _count(
            Commitment.objects.public().filter(plan=OuterRef("plan")), "plan"
        ),
    }


def _meetings() -> QuerySet[Meeting]:
    """Public meetings of the plan's forum that have begun."""
    return Meeting.objects.public().filter(
        forum=OuterRef("plan__forum"), cancelled_at=None, starts_at__lte=Now()
    )


def _count(rows: QuerySet[Any], group: str, what: str = "pk") -> Coalesce:
    counts = rows.order_by().values(group).annotate(n=Count(what, distinct=True)).values("n")
    return Coalesce(Subquery(counts), 0)
