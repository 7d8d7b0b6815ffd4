"""What meetings ask of one person besides to come: minutes, promises, answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, Max, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forums.domain.minutes import approves_for
from forums.models import (
    COORDINATING,
    ActionItem,
    Comment,
    Meeting,
    MinutesState,
    Person,
    Precision,
    Term,
)

MOST = 20


@dataclass(frozen=True)
class Duty:
    """One thing to do: on which page, and until which day or since when."""

    title: str
    what: str
    url: str
    due_on: dt.date | None = None
    since: dt.datetime | None = None


def duties(person: Person, *, coordinated: list[int]) -> list[Duty]:
    """What waits for the person; `coordinated` are the ids of the forums that she coordinates."""
    return [*_minutes(person, coordinated), *_promises(person), *_questions(coordinated)]


def _minutes(person: Person, coordinated: list[int]) -> Iterator[Duty]:
    """To write, to read, to approve and to publish."""
    sits_in = [term.seat.forum_id for term in person.current_terms]
    rows = (
        Meeting.objects.public()
        .past()
        .filter(
            forum__in=sits_in,
            minutes_published_at=None,
            cancelled_at=None,
            precision=Precision.TIME,
        )
        .select_related("forum")
        .prefetch_related("minutes_approvals")
    )
    said = Comment.objects.filter(
        content_type=ContentType.objects.get_for_model(Meeting),
        object_id=OuterRef("pk"),
        internal=True,
        author=person,
    )
    sectors: dict[int, str] = {}
    for meeting in rows.annotate(has_said=Exists(said))[:MOST]:
        if meeting.forum_id not in sectors:
            sectors[meeting.forum_id] = approves_for(meeting.forum, person)
        what, page = _step(meeting, sectors[meeting.forum_id], meeting.forum_id in coordinated)
        if what:
            yield Duty(
                str(meeting.title),
                what,
                reverse(f"forums:{page}", args=[meeting.forum.slug, meeting.number]),
                meeting.minutes_due_on,
                meeting.ends_at,
            )


def _step(meeting: Meeting, sector: str, coordinates: bool) -> tuple[str, str]:
    """What minutes ask for next of somebody who approves for the sector, and on which page."""
    if meeting.minutes_state == MinutesState.DRAFT:
        return (_("Minutes to write"), "minutes-edit") if coordinates else ("", "")
    if meeting.minutes_state == MinutesState.APPROVED:
        return (_("Minutes to publish"), "minutes-review") if coordinates else ("", "")
    given = {row.sector for row in meeting.minutes_approvals.all()}
    if sector and sector not in given:
        return _("Minutes to approve"), "minutes-review"
    if not sector and not getattr(meeting, "has_said", False):
        return _("Draft minutes to read"), "minutes-review"
    return "", ""


def _promises(person: Person) -> Iterator[Duty]:
    """What the person said that she does."""
    rows = ActionItem.objects.visible_to(person).filter(owner=person).open()
    for item in rows.select_related("forum")[:MOST]:
        page = reverse("forums:action-item-done", args=[item.forum.slug, item.pk])
        yield Duty(str(item.title), _("You promised to do this"), page, item.due_on)


def _questions(coordinated: list[int]) -> Iterator[Duty]:
    """What the public asked before or after meetings, and nobody answered for the forum."""
    if not coordinated:
        return
    meetings = Meeting.objects.public().filter(forum__in=coordinated)
    official = Comment.objects.filter(
        parent=OuterRef("pk"), is_official=True, removed_at__isnull=True
    )
    coordinating = Term.objects.current().filter(seat__role__in=COORDINATING)
    rows = (
        Comment.objects.filter(
            ~Exists(official),
            ~Exists(coordinating.filter(person=OuterRef("author"), seat__forum=OuterRef("forum"))),
            content_type=ContentType.objects.get_for_model(Meeting),
            object_id__in=meetings.order_by().values("pk"),
            parent=None,
            internal=False,
            is_official=False,
            held_at__isnull=True,
            removed_at__isnull=True,
        )
        .order_by()
        .values("object_id")
        .annotate(count=Count("pk"), last=Max("created_at"))
        .order_by("-last")[:MOST]
    )
    found = {row["object_id"]: row for row in rows}
    for meeting in Meeting.objects.filter(pk__in=found).select_related("forum"):
        row = found[meeting.pk]
        yield Duty(
            str(meeting.title),
            ngettext(
                "%(count)d question or comment without an official answer",
                "%(count)d questions or comments without an official answer",
                row["count"],
            )
            % {"count": row["count"]},
            f"{meeting.get_absolute_url()}#comments",
            since=row["last"],
        )
