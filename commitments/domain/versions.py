"""The versions of a plan: what it said since when, readable for ever."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from action_plans.models import ActionPlan, PlanState
from commitments.domain.plan_compiling import compile_plan
from commitments.domain.plan_text import PlanText, keep, kept
from commitments.models import Amendment, PlanVersion
from forums.models import Decision, Person


@transaction.atomic
def make(
    plan: ActionPlan, *, by: Person, cause: str, decision: Decision | None = None
) -> PlanVersion:
    """Keeps the plan's text as it stands now as its next version, public at once.

    Called in the transaction of what changed the text (adoption, amendment, extension).
    """
    locked = ActionPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    last = locked.versions.aggregate(last=Max("number"))["last"] or 0
    fresh = ActionPlan.objects.select_related("forum").get(pk=plan.pk)
    return PlanVersion.objects.create(
        plan=plan,
        number=last + 1,
        cause=cause,
        decision=decision,
        content=keep(compile_plan(fresh)),
        made_by=by,
        published_at=timezone.now(),
    )


@dataclass(frozen=True)
class Standing:
    """Which version of a plan is in force, and how many amendments the reader can see of it."""

    number: int | None
    made_at: dt.datetime | None
    amendments: int


def standing(plan: ActionPlan, reader: Any) -> Standing:
    """What a plan's page says of its text, in one query."""
    latest = PlanVersion.objects.public().filter(plan=OuterRef("pk")).order_by("-number")
    amendments = (
        Amendment.objects.visible_to(reader)
        .filter(plan=OuterRef("pk"))
        .order_by()
        .values("plan")
        .annotate(count=Count("pk", distinct=True))
        .values("count")
    )
    row = ActionPlan.objects.filter(pk=plan.pk).values_list(
        Subquery(latest.values("number")[:1]),
        Subquery(latest.values("made_at")[:1]),
        Coalesce(Subquery(amendments), 0),
    )
    return Standing(*row.get())


def in_force(plan: ActionPlan) -> PlanVersion | None:
    """The latest public version, with its decision; None where none was kept."""
    return (
        PlanVersion.objects.public()
        .filter(plan=plan)
        .select_related("plan__forum", "decision__forum")
        .order_by("-number")
        .first()
    )


def text_of(version: PlanVersion) -> PlanText:
    """The plan as the version has it."""
    return kept(version.content)


def standing_text(plan: ActionPlan) -> tuple[PlanVersion | None, PlanText | None]:
    """The version in force and its text.

    A plan that was adopted before the portal kept versions is read from its commitments; one in
    co-creation has no text yet.
    """
    version = in_force(plan)
    if version is not None:
        return version, text_of(version)
    if plan.state == PlanState.CO_CREATION:
        return None, None
    return None, compile_plan(plan)
