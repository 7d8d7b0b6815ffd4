"""Elections and changes of government in the course of a plan, and what to think of then."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from action_plans.domain.plan_calendar import Key, PlanCalendar, PlanDate
from action_plans.models import ActionPlan, Transition, TransitionKind
from forums.domain.errors import Refused
from forums.models import Person


class WrongOrder(Refused):
    """It cannot end before it begins."""


@transaction.atomic
def record(plan: ActionPlan, *, by: Person, **fields: Any) -> Transition:
    """Puts an election or a change of government into the plan's calendar. Raises WrongOrder."""
    _check(fields["starts_on"], fields["ends_on"])
    return Transition.objects.create(plan=plan, **fields)


@transaction.atomic
def change(transition: Transition, *, by: Person, **fields: Any) -> Transition:
    """Changes it. Raises WrongOrder."""
    locked = Transition.objects.select_for_update(of=("self",)).get(pk=transition.pk)
    for name, value in fields.items():
        setattr(locked, name, value)
    _check(locked.starts_on, locked.ends_on)
    locked.save(update_fields=[*fields])
    return locked


@transaction.atomic
def remove(transition: Transition, *, by: Person) -> None:
    """Takes it out of the calendar; the history keeps it."""
    Transition.objects.filter(pk=transition.pk).delete()


def _check(starts_on: dt.date, ends_on: dt.date) -> None:
    if ends_on < starts_on:
        raise WrongOrder(_("It cannot end before it begins."))


EARLY: str | Promise = gettext_lazy("Talk to OGP’s Support Unit early.")
HAND_IN: str | Promise = gettext_lazy(
    "Hand the plan in before the campaign begins, or plan the delay so that it stays within the "
    "days that the rules leave."
)
BRIDGES: list[str | Promise] = [
    gettext_lazy("Keep the seats of civil society running: they carry the plan across."),
    gettext_lazy("Tell the parties of the plan, so that none of them finds it strange."),
]
AFTER_A_CHANGE: str | Promise = gettext_lazy(
    "A new government can look at the commitments again and amend them until the last day "
    "for amendments."
)


def advice(kinds: set[str], *, handed_in: bool) -> list[str | Promise]:
    """What experience says (domain.md §1.7). It is advice, and nothing that OGP's rules ask."""
    if not kinds:
        return []
    lines = [EARLY, *BRIDGES] if handed_in else [EARLY, HAND_IN, *BRIDGES]
    return [*lines, AFTER_A_CHANGE] if TransitionKind.TRANSITION in kinds else lines


def touched(transition: Transition, calendar: PlanCalendar) -> list[PlanDate]:
    """What the forum itself has to do while it lasts."""
    return [
        row
        for row in calendar.dates
        if transition.starts_on <= row.day <= transition.ends_on
        and row.key not in (Key.BRIEF, Key.REVIEW, Key.RESULTS)
    ]
