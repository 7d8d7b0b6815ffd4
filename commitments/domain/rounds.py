"""Opening reporting rounds, and telling the responsible offices."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from action_plans.models import ActionPlan, PlanState
from commitments.models import (
    Commitment,
    CommitmentReport,
    Milestone,
    MilestoneStatus,
    ReportingRound,
    Update,
    UpdateState,
)
from forums.domain import notices, publication
from forums.domain.errors import Refused
from forums.models import Person

OPEN = (MilestoneStatus.NOT_STARTED, MilestoneStatus.IN_PROGRESS)
OFFICE = Coalesce("responsible", "commitment__lead")
"""Who answers for a milestone: its own office, else that of its commitment."""


class RoundExists(Refused):
    """A plan has one round for each day that is reported on."""


def responsible_people(plan: ActionPlan) -> list[Person]:
    """Those who work for an office with a milestone of the plan that is not done yet."""
    here = Q(
        organisation__milestones__commitment__plan=plan,
        organisation__milestones__status__in=OPEN,
    ) | Q(
        organisation__commitments_led__plan=plan,
        organisation__commitments_led__milestones__status__in=OPEN,
    )
    return list(Person.objects.filter(here, is_active=True, email__isnull=False).distinct())


@transaction.atomic
def open_round(plan: ActionPlan, *, by: Person, **fields: Any) -> tuple[ReportingRound, int]:
    """Opens and publishes a round; the people of the responsible offices are told.

    Returns the round and how many are told. Raises RoundExists.
    """
    ActionPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    slug = fields["as_of"].isoformat()
    if plan.rounds.filter(Q(as_of=fields["as_of"]) | Q(slug=slug)).exists():
        raise RoundExists(_("There is a round for this day already."))
    opened = ReportingRound.objects.create(plan=plan, slug=slug, **fields)
    publication.publish(opened)
    told = notices.queue(
        responsible_people(plan),
        template="commitments/mail/round_opened",
        key=f"round:{opened.pk}:opened",
        context={
            "round": opened,
            "plan": plan,
            "url": notices.absolute(address(opened, "report")),
        },
        forum=plan.forum,
    )
    return opened, told


def address(round: ReportingRound, page: str = "detail") -> str:
    """The path of one of a round's pages: detail, report, check."""
    plan = round.plan
    return reverse(f"commitments:round-{page}", args=[plan.forum.slug, plan.slug, round.slug])


def current(plan: ActionPlan) -> ReportingRound | None:
    """The round in which the offices report now: the latest that is public and has opened.

    A round that another one has followed is over: what it lacks is missing, and no longer late.
    """
    rows = ReportingRound.objects.public().filter(plan=plan, opens_on__lte=plan.forum.today)
    return rows.select_related("plan__forum").order_by("-as_of").first()


def running(**where: Any) -> list[ReportingRound]:
    """The current rounds of the plans that are carried out, the first due first, in one query."""
    rows = (
        ReportingRound.objects.public()
        .filter(plan__state=PlanState.IMPLEMENTATION, **where)
        .select_related("plan__forum")
        .order_by("as_of")
    )
    latest = {row.plan_id: row for row in rows if row.opens_on <= row.plan.forum.today}
    return sorted(latest.values(), key=lambda row: (row.due_on, row.pk))


def asked(round: ReportingRound) -> QuerySet[Any]:
    """The milestones of which a round asks: those that were open, and whatever was reported.

    Each has `office`, the id of who answers for it, and `stage`, how far its report has come,
    None where there is none. What was to start later or joined the plan later is not asked for.
    """
    here = Update.objects.filter(milestone=OuterRef("pk"), round=round).with_stage()
    earlier = Update.objects.filter(
        milestone=OuterRef("pk"), round__as_of__lt=round.as_of, state=UpdateState.PUBLISHED
    ).order_by("-round__as_of")
    was_open = (
        ~Q(before__in=[MilestoneStatus.COMPLETE, MilestoneStatus.WITHDRAWN])
        & (Q(status__in=OPEN) | Q(completed_on__gt=round.as_of))
        & (Q(starts_on=None) | Q(starts_on__lte=round.as_of))
        & (~Q(commitment__source_key="") | Q(commitment__published_at__date__lte=round.due_on))
    )
    return (
        Milestone.objects.public()
        .filter(commitment__plan=round.plan_id)
        .annotate(
            stage=Subquery(here.values("stage")[:1]),
            before=Coalesce(Subquery(earlier.values("status")[:1]), Value("")),
            office=OFFICE,
        )
        .filter(Q(stage__isnull=False) | was_open)
    )


def asked_whole(round: ReportingRound) -> QuerySet[Any]:
    """The commitments of which a round asks as a whole, each with the `stage` of its report."""
    here = CommitmentReport.objects.filter(commitment=OuterRef("pk"), round=round).with_stage()
    was_open = Exists(asked(round).filter(commitment=OuterRef("pk")))
    return (
        Commitment.objects.public()
        .filter(plan=round.plan_id)
        .annotate(stage=Subquery(here.values("stage")[:1]))
        .filter(Q(stage__isnull=False) | (was_open & Q(taken_out_on=None)))
    )
