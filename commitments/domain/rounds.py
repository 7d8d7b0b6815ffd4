"""Opening reporting rounds, and telling the responsible offices."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from action_plans.models import ActionPlan
from commitments.models import MilestoneStatus, ReportingRound
from forums.domain import notices, publication
from forums.domain.errors import Refused
from forums.models import Person


class RoundExists(Refused):
    """A plan has one round for each day that is reported on."""


def responsible_people(plan: ActionPlan) -> list[Person]:
    """Those who work for an office with a milestone of the plan that is not done yet."""
    open_states = [MilestoneStatus.NOT_STARTED, MilestoneStatus.IN_PROGRESS]
    here = Q(
        organisation__milestones__commitment__plan=plan,
        organisation__milestones__status__in=open_states,
    ) | Q(
        organisation__commitments_led__plan=plan,
        organisation__commitments_led__milestones__status__in=open_states,
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
            "url": notices.absolute(plan.get_absolute_url()),
        },
        forum=plan.forum,
    )
    return opened, told
