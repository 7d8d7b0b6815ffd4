"""Giving a running plan more time, on the basis of a document (as OGP's resolution of 2020)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from action_plans.domain.calendar_days import address
from action_plans.models import ActionPlan, Extension, PlanState
from forums.domain import notices
from forums.domain.errors import Incomplete, NotPublished, Refused
from forums.domain.seats import members
from forums.models import Decision, Document, Person, Translated


class NotRunning(Refused):
    """Only a plan that is adopted and not closed is extended."""


class NotLonger(Refused):
    """An extension gives more time, and not more than a plan's own length."""


class NoBasis(Refused):
    """The document or the decision is not one that the public can read in this forum."""


LONGEST = dt.timedelta(days=366 * 4)


@transaction.atomic
def extend(
    plan: ActionPlan,
    *,
    by: Person,
    ends_on: dt.date,
    reason: Mapping[str, str],
    basis: Document,
    decision: Decision | None = None,
) -> Extension:
    """Moves the plan's end; the end before stays on record. Tells the forum's members.

    Raises NotPublished, NotRunning, NotLonger, Incomplete without a reason, or NoBasis.
    """
    locked = ActionPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    _check(locked, ends_on=ends_on, basis=basis, decision=decision)
    if not Translated(reason):
        raise Incomplete(_("Say why the plan gets more time."))
    last = plan.extensions.aggregate(last=Max("number"))["last"] or 0
    extension = Extension.objects.create(
        plan=plan,
        number=last + 1,
        previous_ends_on=locked.ends_on,
        ends_on=ends_on,
        reason=Translated(reason),
        basis=basis,
        decision=decision,
        recorded_by=by,
        published_at=timezone.now(),
    )
    locked.ends_on = plan.ends_on = ends_on
    locked.save(update_fields=["ends_on"])
    _tell(plan, extension)
    return extension


def _check(
    plan: ActionPlan, *, ends_on: dt.date, basis: Document, decision: Decision | None
) -> None:
    if not plan.is_public:
        raise NotPublished(_("Publish the plan before you extend it."))
    if plan.state != PlanState.IMPLEMENTATION:
        raise NotRunning(_("Only a plan that is adopted and not closed gets more time."))
    if ends_on <= plan.ends_on:
        raise NotLonger(_("Choose a day after the one on which the plan ends now."))
    if ends_on > plan.ends_on + LONGEST:
        raise NotLonger(_("A plan is not extended by more than four years. Check the day."))
    if basis.forum_id != plan.forum_id or not basis.is_public:
        raise NoBasis(_("The basis is a published document of this forum’s repository."))
    if decision and (decision.forum_id != plan.forum_id or not decision.is_public):
        raise NoBasis(_("The decision is a published one of this forum."))


def _tell(plan: ActionPlan, extension: Extension) -> None:
    notices.queue(
        members(plan.forum),
        template="action_plans/mail/plan_extended",
        key=f"plan:{plan.pk}:extended:{extension.number}",
        context={
            "plan": plan,
            "extension": extension,
            "url": notices.absolute(address(plan)),
        },
        forum=plan.forum,
    )
