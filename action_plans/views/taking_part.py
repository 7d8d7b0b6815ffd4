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
from forums.models.translation import Translated


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
    """One phase, or a consultation that is open now.

    `state` is done, now or next; `ways` what the reader can do in it today. `of` is the row itself.
    """

    of: Phase | Consultation
    state: str
    acts: list[PhaseAct] = field(default_factory=list)
    ways: list[Way] = field(default_factory=list)

    @property
    def title(self) -> Translated:
        return Translated.of(self.of.title)

    @property
    def text(self) -> Translated:
        """What is done in it, where it says so."""
        of = self.of
        return Translated.of(of.text if isinstance(of, Consultation) else of.description)

    @property
    def opens_on(self) -> dt.date:
        return self.of.opens_on

    @property
    def closes_on(self) -> dt.date:
        return self.of.closes_on

    @property
    def url(self) -> str:
        """A consultation's own page; a phase has none."""
        return self.of.get_absolute_url() if isinstance(self.of, Consultation) else ""


def ways(
    request: HttpRequest,
    plan: ActionPlan,
    phases: Iterable[Phase],
    *,
    consultations: Iterable[Consultation] | None = None,
) -> list[Way]:
    """What the reader can do for the plan today. `phases` are the plan's with their acts.

    `consultations` are its public ones, all or those open now, where the caller has read them.
    Where one alone is open its own page is where to comment.
    """
    can = possible(plan, request.user, phases=phases, consultations=consultations)
    asked = [row for row in consultations or () if row.is_open]

    def address(act: Act, page: Page) -> str:
        if act == Act.CONSULT and len(asked) == 1:
            return asked[0].get_absolute_url()
        return reverse(page.name, args=[plan.forum.slug, plan.slug])

    return [
        Way(act, str(page.label), address(act, page))
        for act, page in PAGES.items()
        if act in can and (not page.permission or request.user.has_perm(page.permission, plan))
    ]


def main_way(ways: Iterable[Way]) -> Way | None:
    """What a plan's page asks everybody for now: to comment on the draft plan, or to contribute."""
    return next((way for way in ways if way.act in (Act.CONSULT, Act.CONTRIBUTE)), None)


def steps(
    plan: ActionPlan,
    phases: Iterable[Phase],
    *,
    on: dt.date,
    ways: Iterable[Way] = (),
    consultations: Iterable[Consultation] = (),
) -> list[Step]:
    """The phases, read with their acts, and the open consultations, in order.

    Each way is offered once, in the first open phase that names it. Once the plan is adopted all
    phases are done.
    """
    rows, offered = [], list(ways)
    for phase in phases:
        acts = list(phase.acts.all())
        named = {row.act for row in acts}
        state = _state(plan, phase, on)
        here = [way for way in offered if way.act in named] if state == "now" else []
        offered = [way for way in offered if way not in here]
        rows.append(Step(phase, state, acts, here))
    rows += [Step(row, "now") for row in consultations]
    return sorted(rows, key=lambda step: step.opens_on)


def _state(plan: ActionPlan, phase: Phase, on: dt.date) -> str:
    if plan.state != PlanState.CO_CREATION or phase.closes_on < on:
        return "done"
    return "now" if phase.opens_on <= on else "next"
