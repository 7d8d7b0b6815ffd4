"""Laying out the phases of a plan: adding, changing, moving and removing them, or all five."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from action_plans.domain import phase_notices
from action_plans.models import Act, ActionPlan, Phase, PhaseAct, PhaseKind, PlanState, Who
from forums.domain.errors import ChangedMeanwhile, Incomplete, Refused
from forums.models import Forum, Person, Translated


class OverAlready(Refused):
    """The plan is adopted; how it was made stands as it was."""


class HasPhases(Refused):
    """A set of phases is proposed where there are none."""


ACTS: dict[str, dict[str, str]] = {
    PhaseKind.OUTREACH: {Act.CONTRIBUTE: Who.ANYBODY, Act.SUPPORT: Who.ANYBODY},
    PhaseKind.SHAPING: {Act.CONTRIBUTE: Who.ANYBODY, Act.SUPPORT: Who.ANYBODY},
    PhaseKind.DRAFTING: {
        Act.SUPPORT: Who.ANYBODY,
        Act.DRAFT: Who.MEMBERS,
        Act.SUGGEST: Who.ANYBODY,
    },
    PhaseKind.REVIEWING: {
        Act.DRAFT: Who.MEMBERS,
        Act.SUGGEST: Who.ANYBODY,
        Act.CONSULT: Who.ANYBODY,
    },
    PhaseKind.FINALISING: {Act.DRAFT: Who.MEMBERS, Act.DECIDE: Who.COORDINATORS},
}
"""What can be done in each of the five phases, and by whom, until a forum says otherwise."""

SHARES = {
    PhaseKind.OUTREACH: 3,
    PhaseKind.SHAPING: 5,
    PhaseKind.DRAFTING: 6,
    PhaseKind.REVIEWING: 3,
    PhaseKind.FINALISING: 3,
}
"""How long each of the five is beside the others."""


@dataclass(frozen=True)
class Proposed:
    """One phase of a proposed set, both days included."""

    kind: PhaseKind
    opens_on: dt.date
    closes_on: dt.date


def five_phases(begins: dt.date, ends: dt.date) -> list[Proposed]:
    """The five phases, one after the other, from the first day to the last. Pure.

    Raises Incomplete where there are fewer days than parts.
    """
    days, parts = (ends - begins).days + 1, sum(SHARES.values())
    if days < parts:
        raise Incomplete(
            _(
                "There are fewer than %(days)d days between the plan's dates. Set the phases by hand."
            )
            % {"days": parts}
        )
    proposed, done, opens_on = [], 0, begins
    for kind, share in SHARES.items():
        done += share
        closes_on = begins + dt.timedelta(days=days * done // parts - 1)
        proposed.append(Proposed(kind, opens_on, closes_on))
        opens_on = closes_on + dt.timedelta(days=1)
    return proposed


def span(plan: ActionPlan) -> tuple[dt.date, dt.date]:
    """First and last day of co-creation: until the plan is due, or its implementation starts.

    Raises Incomplete where the plan does not say when its co-creation starts.
    """
    if plan.co_creation_starts_on is None:
        raise Incomplete(_("Say first on which day the co-creation of this plan starts."))
    return plan.co_creation_starts_on, plan.due_on or plan.starts_on - dt.timedelta(days=1)


@transaction.atomic
def propose(plan: ActionPlan, *, by: Person) -> list[Phase]:
    """Lays out the five phases between the plan's dates, to be changed as the forum likes.

    Raises HasPhases where there is one already, OverAlready, or Incomplete without the dates.
    """
    locked = _open(plan)
    if locked.phases.exists():
        raise HasPhases(_("This plan has phases already. Change them one by one."))
    made = []
    for row in five_phases(*span(locked)):
        phase = Phase(
            plan=locked,
            kind=row.kind,
            title=_in_all_languages(locked.forum, row.kind),
            opens_on=row.opens_on,
            closes_on=row.closes_on,
        )
        _settle(phase)
        phase.save()
        _set_acts(phase, ACTS[row.kind])
        made.append(phase)
    phase_notices.tell_of_changes(locked, before=[], by=by)
    return made


@transaction.atomic
def add(plan: ActionPlan, *, by: Person, acts: Mapping[str, str], **fields: Any) -> Phase:
    """One more phase; a double click is one. Members are told where the plan is public.

    Raises OverAlready.
    """
    locked = _open(plan)
    same = {name: fields[name] for name in ("kind", "title", "opens_on", "closes_on")}
    twin = locked.phases.filter(**same).first()
    if twin is not None:
        return twin
    before = phase_notices.dates(locked)
    phase = Phase(plan=locked, **fields)
    _settle(phase)
    phase.save()
    _set_acts(phase, acts)
    phase_notices.tell_of_changes(locked, before=before, by=by)
    return phase


@transaction.atomic
def change(
    phase: Phase,
    *,
    by: Person,
    acts: Mapping[str, str],
    seen: str = "",
    move_later: bool = False,
    **fields: Any,
) -> int:
    """Changes a phase; `move_later` moves those after it by as many days as its end moves.

    Where dates of a public plan change its members get one mail that says which; returns how many
    people do. Raises OverAlready, and ChangedMeanwhile where somebody changed the phase since the
    fingerprint `seen`.
    """
    plan = _open(phase.plan)
    locked = _as_seen(phase, seen)
    before = phase_notices.dates(plan)
    closed_on = locked.closes_on
    for name, value in fields.items():
        setattr(locked, name, value)
    _settle(locked)
    locked.save()
    _set_acts(locked, acts)
    if move_later and locked.closes_on != closed_on:
        for later in plan.phases.filter(opens_on__gt=closed_on).exclude(pk=locked.pk):
            later.opens_on += locked.closes_on - closed_on
            later.closes_on += locked.closes_on - closed_on
            _settle(later)
            later.save()
    return phase_notices.tell_of_changes(plan, before=before, by=by)


@transaction.atomic
def remove(phase: Phase, *, by: Person, seen: str = "") -> int:
    """Takes a phase out of the plan; the history keeps it. Returns how many people are told.

    Raises OverAlready, and ChangedMeanwhile as `change` does.
    """
    plan = _open(phase.plan)
    locked = _as_seen(phase, seen)
    before = phase_notices.dates(plan)
    locked.delete()
    return phase_notices.tell_of_changes(plan, before=before, by=by)


def fingerprint(phase: Phase) -> str:
    """Tells one content of a phase from another."""
    state = [
        *Phase.objects.filter(pk=phase.pk).values_list(
            "kind", "title", "description", "opens_on", "closes_on"
        ),
        *PhaseAct.objects.filter(phase=phase.pk).order_by("act").values_list("act", "who"),
    ]
    return hashlib.sha256(repr(state).encode()).hexdigest()[:16]


def _open(plan: ActionPlan) -> ActionPlan:
    """The plan, locked, so that its timetable has one author at a time. Raises OverAlready."""
    rows = ActionPlan.objects.select_for_update(of=("self",)).select_related("forum")
    locked = rows.get(pk=plan.pk)
    if locked.state != PlanState.CO_CREATION:
        raise OverAlready(_("This plan is adopted. Its phases stand as they were."))
    return locked


def _as_seen(phase: Phase, seen: str) -> Phase:
    locked = Phase.objects.select_for_update(of=("self",)).filter(pk=phase.pk).first()
    if locked is None:
        raise ChangedMeanwhile(_("Somebody else removed this phase while you were writing."))
    if seen and seen != fingerprint(locked):
        raise ChangedMeanwhile(
            _(
                "Somebody else changed this phase while you were writing. What they saved stands "
                "below; take over what you need and save again."
            )
        )
    return locked


def _settle(phase: Phase) -> None:
    """What is over is not told any more; what is still to come will be."""
    today, now = phase.plan.forum.today, timezone.now()
    over = phase.closes_on < today
    phase.closing_told_at = (phase.closing_told_at or now) if over else None
    if over:
        phase.opening_told_at = phase.opening_told_at or now
    elif phase.opens_on > today:
        phase.opening_told_at = None


def _set_acts(phase: Phase, acts: Mapping[str, str]) -> None:
    """What can be done in the phase; rows that stay as they are are left alone."""
    phase.acts.exclude(act__in=acts).delete()
    for act, who in acts.items():
        row = phase.acts.filter(act=act).first()
        if row is None:
            phase.acts.create(act=act, who=who)
        elif row.who != who:
            row.who = who
            row.save(update_fields=["who"])


def _in_all_languages(forum: Forum, kind: PhaseKind) -> Translated:
    title = Translated()
    for language in forum.languages:
        with translation.override(language):
            title[language] = str(kind.label)
    if forum.main_language != "en":
        title["_"] = forum.main_language
    return title
