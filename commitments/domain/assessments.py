"""Self-assessments: writing and publishing them, and what their report says.

Page and PDF are rendered from the one `Report` that `report_context` gives.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import translation
from django.utils.translation import gettext as _

from action_plans.domain import response_figures
from action_plans.models import ActionPlan
from commitments.domain import pictures
from commitments.domain.charts import Chart
from commitments.domain.status import Tally, tally
from commitments.domain.totals import OpenOn, PlanTotals, plan_progress
from commitments.models import (
    Commitment,
    Evidence,
    Milestone,
    MilestoneStatus,
    SelfAssessment,
    Update,
)
from forums.domain import publication
from forums.domain.errors import Incomplete
from forums.models import Document, Meeting, Person, Translated

# The answers that say what a commitment promises, by the templates' keys.
PROMISE = ("commitment", "solution")
ON_A_PAGE = 6
DONE = (MilestoneStatus.COMPLETE, MilestoneStatus.WITHDRAWN)


@dataclass(frozen=True)
class ReportedMilestone:
    """A milestone, its last published update, and the proofs of all its updates."""

    milestone: Milestone
    update: Update | None
    evidence: tuple[Document, ...]
    is_late: bool


@dataclass(frozen=True)
class ReportedCommitment:
    commitment: Commitment
    promise: Translated
    tally: Tally
    milestones: tuple[ReportedMilestone, ...]


@dataclass(frozen=True)
class Report:
    """All that a self-assessment's report says. `as_of` is the day of the last round, if any."""

    assessment: SelfAssessment
    plan: ActionPlan
    language: str
    as_of: dt.date | None
    totals: PlanTotals
    open_days: tuple[OpenOn, ...]
    charts: tuple[Chart, ...]
    commitments: tuple[ReportedCommitment, ...]
    page: Page[Commitment] | None
    contributions: int
    answered: int
    meetings: int
    with_evidence: int


@transaction.atomic
def write(plan: ActionPlan, *, by: Person, kind: str, **texts: Any) -> SelfAssessment:
    """Writes or rewrites the one self-assessment of a kind. It is a draft until published."""
    ActionPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    assessment = SelfAssessment.objects.get_or_create(plan=plan, kind=kind)[0]
    for name, text in texts.items():
        setattr(assessment, name, text)
    assessment.save()
    return assessment


@transaction.atomic
def publish(assessment: SelfAssessment, *, by: Person) -> None:
    """Makes a self-assessment public. Raises Incomplete, AlreadyPublished."""
    if not assessment.introduction:
        raise Incomplete(_("Write the introduction before you publish."))
    publication.publish(assessment)


def with_figures(rows: QuerySet[SelfAssessment]) -> QuerySet[SelfAssessment]:
    """The rows with the counts that `report_context` reads, in the same query."""
    contributions = response_figures.received(OuterRef("plan"))
    meetings = Meeting.objects.public().filter(
        forum=OuterRef("plan__forum"),
        cancelled_at=None,
        starts_at__date__range=(
            Coalesce(OuterRef("plan__co_creation_starts_on"), OuterRef("plan__starts_on")),
            OuterRef("plan__ends_on"),
        ),
    )
    proofs = Evidence.objects.filter(
        update__in=Update.objects.public(),
        document__in=Document.objects.public(),
        update__milestone__commitment__plan=OuterRef("plan"),
    ).exclude(update__milestone__status=MilestoneStatus.WITHDRAWN)
    return rows.annotate(
        contribution_count=_counted(contributions, "plan"),
        answered_count=_counted(contributions.answered(), "plan"),
        meeting_count=_counted(meetings, "forum"),
        proven_count=_counted(proofs, "update__milestone__commitment__plan", "update__milestone"),
    )


def _counted(rows: QuerySet[Any], group: str, what: str = "pk") -> Coalesce:
    counts = rows.order_by().values(group).annotate(n=Count(what, distinct=True)).values("n")
    return Coalesce(Subquery(counts), 0)


def report_context(assessment: Any, language: str, *, page: int | str | None = None) -> Report:
    """The report in one language, from what is public alone.

    `assessment` comes from `with_figures`. With a `page` the commitments are cut to that page
    (the last one where there are fewer); every total is of all of them.
    """
    plan = assessment.plan
    with translation.override(language):
        totals, days = plan_progress(plan)
        as_of = days[-1].date if len(days) > 1 else None
        rows = (
            Commitment.objects.public()
            .filter(plan=plan)
            .select_related("theme", "lead", "plan__forum")
            .order_by("number")
        )
        cut = None
        if page is not None:
            paginator = Paginator(rows, ON_A_PAGE)
            paginator.count = totals.commitments.total + totals.commitments.withdrawn
            cut = paginator.get_page(page)
        return Report(
            assessment=assessment,
            plan=plan,
            language=language,
            as_of=as_of,
            totals=totals,
            open_days=days,
            charts=pictures.of_plan(totals, days),
            commitments=tuple(_reported(list(rows if cut is None else cut), as_of)),
            page=cut,
            contributions=assessment.contribution_count,
            answered=assessment.answered_count,
            meetings=assessment.meeting_count,
            with_evidence=assessment.proven_count,
        )


def _reported(rows: list[Commitment], as_of: dt.date | None) -> Iterable[ReportedCommitment]:
    """The commitments with all that is said of them, in three queries."""
    proofs = Evidence.objects.filter(document__in=Document.objects.public())
    milestones: dict[int, list[Milestone]] = {row.pk: [] for row in rows}
    for milestone in (
        Milestone.objects.filter(commitment__in=rows)
        .select_related("responsible")
        .prefetch_related(
            Prefetch(
                "updates",
                Update.objects.public()
                .select_related("round")
                .order_by("-round__as_of")
                .prefetch_related(
                    Prefetch(
                        "proofs", proofs.select_related("document__forum"), to_attr="public_proofs"
                    )
                ),
                to_attr="told",
            )
        )
        .order_by("position", "pk")
    ):
        milestones[milestone.commitment_id].append(milestone)
    for row in rows:
        steps = tuple(_milestone(milestone, as_of) for milestone in milestones[row.pk])
        yield ReportedCommitment(
            commitment=row,
            promise=Translated.of(
                next((row.answers[key] for key in PROMISE if row.answers.get(key)), None)
            ),
            tally=tally(step.milestone.status for step in steps),
            milestones=steps,
        )


def _milestone(milestone: Any, as_of: dt.date | None) -> ReportedMilestone:
    told: list[Any] = milestone.told
    documents = {
        proof.document_id: proof.document for update in told for proof in update.public_proofs
    }
    due = milestone.due_on
    return ReportedMilestone(
        milestone=milestone,
        update=told[0] if told else None,
        evidence=tuple(documents.values()),
        is_late=bool(due and as_of and due < as_of and milestone.status not in DONE),
    )
