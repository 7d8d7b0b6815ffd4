"""What people promised at meetings: recorded, done, and open until it is done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Case, Exists, Q, QuerySet, When
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.domain import fingerprints, notices
from forums.domain.errors import Incomplete, NotHeld, Refused
from forums.models import ActionItem, Forum, Meeting, Person, Term, Translated
from forums.models.action_items import ActionItemQuerySet

MOST = 60  # on the page of one meeting


class AlreadyDone(Refused):
    """What is done is neither done again nor changed."""


def people_of(forum: Forum, *, on: dt.date | None = None) -> QuerySet[Person]:
    """Who can promise something: everybody who sits in the forum on the day, alternates too."""
    terms = Term.objects.current(on or forum.today).filter(seat__forum=forum)
    held = terms.values("person").union(terms.exclude(alternate=None).values("alternate"))
    return Person.objects.filter(pk__in=held, is_active=True).order_by("name", "pk")


@transaction.atomic
def record(meeting: Meeting, *, by: Person, owner: Person, **fields: Any) -> ActionItem:
    """Writes down what the owner does until `due_on`; she is told.

    Raises NotHeld before the meeting begins.
    """
    if meeting.starts_at > timezone.now():
        raise NotHeld(_("Action items can be recorded once the meeting has begun."))
    item = ActionItem.objects.create(forum=meeting.forum, meeting=meeting, owner=owner, **fields)
    _tell(item, by=by)
    return item


def fingerprint(item: ActionItem) -> str:
    """Tells one state of what is promised from another."""
    return fingerprints.fingerprint(item, ("title", "owner_id", "due_on", "agenda_item_id"))


@transaction.atomic
def change(item: ActionItem, *, by: Person, seen: str = "", **fields: Any) -> ActionItem:
    """Changes what is to be done, by whom or until when; a new owner is told.

    Raises AlreadyDone, and ChangedMeanwhile where somebody else saved since the fingerprint `seen`.
    """
    locked = _lock(item)
    fingerprints.check_seen(seen, fingerprint(locked))
    before = locked.owner_id, locked.due_on
    for name, value in fields.items():
        setattr(locked, name, value)
    locked.save(update_fields=[*fields])
    if (locked.owner_id, locked.due_on) != before:
        notices.cancel(key_prefix=reminder_prefix(locked.pk))
    if locked.owner_id != before[0]:
        _tell(locked, by=by)
    return locked


@transaction.atomic
def finish(
    item: ActionItem, *, by: Person, outcome: Mapping[str, str], on: dt.date | None = None
) -> ActionItem:
    """Says that it is done and what came of it. Raises Incomplete, AlreadyDone."""
    locked = _lock(item)
    if not Translated(outcome):
        raise Incomplete(_("Say what came of it."))
    locked.outcome, locked.done_on = Translated(outcome), on or locked.forum.today
    locked.save(update_fields=["outcome", "done_on"])
    notices.cancel(key_prefix=reminder_prefix(locked.pk))
    return locked


@transaction.atomic
def reopen(item: ActionItem, *, by: Person) -> None:
    """Takes back that it is done; what was said of it stays in the history."""
    ActionItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    ActionItem.objects.filter(pk=item.pk).update(done_on=None)


def open_items(
    forum: int, *, group: int | None = None, among: ActionItemQuerySet | None = None
) -> ActionItemQuerySet:
    """What was promised at one table and is not done: the forum's, or that of a working group.

    `forum` and `group` are ids; `among` are the items that the reader may see.
    """
    rows = ActionItem.objects.all() if among is None else among
    at_the_table = rows.filter(forum=forum, meeting__working_group=group)
    return at_the_table.open().select_related("forum", "meeting__forum", "owner")


def around(
    meeting: Meeting, *, among: ActionItemQuerySet | None = None
) -> tuple[list[ActionItem], list[ActionItem]]:
    """What was promised at the meeting, and what was before and is open, in one query.

    What is open stands on the next meeting of its table, or on the one that takes place now, and
    on no other. `among` are the items that the reader may see.
    """
    condition = Q(meeting=meeting)
    if not meeting.cancelled_at and meeting.ends_at >= timezone.now():
        condition |= _open_before(meeting)
    rows = (ActionItem.objects.all() if among is None else among).filter(condition)
    here = Case(When(meeting=meeting, then=0), default=1)
    found = rows.order_by(here, "due_on", "pk").select_related("forum", "meeting__forum", "owner")
    recorded: list[ActionItem] = []
    before: list[ActionItem] = []
    for item in found[:MOST]:
        (recorded if item.meeting_id == meeting.pk else before).append(item)
    return recorded, before


def _open_before(meeting: Meeting) -> Q:
    """Open items of earlier meetings, unless another public meeting of the table comes sooner."""
    sooner = (
        Meeting.objects.public()
        .upcoming()
        .filter(
            forum=meeting.forum_id,
            working_group=meeting.working_group_id,
            cancelled_at=None,
            starts_at__lt=meeting.starts_at,
        )
    )
    open_items = Q(
        done_on__isnull=True,
        forum=meeting.forum_id,
        meeting__working_group=meeting.working_group_id,
        meeting__starts_at__lt=meeting.starts_at,
    )
    return open_items & Q(~Exists(sooner)) if meeting.is_public else open_items


def reminder_prefix(pk: int) -> str:
    """How the keys of an item's reminders begin, which nobody gets twice."""
    return f"action-item:{pk}:"


def _lock(item: ActionItem) -> ActionItem:
    locked = (
        ActionItem.objects.select_for_update(of=("self",)).select_related("forum").get(pk=item.pk)
    )
    if locked.done_on is not None:
        raise AlreadyDone(_("This is done already."))
    return locked


def _tell(item: ActionItem, *, by: Person) -> None:
    if item.owner_id == by.pk or not item.owner.email or not item.owner.is_active:
        return
    notices.queue(
        [item.owner],
        template="forums/mail/action_item",
        key=f"action-item:{item.pk}",
        context={"item": item, "url": notices.absolute(item.get_absolute_url())},
        forum=item.forum,
    )
