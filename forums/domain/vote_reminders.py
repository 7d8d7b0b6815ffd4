"""Reminding of a vote in writing: who has not voted when a reminder falls due, and nobody else.

What is due is found by what was not written yet, whenever the beat comes. A reminder that still
waits in the outbox is stopped as soon as nothing is asked of its reader any more.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from forums.domain import notices
from forums.domain.voters import is_open, missing
from forums.models import Decision, Notice

BEFORE = dt.timedelta(days=1)


def due_at(opened_at: dt.datetime, closes_at: dt.datetime) -> dt.datetime:
    """When a reminder is due: a day before the end, and never in the first half of the vote."""
    return max(closes_at - BEFORE, opened_at + (closes_at - opened_at) / 2)


def remind(*, now: dt.datetime | None = None) -> int:
    """Reminds of votes in writing that end soon, each person once. Returns how many are told."""
    now = now or timezone.now()
    rows = Decision.objects.in_vote().filter(
        meeting=None, vote_closes_at__gt=now, vote_closes_at__lte=now + BEFORE
    )
    return sum(_remind(row.pk, now) for row in rows.order_by("vote_closes_at", "pk"))


@transaction.atomic
def _remind(pk: int, now: dt.datetime) -> int:
    """Writes the reminders of one decision, while nobody can vote, hand over or close."""
    decision = (
        Decision.objects.select_for_update(of=("self",))
        .select_related("forum", "meeting")
        .get(pk=pk)
    )
    opened, closes = decision.vote_opened_at, decision.vote_closes_at
    if opened is None or closes is None or not is_open(decision, now=now):
        return 0
    due = due_at(opened, closes)
    if due > now:
        return 0
    # Whom a handover or a successor's letter reached since needs no second one.
    told = set(
        Notice.objects.filter(
            Q(key=_key(decision)) | Q(key__startswith=_asked(decision), created_at__gte=due)
        ).values_list("person", flat=True)
    )
    people = {
        row.person.pk: row.person
        for row in missing(decision)
        if row.person is not None and row.person.is_active and row.person.email
    }
    waiting = [person for pk, person in people.items() if pk not in told]
    if not waiting:
        return 0
    return notices.queue(
        waiting,
        template="forums/mail/vote_reminder",
        key=_key(decision),
        context={"decision": decision, "url": notices.absolute(decision.get_absolute_url())},
        forum=decision.forum,
    )


def stop(decision: Decision) -> int:
    """Stops the reminders in the outbox of those of whom no vote is asked any more."""
    waiting = Notice.objects.filter(
        key=_key(decision), sent_at__isnull=True, cancelled_at__isnull=True
    )
    if not waiting.exists():
        return 0
    asked = (
        [row.person.pk for row in missing(decision) if row.person is not None]
        if decision.is_in_vote
        else []
    )
    return waiting.exclude(person__in=asked).update(cancelled_at=timezone.now())


def _asked(decision: Decision) -> str:
    """How the keys of letters begin by which somebody was asked for this vote."""
    return f"decision:{decision.pk}:vote"


def _key(decision: Decision) -> str:
    return f"decision:{decision.pk}:reminder"
