"""Who hears that phases open, close or move, each once.

What is due is found by what is not yet told, never by a time window: a worker that comes late
still tells, and two at once tell once.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from action_plans.models import ActionPlan, Contribution, Phase, PlanState, Who
from forums.domain import notices
from forums.domain.seats import members
from forums.models import Comment, Person, Translated
from forums.models.seats import today_in


@dataclass(frozen=True)
class Dates:
    """When a phase opens and closes, and how it is called."""

    pk: int
    title: Translated
    opens_on: dt.date
    closes_on: dt.date


@dataclass(frozen=True)
class Moved:
    """How the dates of one phase changed; `before` or `now` is missing where it was not there."""

    title: Translated
    before: Dates | None
    now: Dates | None


def dates(plan: ActionPlan) -> list[Dates]:
    """The dates of all phases of the plan, in order."""
    return [
        Dates(row.pk, row.title, row.opens_on, row.closes_on)
        for row in Phase.objects.filter(plan=plan)
    ]


def moved(before: Iterable[Dates], now: Iterable[Dates]) -> list[Moved]:
    """The phases whose dates differ, those that came and those that went. Pure."""
    old = {row.pk: row for row in before}
    rows = []
    for row in now:
        was = old.pop(row.pk, None)
        if was is None or (was.opens_on, was.closes_on) != (row.opens_on, row.closes_on):
            rows.append(Moved(row.title, was, row))
    return rows + [Moved(row.title, row, None) for row in old.values()]


def tell_of_changes(plan: ActionPlan, *, before: Iterable[Dates], by: Person) -> int:
    """Tells the members which dates of a public plan changed. Returns how many are told."""
    changes = moved(before, dates(plan))
    if not changes or not plan.is_public:
        return 0
    return notices.queue(
        [person for person in members(plan.forum) if person.pk != by.pk],
        template="action_plans/mail/phases_changed",
        key=f"plan:{plan.pk}:phases-changed:{_digest(timezone.now(), *changes)}",
        context={"plan": plan, "changes": changes, "url": _address(plan)},
        forum=plan.forum,
    )


def tell_due() -> int:
    """Tells of the phases that opened or closed and of which nobody was told.

    Returns how many people are told. What was over when the plan was published, or before anybody
    could be told that it opens, is marked and not told.
    """
    due = (
        ActionPlan.objects.public()
        .filter(phases__in=_due(), state=PlanState.CO_CREATION)
        .order_by("pk")
        .distinct()
    )
    return sum(_tell(pk) for pk in list(due.values_list("pk", flat=True)))


def _due() -> QuerySet[Phase]:
    today = today_in("plan__forum__time_zone")
    return Phase.objects.filter(
        Q(opening_told_at=None, opens_on__lte=today) | Q(closing_told_at=None, closes_on__lt=today)
    )


@transaction.atomic
def _tell(pk: int) -> int:
    """One plan, where no other worker is at it; whoever comes second finds nothing due."""
    plans = ActionPlan.objects.public().select_for_update(of=("self",), skip_locked=True)
    plan = plans.select_related("forum").filter(pk=pk).first()
    if plan is None or plan.published_at is None:
        return 0
    due = list(_due().filter(plan=plan).prefetch_related("acts"))
    now, today = timezone.now(), plan.forum.today
    published_on = plan.published_at.astimezone(zoneinfo.ZoneInfo(plan.forum.time_zone)).date()
    closed = [
        row for row in due if row.closing_told_at is None and published_on <= row.closes_on < today
    ]
    opened = [row for row in due if row.opening_told_at is None and row.closes_on >= today]
    for row in due:
        row.opening_told_at = row.opening_told_at or now
        if row.closes_on < today:
            row.closing_told_at = row.closing_told_at or now
    Phase.objects.bulk_update(due, ["opening_told_at", "closing_told_at"])
    own = members(plan.forum)
    told = _queue(plan, own, opened=opened, closed=closed)
    for_all = [row for row in opened if any(act.who == Who.ANYBODY for act in row.acts.all())]
    known = {person.pk for person in own}
    return told + _queue(
        plan,
        [person for person in took_part(plan) if person.pk not in known] if for_all else [],
        opened=for_all,
        closed=[],
    )


def _queue(
    plan: ActionPlan, people: list[Person], *, opened: list[Phase], closed: list[Phase]
) -> int:
    if not people or not (opened or closed):
        return 0
    marks = [(row.pk, row.opens_on) for row in opened], [(row.pk, row.closes_on) for row in closed]
    return notices.queue(
        people,
        template="action_plans/mail/phases_turned",
        key=f"plan:{plan.pk}:phases:{_digest(*marks)}",
        context={"plan": plan, "opened": opened, "closed": closed, "url": _address(plan)},
        forum=plan.forum,
    )


def took_part(plan: ActionPlan, *, by_name: bool = False) -> list[Person]:
    """Those who sent a contribution to the plan or commented on it in public, with an address.

    `by_name` without those of whom nobody may know it.
    """
    said = Comment.objects.filter(
        _about(plan.contributions.all())
        | _about(plan.drafts.all())
        | _about(plan.responses.all())
        | _about(plan.consultations.all()),
        internal=False,
        removed_at=None,
        held_at=None,
    )
    sent = Contribution.objects.public().filter(plan=plan, author__isnull=False)
    if by_name:
        sent = sent.filter(is_anonymous=False)
    return list(
        Person.objects.filter(
            Q(pk__in=sent.values("author")) | Q(pk__in=said.values("author")),
            is_active=True,
            email__isnull=False,
        ).order_by("name", "pk")
    )


def _about(rows: QuerySet[Any]) -> Q:
    """Comments on any of the rows."""
    kind = ContentType.objects.get_for_model(rows.model)
    return Q(content_type=kind, object_id__in=rows.order_by().values("pk"))


def _address(plan: ActionPlan) -> str:
    return notices.absolute(f"{plan.get_absolute_url()}#making")


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
