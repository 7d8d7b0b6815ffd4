"""What a new meeting begins with, so that calling an ordinary one takes a minute."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, override

from forums.domain import circles
from forums.domain.recurrence import next_slot
from forums.domain.rules_of_procedure import in_force
from forums.models import Forum, Meeting, MeetingKind, Translated, WorkingGroup

BEGINS, ENDS = dt.time(10), dt.time(12)
TITLES: dict[str, str | Promise] = {
    MeetingKind.ORDINARY: gettext_lazy("Ordinary meeting"),
    MeetingKind.EXTRAORDINARY: gettext_lazy("Extraordinary meeting"),
    MeetingKind.WORKING_GROUP: gettext_lazy("Meeting of the working group"),
    MeetingKind.PUBLIC: gettext_lazy("Public meeting"),
    MeetingKind.RESPONSIBLE_OFFICES: gettext_lazy("Meeting with the responsible offices"),
}
STANDING: tuple[tuple[str | Promise, int], ...] = (
    (gettext_lazy("Opening and agenda"), 10),
    (gettext_lazy("Minutes and open tasks of the last meeting"), 20),
    (gettext_lazy("Other business and next meeting"), 15),
)


def _in_each_language(forum: Forum, text: str | Promise) -> Translated:
    """The text in those of the forum's languages that the portal speaks."""
    spoken = dict(settings.LANGUAGES)
    found = Translated()
    for code in forum.languages:
        if code in spoken:
            with override(code):
                found[code] = str(text)
    return found


def title(forum: Forum, kind: str, *, number: int) -> Translated:
    """ "Ordinary meeting 14", in each language of the forum."""
    words = _in_each_language(forum, TITLES[kind])
    return Translated({code: f"{text} {number}" for code, text in words.items()})


def next_number(forum: Forum) -> int:
    """The number that the forum's next meeting will have."""
    last: int = forum.meetings.aggregate(last=Max("number"))["last"] or 0
    return last + 1


def beginning(
    forum: Forum, *, kind: str = MeetingKind.ORDINARY, group: WorkingGroup | None = None
) -> dict[str, Any]:
    """The values with which the form for a new meeting opens: like the last one of its kind."""
    rows = Meeting.objects.filter(forum=forum, cancelled_at=None, working_group=group)
    last = rows.filter(kind=kind).order_by("-starts_at").first()
    last = last or rows.order_by("-starts_at").first()
    values: dict[str, Any] = {
        "kind": kind,
        "working_group": group.pk if group else None,
        "title": title(forum, kind, number=next_number(forum)),
        "day": next_slot(forum.today, in_force(forum, forum.today).notice_days).isoformat(),
        "starts": f"{BEGINS:%H:%M}",
        "ends": f"{ENDS:%H:%M}",
    }
    if last is not None:
        values |= {
            "mode": last.mode,
            "place": last.place,
            "online_url": last.online_url,
            "open_to_public": last.open_to_public,
            "offices": circles.offices(last) if last.kind == kind else [],
        }
    return values


def standing_items(forum: Forum) -> list[dict[str, Any]]:
    """The points with which every agenda begins and ends."""
    return [
        {"title": _in_each_language(forum, text), "duration": minutes} for text, minutes in STANDING
    ]
