"""Opening reporting rounds, changing them, and telling the responsible offices."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
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
from forums.domain import fingerprints, notices, publication
from forums.domain.errors import Refused
from forums.models import Person

CONTENT = ("title", "as_of", "opens_on", "due_on")
OPEN = (MilestoneStatus.NOT_STARTED, MilestoneStatus.IN_PROGRESS)
OFFICE = Coalesce("responsible", "commitment__lead")
"""Who answers for a milestone: its own office, else that of its commitment."""


class RoundExists(Refused):
    """A plan has one round for each day that is reported on."""


class NotCarriedOut(Refused):
    """Offices report of a plan that is being carried out."""


class ReportedAlready(Refused):
    """A round in which something was handed in stays about the day of which that reports."""


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

    Returns the round and how many are told. Raises RoundExists, NotCarriedOut.
    """
    locked = ActionPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if locked.state != PlanState.IMPLEMENTATION:
        raise NotCarriedOut(_("Rounds are opened while a plan is carried out."))
    _check_day(plan, fields["as_of"])
    slug = _address_of(plan, fields["as_of"])
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


@transaction.atomic
def change(round: ReportingRound, *, by: Person, seen: str = "", **fields: Any) -> int:
    """Changes the days and the title of a round; its address stays. Returns how many are told:
    the people of the offices hear of a new last day that is still to come.

    Once something was handed in, it can only be open longer or shorter. Raises ReportedAlready,
    RoundExists, ChangedMeanwhile where somebody saved since the fingerprint `seen`.
    """
    ActionPlan.objects.select_for_update(of=("self",)).get(pk=round.plan_id)
    rows = ReportingRound.objects.select_for_update(of=("self",)).select_related("plan__forum")
    locked = rows.get(pk=round.pk)
    fingerprints.check_seen(seen, fingerprint(locked))
    changed = [name for name in CONTENT if name in fields and getattr(locked, name) != fields[name]]
    if {"title", "as_of"} & {*changed} and has_reports(locked):
        raise ReportedAlready(
            _("Something was handed in for this round. Only the days on which it is open change.")
        )
    if "as_of" in changed:
        _check_day(locked.plan, fields["as_of"])
    for name in changed:
        setattr(locked, name, fields[name])
        setattr(round, name, fields[name])
    locked.save(update_fields=changed)
    if "due_on" in changed and locked.is_public and locked.due_on >= locked.plan.forum.today:
        return _tell_new_day(locked)
    return 0


def fingerprint(round: ReportingRound) -> str:
    """Tells one state of a round from another."""
    return fingerprints.fingerprint(round, CONTENT)


def has_reports(round: ReportingRound) -> bool:
    """Whether anything was handed in or published in it, and be it taken back."""
    return (
        round.updates.exclude(state=UpdateState.DRAFT, published_at=None).exists()
        or round.commitment_reports.exclude(submitted_at=None, published_at=None).exists()
    )


def _check_day(plan: ActionPlan, as_of: dt.date) -> None:
    if plan.rounds.filter(as_of=as_of).exists():
        raise RoundExists(_("There is a round for this day already."))


def _address_of(plan: ActionPlan, as_of: dt.date) -> str:
    """The day, or where a round that was moved has that address, the day with a number."""
    day = as_of.isoformat()
    taken = set(plan.rounds.filter(slug__startswith=day).values_list("slug", flat=True))
    return f"{day}-{len(taken) + 1}" if day in taken else day


def _tell_new_day(round: ReportingRound) -> int:
    return notices.queue(
        responsible_people(round.plan),
        template="commitments/mail/round_moved",
        key=f"round:{round.pk}:moved:{timezone.now().isoformat()}",
        context={
            "round": round,
            "plan": round.plan,
            "url": notices.absolute(address(round, "report")),
        },
        forum=round.plan.forum,
    )


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
