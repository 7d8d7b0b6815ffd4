"""Reminders of what a plan asks for: found by what is due and not yet sent, never by a window."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from action_plans.domain import plan_dates_in_words as words
from action_plans.domain.calendar_days import address
from action_plans.domain.lateness_in_words import said
from action_plans.domain.plan_calendar import Key, PlanDate
from action_plans.domain.plan_dates import Dated, of_plans
from action_plans.models import ActionPlan, PlanState
from forums.domain import notices
from forums.domain.seats import coordinators
from forums.models import COORDINATING, Notice, Term

BEFORE = (1, 7, 30)
"""Days before a date on which coordinators hear of it, the nearest first."""
WHILE_MADE = (Key.OVERVIEW, Key.DUE, Key.LAST_DAY)
"""What is over once the plan is carried out, unless it was never handed in."""


@dataclass(frozen=True)
class Reminder:
    """One date of one plan of which its coordinators are to hear. `what`: "30", "7", "1", "late"."""

    dated: Dated
    date: PlanDate
    what: str

    @property
    def key(self) -> str:
        """A day that moves is told of anew."""
        plan, date = self.dated.plan, self.date
        return f"plan:{plan.pk}:{date.key}:{date.day.isoformat()}:{self.what}"


def due(dated: Dated) -> Iterator[Reminder]:
    """What is to be said of the plan's dates today: at most one thing of each date. Pure."""
    for date in dated.calendar.asked():
        if not concerns(dated, date):
            continue
        left = (date.day - dated.today).days
        if left < 0:
            if date.is_task:
                yield Reminder(dated, date, "late")
        elif (near := next((days for days in BEFORE if left <= days), None)) is not None:
            yield Reminder(dated, date, str(near))


def concerns(dated: Dated, date: PlanDate) -> bool:
    """Whether the date still asks something of the forum, as far as the plan is."""
    plan = dated.plan
    if date.key == Key.OVERVIEW:
        return plan.state == PlanState.CO_CREATION
    if date.key == Key.LAST_DAY:
        return date.is_task or dated.rules.deadline is None
    return date.key in WHILE_MADE or plan.state != PlanState.CO_CREATION


def remind(*, now: dt.datetime | None = None) -> int:
    """Tells coordinators of what is near or late, each once. Returns how many were told."""
    now = now or timezone.now()
    by_zone: dict[dt.date, list[int]] = {}
    for plan in _open().select_related("forum"):
        day = timezone.localdate(now, zoneinfo.ZoneInfo(plan.forum.time_zone))
        by_zone.setdefault(day, []).append(plan.pk)
    told = 0
    for day, ids in by_zone.items():
        rows = of_plans(ActionPlan.objects.filter(pk__in=ids), today=day)
        told += sum(_tell(row) for row in _untold(row for each in rows for row in due(each)))
    return told


def _open() -> QuerySet[ActionPlan]:
    """Public plans that are not closed, in forums that somebody coordinates."""
    coordinated = Term.objects.current().filter(
        seat__forum=OuterRef("forum"), seat__role__in=COORDINATING
    )
    return (
        ActionPlan.objects.public()
        .exclude(state=PlanState.CLOSED)
        .filter(Exists(coordinated))
        .order_by("pk")
    )


def _untold(rows: Iterable[Reminder]) -> list[Reminder]:
    by_key = {row.key: row for row in rows}
    told = set(Notice.objects.filter(key__in=by_key).values_list("key", flat=True))
    return [row for key, row in by_key.items() if key not in told]


@transaction.atomic
def _tell(reminder: Reminder) -> int:
    """Tells the coordinators, unless the date was moved or met since it was read."""
    plan, today = reminder.dated.plan, reminder.dated.today
    ActionPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    fresh = of_plans(ActionPlan.objects.filter(pk=plan.pk), today=today)[0]
    if reminder.key not in {row.key for row in due(fresh)}:
        return 0
    return notices.queue(
        coordinators(plan.forum, on=today),
        template="action_plans/mail/plan_date",
        key=reminder.key,
        context={
            "plan": plan,
            "date": reminder.date,
            "today": today,
            "is_late": reminder.what == "late",
            "url": notices.absolute(address(plan)),
        },
        spoken=lambda: _in_words(reminder),
        forum=plan.forum,
    )


def _in_words(reminder: Reminder) -> dict[str, str]:
    """In the language of who reads it, which `notices.queue` has switched on."""
    dated, date = reminder.dated, reminder.date
    hand_in = date.key in (Key.DUE, Key.LAST_DAY)
    return {
        "what": words.title(date, dated.rules),
        "meaning": words.meaning(date, dated.rules),
        "standing": said(dated.calendar.lateness, dated.rules, delivered=False).text
        if hand_in
        else "",
    }
