"""What an extension of a plan means for its milestones: new days, beside those they had."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from action_plans.domain import extensions
from action_plans.models import ActionPlan, Extension
from commitments.domain import versions
from commitments.models import (
    Commitment,
    Milestone,
    MilestoneExtension,
    MilestoneStatus,
    VersionCause,
)
from forums.domain.errors import Refused
from forums.models import Decision, Document, Person

OPEN = (MilestoneStatus.NOT_STARTED, MilestoneStatus.IN_PROGRESS)


class NotMoved(Refused):
    """A milestone whose day cannot be moved like this."""


def movable(plan: ActionPlan) -> list[Milestone]:
    """The milestones that an extension can give more time: open ones that have a day."""
    return list(
        Milestone.objects.filter(commitment__plan=plan, status__in=OPEN, due_on__isnull=False)
        .exclude(commitment__status="withdrawn")
        .select_related("commitment__plan__forum", "responsible")
        .order_by("commitment__number", "position", "pk")
    )


@transaction.atomic
def extend(
    plan: ActionPlan,
    *,
    by: Person,
    ends_on: dt.date,
    reason: Mapping[str, str],
    basis: Document,
    decision: Decision | None = None,
    milestones: Mapping[int, dt.date] | None = None,
) -> Extension:
    """Extends the plan and gives milestones (by id) their new days, all in one transaction.

    The plan's text with the new days is kept as its next version.
    Raises what `action_plans.domain.extensions.extend` raises, or NotMoved.
    """
    extension = extensions.extend(
        plan, by=by, ends_on=ends_on, reason=reason, basis=basis, decision=decision
    )
    moved = {row.pk: row for row in _locked(plan, milestones or {})}
    for pk, due_on in (milestones or {}).items():
        _move(extension, moved.get(pk), due_on)
    _follow(plan)
    versions.make(plan, by=by, cause=VersionCause.EXTENDED, decision=decision)
    return extension


def _locked(plan: ActionPlan, milestones: Mapping[int, dt.date]) -> list[Milestone]:
    return list(
        Milestone.objects.filter(commitment__plan=plan, pk__in=milestones, status__in=OPEN)
        .order_by("pk")
        .select_for_update(of=("self",))
    )


def _move(extension: Extension, milestone: Milestone | None, due_on: dt.date) -> None:
    if milestone is None or milestone.due_on is None:
        raise NotMoved(_("One of these milestones was completed or withdrawn meanwhile."))
    if not milestone.due_on < due_on <= extension.ends_on:
        raise NotMoved(
            _("Milestone %(number)s: choose a day after its own and until the plan’s new end.")
            % {"number": milestone.number}
        )
    MilestoneExtension.objects.create(
        extension=extension,
        milestone=milestone,
        previous_due_on=milestone.due_on,
        due_on=due_on,
    )
    milestone.original_due_on = milestone.original_due_on or milestone.due_on
    milestone.due_on = due_on
    milestone.save(update_fields=["due_on", "original_due_on"])


def _follow(plan: ActionPlan) -> None:
    """A commitment lasts at least as long as its last milestone."""
    rows = (
        Commitment.objects.filter(plan=plan, ends_on__isnull=False)
        .annotate(last_due_on=Max("milestones__due_on"))
        .filter(last_due_on__gt=F("ends_on"))
    )
    for pk, day in rows.values_list("pk", "last_due_on"):
        Commitment.objects.filter(pk=pk).update(ends_on=day)
