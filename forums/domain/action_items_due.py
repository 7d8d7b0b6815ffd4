"""When promises fall due: found by what is due and not yet done, never by a time window."""

from __future__ import annotations

import datetime as dt
import zoneinfo

from django.db import transaction
from django.db.models import (
    CharField,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Value,
)
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone

from forums.domain import notices
from forums.domain.action_items import reminder_prefix
from forums.models import ActionItem, Notice
from forums.models.action_items import ActionItemQuerySet

SOON = dt.timedelta(days=3)
AT_ONCE = 200


def remind(*, now: dt.datetime | None = None) -> int:
    """Tells owners once that a day is near, and once that it is over. Returns how many are told.

    An item whose day is moved, or that somebody else takes over, is told of anew. What is not
    public waits on its owner's own page alone.
    """
    now = now or timezone.now()
    return _remind_soon(now) + _remind_late(now)


def _remind_soon(now: dt.datetime) -> int:
    """Who was told of it only within these days knows, and is not told again."""
    heard = Notice.objects.filter(
        person=OuterRef("owner"),
        key=Concat(Value("action-item:"), _text("pk")),
        created_at__gte=ExpressionWrapper(
            OuterRef("due_on") - Value(SOON), output_field=DateTimeField()
        ),
    )
    rows = _untold("soon").filter(
        ~Exists(heard),
        due_on__lte=(now + SOON + dt.timedelta(days=1)).date(),
        due_on__gte=(now - dt.timedelta(days=1)).date(),
    )
    return sum(
        _tell(item, "soon")
        for item in rows[:AT_ONCE]
        if item.due_on - SOON <= _today(item, now) <= item.due_on
    )


def _remind_late(now: dt.datetime) -> int:
    rows = _untold("late").filter(due_on__lte=now.date())
    return sum(_tell(item, "late") for item in rows[:AT_ONCE] if item.due_on < _today(item, now))


def _untold(what: str) -> ActionItemQuerySet:
    """Open items of which their owner was not yet told this, the first to be done first."""
    key = Concat(Value("action-item:"), _text("pk"), Value(f":{what}:"), _text("due_on"))
    told = Notice.objects.filter(person=OuterRef("owner"), key=key)
    rows = (
        ActionItem.objects.public()
        .open()
        .filter(~Exists(told), owner__is_active=True, owner__email__isnull=False)
    )
    return rows.select_related("forum", "meeting__forum", "owner")


def _text(name: str) -> Cast:
    return Cast(OuterRef(name), CharField())


def _today(item: ActionItem, now: dt.datetime) -> dt.date:
    return timezone.localdate(now, zoneinfo.ZoneInfo(item.forum.time_zone))


@transaction.atomic
def _tell(item: ActionItem, what: str) -> int:
    """Tells the owner, unless it was done since the item was read."""
    if not ActionItem.objects.open().filter(pk=item.pk).select_for_update().exists():
        return 0
    return notices.queue(
        [item.owner],
        template="forums/mail/action_item_due",
        key=f"{reminder_prefix(item.pk)}{what}:{item.due_on.isoformat()}",
        context={
            "item": item,
            "is_late": what == "late",
            "url": notices.absolute(
                reverse("forums:action-item-done", args=[item.forum.slug, item.pk])
            ),
        },
        forum=item.forum,
    )
