"""Phases of co-creation: what can be done on a day, and by whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from action_plans.models import Act, ActionPlan, Consultation, DraftAuthor, Phase, PlanState, Who
from forums.domain.dates import full_date, weekday_date
from forums.domain.errors import Refused
from forums.models import COORDINATING, Person, Role, Sector

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

# What is never free: without an opening nobody reads what comes in.
NEEDS_AN_OPENING = frozenset({Act.CONTRIBUTE, Act.SUPPORT, Act.CONSULT})


class NotOpen(Refused):
    """No phase in which this person can do this is open today."""


@dataclass(frozen=True)
class Window:
    """A phase as the rule sees it: its days, both included, and by whom each act can be done."""

    opens_on: dt.date
    closes_on: dt.date
    acts: Mapping[str, str] = field(default_factory=dict)

    def is_open(self, on: dt.date) -> bool:
        """Whether the day is one of its days."""
        return self.opens_on <= on <= self.closes_on


@dataclass(frozen=True)
class Standing:
    """What somebody is in the forum on a day, as far as phases ask.

    `sectors` are those of the seats held other than an observer's; `writes` says that a member
    asked the person to write a draft of the plan.
    """

    sectors: frozenset[str] = frozenset()
    coordinates: bool = False
    writes: bool = False

    def is_among(self, who: str) -> bool:
        """Whether the words "by whom" mean this person."""
        return {
            Who.ANYBODY: True,
            Who.MEMBERS: bool(self.sectors) or self.writes,
            Who.GOVERNMENT: Sector.GOVERNMENT in self.sectors,
            Who.CIVIL_SOCIETY: Sector.CIVIL_SOCIETY in self.sectors,
            Who.COORDINATORS: self.coordinates,
        }[Who(who)]


def may(act: str, windows: Iterable[Window], on: dt.date, standing: Standing) -> bool:
    """Whether the act is open to the person on a day of co-creation. Pure.

    What some window names can be done only in an open one, by whom it says. What none names is
    free for those who may do it anyway, except what needs an opening. Coordinators can always
    write.
    """
    if act == Act.DRAFT and standing.coordinates:
        return True
    naming = [window for window in windows if act in window.acts]
    if not naming:
        return act not in NEEDS_AN_OPENING
    return any(window.is_open(on) and standing.is_among(window.acts[act]) for window in naming)


def why_not(act: str, windows: Iterable[Window], on: dt.date) -> str:
    """When the act opens, was open, or for whom it is open, in a sentence. Pure."""
    naming = sorted((row for row in windows if act in row.acts), key=lambda row: row.opens_on)
    label = Act(act).label
    for window in naming:
        if window.is_open(on):
            who = Who(window.acts[act]).label
            return _("“%(act)s” is open now to these: %(who)s.") % {"act": label, "who": who}
    for window in naming:
        if window.opens_on > on:
            day = weekday_date(window.opens_on)
            return _("“%(act)s” is not open yet. It opens on %(day)s.") % {"act": label, "day": day}
    if naming:
        day = full_date(max(window.closes_on for window in naming))
        return _("“%(act)s” is closed. It was open until %(day)s.") % {"act": label, "day": day}
    return _("“%(act)s” is not open. No phase of this plan is for it so far.") % {"act": label}


def require(plan: ActionPlan, act: str, *, by: Person, on: dt.date | None = None) -> None:
    """Lets pass what the person can do for the plan today, in the forum's zone.

    Asks phases only; whether she may do it anyway is a permission. Raises NotOpen with a sentence
    that says when it opens, until when it was open, or to whom it is open.
    """
    on = on or plan.forum.today
    if plan.state != PlanState.CO_CREATION:
        raise NotOpen(_("The co-creation of this plan is over."))
    if act in NEEDS_AN_OPENING and not plan.is_public:
        raise NotOpen(_("This plan is not published yet."))
    windows = windows_of(plan, consultations=None if act == Act.CONSULT else ())
    if not may(act, windows, on, standing_of(by, plan)):
        raise NotOpen(why_not(act, windows, on))


def possible(
    plan: ActionPlan,
    person: Person | AnonymousUser,
    *,
    phases: Iterable[Phase] | None = None,
    consultations: Iterable[Consultation] | None = None,
    on: dt.date | None = None,
) -> frozenset[str]:
    """All that phases let the person do today; to somebody not logged in: what anybody can do.

    Commenting on the draft plan takes a consultation on it.
    `phases` are the plan's with their acts and `consultations` its public ones, where the caller
    has read them already.
    """
    on = on or plan.forum.today
    if plan.state != PlanState.CO_CREATION:
        return frozenset()
    if consultations is None:
        consultations = Consultation.objects.public().filter(plan=plan)
    asked = [row for row in consultations if row.opens_on <= on <= row.closes_on]
    windows = windows_of(plan, phases=phases, consultations=asked)
    standing = standing_of(person, plan) if person.is_authenticated else Standing()
    return frozenset(
        act
        for act in Act.values
        if (plan.is_public or act not in NEEDS_AN_OPENING)
        and (asked or act != Act.CONSULT)
        and may(act, windows, on, standing)
    )


def windows_of(
    plan: ActionPlan,
    *,
    phases: Iterable[Phase] | None = None,
    consultations: Iterable[Consultation] | None = None,
) -> list[Window]:
    """The plan's phases and public consultations as the rule sees them; read where not given."""
    if phases is None:
        phases = plan.phases.prefetch_related("acts")
    if consultations is None:
        consultations = Consultation.objects.public().filter(plan=plan)
    windows = [
        Window(row.opens_on, row.closes_on, {act.act: act.who for act in row.acts.all()})
        for row in phases
    ]
    return windows + [
        Window(row.opens_on, row.closes_on, {Act.CONSULT: Who.ANYBODY}) for row in consultations
    ]


def standing_of(person: Person, plan: ActionPlan) -> Standing:
    """What the person is today in the forum that makes the plan."""
    seats = [row.seat for row in person.current_terms if row.seat.forum_id == plan.forum_id]
    sectors = frozenset(seat.sector for seat in seats if seat.role != Role.OBSERVER)
    return Standing(
        sectors=sectors,
        coordinates=any(seat.role in COORDINATING for seat in seats),
        writes=not sectors and DraftAuthor.objects.filter(draft__plan=plan, person=person).exists(),
    )


def open_phase(
    plan: ActionPlan,
    act: str = Act.CONTRIBUTE,
    *,
    to: Person | AnonymousUser | None = None,
    on: dt.date | None = None,
) -> Phase | None:
    """The phase in which the act is open on the day (today in the forum's zone); None if none.

    Where a reader is named, one in which she can do it; to somebody not logged in anybody's.
    """
    on = on or plan.forum.today
    if plan.state != PlanState.CO_CREATION:
        return None
    standing = standing_of(to, plan) if isinstance(to, Person) else Standing()
    for phase in plan.phases.filter(opens_on__lte=on, closes_on__gte=on).prefetch_related("acts"):
        named = {row.act: row.who for row in phase.acts.all()}
        if act in named and (to is None or standing.is_among(named[act])):
            return phase
    return None
