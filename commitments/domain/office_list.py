"""What an office has to report in a round: its milestones and its commitments as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from commitments.domain.rounds import asked, asked_whole
from commitments.models import (
    CommitmentReport,
    Milestone,
    ReportingRound,
    Stage,
    Update,
)
from forums.models import Organisation


@dataclass(frozen=True)
class Row:
    """One milestone in one round: its update with `proofs` counted, if there is one, how far it
    has come, and the state that was published before, or ""."""

    milestone: Milestone
    update: Update | None
    stage: str
    before: str

    @property
    def is_open(self) -> bool:
        """Whether its office can still change it without asking for it back."""
        return self.stage in ("", Stage.DRAFT, Stage.SENT_BACK)


def milestones(round: ReportingRound, office: int | None) -> QuerySet[Any]:
    """The milestones of an office that the round asks for, in the plan's order; None: of all."""
    rows = asked(round).select_related("commitment__plan__forum", "responsible")
    if office is not None:
        rows = rows.filter(office=office)
    return rows.order_by("commitment__number", "position", "pk")


def rows(round: ReportingRound, found: list[Milestone]) -> list[Row]:
    """The rows of these milestones, in their order, in one query."""
    updates = {
        row.milestone_id: row
        for row in Update.objects.filter(round=round, milestone__in=found).annotate(
            proof_count=Count("evidence")
        )
    }
    return [
        Row(
            milestone,
            updates.get(milestone.pk),
            getattr(milestone, "stage", None) or "",
            getattr(milestone, "before", ""),
        )
        for milestone in found
    ]


def commitments(round: ReportingRound, office: int | None) -> list[Any]:
    """The commitments that an office leads and reports of as a whole, each with its `stage` and
    its `reported`, the report, if there is one; in two queries."""
    found = asked_whole(round).select_related("plan__forum")
    if office is not None:
        found = found.filter(lead=office)
    rows = list(found.order_by("number"))
    reports = {
        row.commitment_id: row
        for row in CommitmentReport.objects.filter(round=round, commitment__in=rows)
    }
    for row in rows:
        row.reported = reports.get(row.pk)
    return rows


def offices(round: ReportingRound) -> QuerySet[Organisation]:
    """The offices that the round asks, by their names' addresses."""
    return Organisation.objects.filter(pk__in=asked(round).values("office")).order_by("slug")
