"""Reminders of what a round still lacks: found by what is due and not yet sent.

The last day is part of the key of each: where it is moved, reminders begin anew.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from commitments.domain import rounds
from commitments.domain.round_figures import missing
from commitments.models import ReportingRound
from forums.domain import notices
from forums.domain.seats import coordinators
from forums.models import Notice, Organisation, Person

BEFORE = (1, 7)
"""Days before the last day on which an office hears of what it owes, the nearest first."""
WEEK = 7


def due(opens_on: dt.date, due_on: dt.date, *, today: dt.date) -> str:
    """Which reminder an office gets today: "7", "1", "late-1", "late-2" and so on; "" for none.

    A round that is shorter has no reminder a week before. The first of those that are late comes
    the day after the last one, the others week by week. Pure.
    """
    left = (due_on - today).days
    if left < 0:
        return f"late-{(-left - 1) // WEEK + 1}"
    for days in BEFORE:
        if left <= days:
            return str(days) if (due_on - opens_on).days > days else ""
    return ""


def remind() -> int:
    """Tells offices what they owe, and coordinators who has not reported, each once.

    Returns how many people were told.
    """
    return sum(_tell_offices(row) + _tell_coordinators(row) for row in rounds.running())


def _tell_offices(round: ReportingRound) -> int:
    what = due(round.opens_on, round.due_on, today=round.plan.forum.today)
    if not what:
        return 0
    owing = missing(round)
    keys = {
        office: f"round:{round.pk}:{round.due_on}:office:{office.pk}:{what}" for office in owing
    }
    told = set(Notice.objects.filter(key__in=keys.values()).values_list("key", flat=True))
    return sum(
        _tell_office(round, office, key=key, what=what)
        for office, key in keys.items()
        if key not in told
    )


@transaction.atomic
def _tell_office(round: ReportingRound, office: Organisation, *, key: str, what: str) -> int:
    """Tells the office's people, unless it has handed in all of it since it was read."""
    ReportingRound.objects.select_for_update(of=("self",)).get(pk=round.pk)
    owed = missing(round).get(office)
    if not owed:
        return 0
    return notices.queue(
        people(office),
        template="commitments/mail/round_reminder",
        key=key,
        context={
            "round": round,
            "plan": round.plan,
            "office": office,
            "owed": owed,
            "is_late": what.startswith("late"),
            "today": round.plan.forum.today,
            "url": notices.absolute(rounds.address(round, "report")),
        },
        forum=round.plan.forum,
    )


def people(office: Organisation) -> Iterable[Person]:
    """Those who work there and can be told."""
    return Person.objects.filter(organisation=office, is_active=True, email__isnull=False)


@transaction.atomic
def _tell_coordinators(round: ReportingRound) -> int:
    """Tells them the day after the last day who has not reported."""
    key = f"round:{round.pk}:{round.due_on}:over"
    today = round.plan.forum.today
    if today <= round.due_on or Notice.objects.filter(key=key).exists():
        return 0
    ReportingRound.objects.select_for_update(of=("self",)).get(pk=round.pk)
    return notices.queue(
        coordinators(round.plan.forum, on=today),
        template="commitments/mail/round_over",
        key=key,
        context={
            "round": round,
            "plan": round.plan,
            "missing": sorted(missing(round).items(), key=lambda row: str(row[0])),
            "url": notices.absolute(rounds.address(round)),
        },
        forum=round.plan.forum,
    )
