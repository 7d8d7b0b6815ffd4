"""What a reader can do for a plan today, and the phases as steps in which she can do it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from action_plans.domain.phases import possible
from action_plans.models import Act, ActionPlan, Consultation, Phase, PhaseAct, PlanState


@dataclass(frozen=True)
class Page:
    """Where something is done: the page's name, the words of the link, and who may go there."""

    name: str
    label: str | Promise
    permission: str = ""


# What is offered first where several things can be done.
PAGES = {
    Act.CONSULT: Page("action_plans:consultation-list", _("Comment on the draft plan")),
    Act.CONTRIBUTE: Page("action_plans:contribution-create", _("Contribute")),
    Act.SUGGEST: Page("action_plans:draft-list", _("Suggest a change to a draft")),
    Act.SUPPORT: Page("action_plans:contribution-list", _("Support a contribution")),
    Act.DRAFT: Page("action_plans:draft-list", _("Write a draft"), "action_plans.write_draft"),
    Act.DECIDE: Page("commitments:plan-adopt", _("Adopt the plan"), "action_plans.adopt_plan"),
}


@dataclass(frozen=True)
class Way:
    """Something that the reader can do now, and where."""

    act: str
    label: str
    url: str


@dataclass(frozen=True)
class Step:
    """One phase. `state` is done, now or next; `ways` what the reader can do in it today."""

    phase: Phase
    state: str
    acts: list[PhaseAct]
    ways: list[Way] = field(default_factory=list)


def ways(
    request: HttpRequest,
    plan: ActionPlan,
    phases: Iterable[Phase],
    *,
    consultations: Iterable[Consultation] | None = None,
) -> list[Way]:
    """What the reader can do for the plan today. `phases` are the plan's with their acts.

    `consultations` are its public ones, where the caller has read them already.
    """
    can = possible(plan, request.user, phases=phases, consultations=consultations)
    return [
        Way(act, str(page.label), reverse(page.name, args=[plan.forum.slug, plan.slug]))
        for act, page in PAGES.items()
        if act in can and (not page.permission or request.user.has_perm(page.permission, plan))
    ]


def steps(
    plan: ActionPlan, phases: Iterable[Phase], *, on: dt.date, ways: Iterable[Way] = ()
) -> list[Step]:
    """The phases, read with their acts, in order; once the plan is adopted all are done."""
    rows, offered = [], list(ways)
    for phase in phases:
        acts = list(phase.acts.all())
        named = {row.act for row in acts}
        state = _state(plan, phase, on)
        open_ways = [way for way in offered if way.act in named] if state == "now" else []
        rows.append(Step(phase, state, acts, open_ways))
    return rows


def _state(plan: ActionPlan, phase: Phase, on: dt.date) -> str:
    if plan.state != PlanState.CO_CREATION or phase.closes_on < on:
        return "done"
    return "now" if phase.opens_on <= on else "next"
