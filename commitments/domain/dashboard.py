"""A plan at a glance: by office, by evidence, by who says so. The totals stand in `totals`."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from action_plans.models import ActionPlan
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

OPEN = (MilestoneStatus.NOT_STARTED, MilestoneStatus.IN_PROGRESS)
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
    """How many commitments are in each state by the government's last report, and by the last
    finding of each organisation of civil society; each in its own vocabulary."""

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
    latest: dict[tuple[int, int], str] = {}
    findings = CommitmentFinding.objects.public().filter(commitment__in=public)
    for commitment, organisation, status in findings.order_by("round__as_of", "pk").values_list(
        "commitment", "organisation", "status"
    ):
        latest[commitment, organisation] = status
    return Views(
        government=Counter({key: government.get(key, 0) for key in GovernmentStatus.values}),
        society=Counter(dict.fromkeys(SocietyStatus.values, 0)) + Counter(latest.values()),
        commitments=totals.commitments.total,
        found=len({commitment for commitment, _organisation in latest}),
    )


def _irm(plan: ActionPlan) -> IrmView | None:
    products = IrmProduct.objects.public().filter(plan=plan)
    rows = (
        IrmCoding.objects.filter(product__in=products)
        .exclude(completion="")
        .order_by("-product__year", "-product__issued_on", "-product", "completion")
        .values_list("product", "completion")
    )
    counts: dict[int, Counter[str]] = {}
    for product, completion in rows:
        counts.setdefault(product, Counter())[completion] += 1
    if not counts:
        return None
    latest, coded = next(iter(counts.items()))
    found = IrmProduct.objects.select_related("plan__forum").get(pk=latest)
    return IrmView(found, Counter({key: coded[key] for key in Completion.values}))


def day_of(dashboard: Dashboard) -> dt.date | None:
    """The day of the last round that is counted; None before the first."""
    return dashboard.days[-1].date if len(dashboard.days) > 1 else None
