"""What an organisation does for commitments, in all public forums."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from commitments.models import Commitment, Milestone, MilestoneStatus
from forums.domain import following
from forums.models import Organisation
from forums.models.seats import today_in


def public_offices() -> QuerySet[Organisation]:
    """Those that lead or support a public commitment, or are responsible for a step of one."""
    public = Commitment.objects.public().order_by().values("pk")
    return Organisation.objects.filter(
        Q(pk__in=Commitment.objects.filter(pk__in=public).order_by().values("lead"))
        | Q(
            pk__in=Commitment.supporting.through.objects.filter(commitment__in=public).values(
                "organisation"
            )
        )
        | Q(pk__in=Milestone.objects.filter(commitment__in=public).order_by().values("responsible"))
    )


def commitments_of(office: Organisation) -> QuerySet[Commitment]:
    """The public commitments in which the office has a part."""
    supported = Commitment.supporting.through.objects.filter(organisation=office)
    steps = Milestone.objects.filter(responsible=office).order_by()
    return Commitment.objects.public().filter(
        Q(lead=office)
        | Q(pk__in=supported.values("commitment"))
        | Q(pk__in=steps.values("commitment"))
    )


def overdue_of(office: Organisation) -> QuerySet[Milestone]:
    """Its steps of running plans that are past their day, the longest first."""
    return (
        Milestone.objects.public()
        .filter(
            Q(responsible=office) | Q(responsible=None, commitment__lead=office),
            status__in=[MilestoneStatus.NOT_STARTED, MilestoneStatus.IN_PROGRESS],
            commitment__plan__state="implementation",
            due_on__lt=today_in("commitment__plan__forum__time_zone"),
        )
        .select_related("commitment__plan__forum")
        .order_by("due_on", "pk")
    )


def parts(office: Organisation, commitments: Iterable[Commitment]) -> dict[int, str]:
    """By a commitment's id: what the office does for it. One query."""
    rows = list(commitments)
    supported = set(
        Commitment.supporting.through.objects.filter(
            organisation=office, commitment__in=rows
        ).values_list("commitment", flat=True)
    )
    return {
        row.pk: _("Leads it")
        if row.lead_id == office.pk
        else _("Supports it")
        if row.pk in supported
        else _("Carries out steps of it")
        for row in rows
    }


def add_commitments_and_offices() -> None:
    """A commitment can be followed, and an office."""
    following.add_followable(
        following.Followable(
            kind="commitment",
            model=Commitment,
            public=Commitment.objects.public,
            feed=lambda commitment: f"{commitment.get_absolute_url()}feed.atom",
            with_address=("plan__forum",),
        )
    )
    following.add_followable(
        following.Followable(
            kind="office",
            model=Organisation,
            public=public_offices,
            feed=lambda office: f"{office.get_absolute_url()}feed.atom",
        )
    )
