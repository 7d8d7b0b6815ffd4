"""Taking in contributions."""

from __future__ import annotations

import datetime as dt
import uuid
import zoneinfo
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from action_plans.models import ActionPlan, Contribution, Phase, PlanState
from forums.domain import notices
from forums.domain.errors import Refused
from forums.models import Person


class NotOpen(Refused):
    """No phase of the plan takes contributions today."""


def open_phase(
    plan: ActionPlan, *, phases: Iterable[Phase] | None = None, on: dt.date | None = None
) -> Phase | None:
    """The phase that takes contributions on the day (today in the forum's zone); None if none.

    `phases` are the plan's, where the caller has read them already.
    """
    on = on or timezone.localdate(timezone=zoneinfo.ZoneInfo(plan.forum.time_zone))
    if plan.state != PlanState.CO_CREATION:
        return None
    for phase in plan.phases.all() if phases is None else phases:
        if phase.takes_contributions and phase.opens_on <= on <= phase.closes_on:
            return phase
    return None


@transaction.atomic
def submit(
    plan: ActionPlan, *, by: Person, submission: uuid.UUID | None = None, **fields: Any
) -> Contribution:
    """Takes in a contribution, publishes it and sends a receipt; a double click is one.

    Raises NotOpen outside the phases that take contributions.
    """
    locked = ActionPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if submission is not None:
        before = Contribution.objects.filter(submission=submission, author=by).first()
        if before is not None:
            return before
    if not locked.is_public or open_phase(plan) is None:
        raise NotOpen(_("This plan takes no contributions at the moment."))
    last = plan.contributions.aggregate(last=Max("number"))["last"] or 0
    now = timezone.now()
    contribution = Contribution.objects.create(
        plan=plan,
        number=last + 1,
        author=by,
        submission=submission,
        submitted_at=now,
        published_at=now,
        **fields,
    )
    notices.queue(
        [by],
        template="action_plans/mail/contribution_received",
        key=f"contribution:{contribution.pk}:received",
        context={
            "contribution": contribution,
            "plan": plan,
            "url": notices.absolute(contribution.get_absolute_url()),
        },
        forum=plan.forum,
    )
    return contribution
