"""A plan at a glance: by office, by evidence, by who says so. The totals stand in `totals`."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from action_plans.models import ActionPlan
from commitments.domain.findings import last_words
from commitments.domain.rounds import OPEN
from commitments.domain.status import Tally, tally
from commitments.domain.totals import PlanTotals, StatesOn, plan_over_time
from commitments.models import (
    Commitment,
    CommitmentFinding,
    Completion,
    Evidence,
    GovernmentStatus,
    IrmCoding,
    IrmProduct,
    Milestone,
    MilestoneStatus,
    SocietyStatus,
    Update,
)
from forums.models import Document, Organisation

MOST_LATE = 10


@dataclass(frozen=True)
class Proven:
    """Of the milestones in one state, how many have public evidence."""

    status: str
    proven: int
    total: int


@dataclass(frozen=True)
class OfficeRow:
    """An office with the milestones that it answers for, and how many of them are overdue."""

    office: Organisation | None
    milestones: Tally
    overdue: int


@dataclass(frozen=True)
class Views:
    """How many commitments are in each state by the government's last report, and by what civil
    society found last, or `findings.APART` where organisations differ; each in its own words."""

    government: Counter[str]
    society: Counter[str]
    commitments: int
    found: int


@dataclass(frozen=True)
class IrmView:
    """How the mechanism's latest product with codings codes the completion of commitments."""

    product: IrmProduct
    completion: Counter[str]


@dataclass(frozen=True)
class Dashboard:
    """All figures of the page, from what is public alone."""

    totals: PlanTotals
    days: tuple[StatesOn, ...]
    proven: tuple[Proven, ...]
    offices: tuple[OfficeRow, ...]
    late: tuple[Milestone, ...]
    late_count: int
    views: Views
    irm: IrmView | None


def dashboard(plan: ActionPlan) -> Dashboard:
    """The figures of a plan today, in the forum's time zone; ten queries whatever its size."""
    totals, days = plan_over_time(plan)
    late = overdue(plan)
    offices = _offices(plan)
    return Dashboard(
        totals=totals,
        days=days,
        proven=_proven(plan),
        offices=offices,
        late=tuple(late[:MOST_LATE]),
        late_count=sum(row.overdue for row in offices),
        views=_views(plan, totals),
        irm=_irm(plan),
    )


def overdue(plan: ActionPlan) -> QuerySet[Milestone]:
    """The public milestones that are open past their day, the longest overdue first."""
    return (
        _public(plan)
        .filter(status__in=OPEN, due_on__lt=plan.forum.today)
        .select_related("commitment__plan__forum", "responsible")
        .order_by("due_on", "commitment__number", "position")
    )


def _public(plan: ActionPlan) -> QuerySet[Milestone]:
    return Milestone.objects.filter(
        commitment__plan=plan,
        commitment__published_at__isnull=False,
        commitment__withdrawn_at=None,
    )


def _proven(plan: ActionPlan) -> tuple[Proven, ...]:
    proofs = Evidence.objects.filter(
        update__milestone=OuterRef("pk"),
        update__in=Update.objects.public(),
        document__in=Document.objects.public(),
    )
    rows = (
        _public(plan)
        .exclude(status=MilestoneStatus.WITHDRAWN)
        .order_by()
        .values("status")
        .annotate(total=Count("pk"), with_proof=Count("pk", filter=Exists(proofs)))
    )
    found = {row["status"]: row for row in rows}
    order = (MilestoneStatus.COMPLETE, *reversed(OPEN))
    return tuple(
        Proven(status, found[status]["with_proof"], found[status]["total"])
        for status in order
        if status in found
    )


def _offices(plan: ActionPlan) -> tuple[OfficeRow, ...]:
    """By the office that answers for a milestone, else for its commitment; most open ones first."""
    late = Q(status__in=OPEN, due_on__lt=plan.forum.today)
    rows = (
        _public(plan)
        .order_by()
        .values("status", office=Coalesce("responsible", "commitment__lead"))
        .annotate(count=Count("pk"), late=Count("pk", filter=late))
    )
    states: dict[int | None, Counter[str]] = defaultdict(Counter)
    overdue_by: Counter[int | None] = Counter()
    for row in rows:
        states[row["office"]][row["status"]] += row["count"]
        overdue_by[row["office"]] += row["late"]
    named = Organisation.objects.in_bulk([pk for pk in states if pk is not None])
    found = [
        OfficeRow(named.get(pk or 0), tally(counts.elements()), overdue_by[pk])
        for pk, counts in states.items()
    ]
    return tuple(
        sorted(
            (row for row in found if row.milestones.total),
            key=lambda row: (-row.overdue, -row.milestones.open, str(row.office or "")),
        )
    )


def _views(plan: ActionPlan, totals: PlanTotals) -> Views:
    public = Commitment.objects.public().filter(plan=plan, taken_out_on=None).order_by()
    government = {
        row["reported_status"]: row["count"]
        for row in public.values("reported_status").annotate(count=Count("pk"))
    }
    found = CommitmentFinding.objects.public().filter(commitment__in=public).order_by()
    latest = last_words(found.values_list("commitment", "round__as_of", "status"))
    return Views(
        government=Counter({key: government.get(key, 0) for key in GovernmentStatus.values}),
        society=Counter(dict.fromkeys(SocietyStatus.values, 0)) + Counter(latest.values()),
        commitments=totals.commitments.total,
        found=len(latest),
    )


def _irm(plan: ActionPlan) -> IrmView | None:
    """One query: the codings of the latest product that has some, each with that product."""
    coded = IrmCoding.objects.exclude(completion="")
    latest = (
        IrmProduct.objects.public()
        .filter(Exists(coded.filter(product=OuterRef("pk"))), plan=plan)
        .order_by("-year", F("issued_on").desc(nulls_last=True), "-pk")
    )
    rows = list(coded.filter(product=Subquery(latest.values("pk")[:1])).select_related("product"))
    if not rows:
        return None
    product = rows[0].product
    product.plan = plan
    counts = Counter(row.completion for row in rows)
    return IrmView(product, Counter({key: counts[key] for key in Completion.values}))


def day_of(dashboard: Dashboard) -> dt.date | None:
    """The day of the last round that is counted; None before the first."""
    return dashboard.days[-1].date if len(dashboard.days) > 1 else None
