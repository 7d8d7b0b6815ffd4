"""What a plan asks for, while it is made and while it is carried out."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from action_plans.models import Contribution, PlanState
from commitments.models import Milestone, MilestoneStatus, ReportingRound, Update, UpdateState
from forums.models import Person
from ogp_portal.waiting.rows import Waiting, until, waited

MOST = 50


def contributions(coordinated: list[int]) -> Iterator[Waiting]:
    """Contributions that nobody has answered."""
    rows = Contribution.objects.public().filter(
        plan__forum__in=coordinated, response=None, merged_into=None
    )
    rows = rows.order_by("submitted_at", "pk")
    for contribution in rows.select_related("plan__forum")[:MOST]:
        plan = contribution.plan
        address = reverse("action_plans:response-create", args=[plan.forum.slug, plan.slug])
        yield Waiting(
            contribution.title,
            _("Contribution to answer"),
            f"{address}?contribution={contribution.number}",
            *waited(contribution.submitted_at),
        )


def updates(coordinated: list[int]) -> Iterator[Waiting]:
    """What offices handed in and nobody has checked."""
    rows = Update.objects.filter(state=UpdateState.SUBMITTED, round__plan__forum__in=coordinated)
    for update in rows.select_related("milestone__commitment__plan__forum", "round")[:MOST]:
        commitment = update.milestone.commitment
        plan = commitment.plan
        yield Waiting(
            str(update.milestone.title),
            _("Update to check and publish"),
            reverse(
                "commitments:update-review",
                args=[
                    *(plan.forum.slug, plan.slug, commitment.number),
                    *(update.milestone_id, update.round.slug),
                ],
            ),
            *waited(update.submitted_at or timezone.now()),
        )


def reports(person: Person) -> Iterator[Waiting]:
    """Milestones of the person's office that an open round still asks for."""
    if person.organisation_id is None:
        return
    rounds = {
        row.plan_id: row
        for row in ReportingRound.objects.public()
        .filter(opens_on__lte=timezone.localdate(), plan__state=PlanState.IMPLEMENTATION)
        .order_by("as_of")
    }
    mine = (
        Milestone.objects.public()
        .filter(
            Q(responsible=person.organisation_id)
            | Q(commitment__lead=person.organisation_id, responsible=None),
            commitment__plan__in=rounds,
            status__in=[MilestoneStatus.NOT_STARTED, MilestoneStatus.IN_PROGRESS],
        )
        .select_related("commitment__plan__forum")
        .order_by("commitment__number", "position")
    )
    handed_in = set(
        Update.objects.filter(milestone__in=mine)
        .exclude(state=UpdateState.DRAFT)
        .values_list("milestone_id", "round_id")
    )
    for milestone in mine:
        opened = rounds[milestone.commitment.plan_id]
        if (milestone.pk, opened.pk) not in handed_in:
            yield _report(milestone, opened)


def _report(milestone: Milestone, opened: ReportingRound) -> Waiting:
    commitment = milestone.commitment
    plan = commitment.plan
    return Waiting(
        str(milestone.title),
        _("Report for %(round)s") % {"round": opened.title},
        reverse(
            "commitments:update-report",
            args=[plan.forum.slug, plan.slug, commitment.number, milestone.pk, opened.slug],
        ),
        *until(opened.due_on),
    )
