"""Taking in contributions."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from action_plans.models import ActionPlan, Contribution, Phase, PlanState
from forums.domain import agenda, notices
from forums.domain.errors import NotPublished, Refused
from forums.models import AgendaProposal, Person, Translated


class NotOpen(Refused):
    """No phase of the plan takes contributions today."""


def open_phase(
    plan: ActionPlan, *, phases: Iterable[Phase] | None = None, on: dt.date | None = None
) -> Phase | None:
    """The phase that takes contributions on the day (today in the forum's zone); None if none.

    `phases` are the plan's, where the caller has read them already.
    """
    on = on or plan.forum.today
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
        if before is not None and before.title == fields.get("title"):
            return before
        if Contribution.objects.filter(submission=submission).exists():
            submission = None  # another text from a form that was sent before
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


def put_before_forum(contribution: Contribution, *, by: Person) -> AgendaProposal:
    """Asks the forum to take a contribution up at a meeting, in its author's own words.

    Raises NotPublished, or AlreadyProposed where it waits for an answer already.
    """
    if not contribution.is_public:
        raise NotPublished(_("This contribution is not published."))
    language = contribution.language
    return agenda.propose(
        contribution.plan.forum,
        by=by,
        title=Translated.of(contribution.title, main=language),
        description=Translated.of(contribution.proposal or contribution.problem, main=language),
        source=contribution,
    )
