"""A whole session in one document: all that anybody can read of a meeting, and nothing else."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.template.loader import render_to_string
from django.utils import timezone, translation

from forums.domain import action_items, circles, judging, minutes
from forums.domain.presence import quorum_at
from forums.domain.quorum import Quorum
from forums.domain.timetable import beginnings
from forums.models import (
    ActionItem,
    AgendaItem,
    Attendance,
    Decision,
    Document,
    Forum,
    Meeting,
    MeetingPaper,
    MinutesApproval,
    MinutesCorrection,
    Precision,
    Sector,
    Translated,
    Vote,
)

FOLDER = "sessions"


@dataclass(frozen=True)
class Point:
    """One point of the agenda, when it began by the plan, and its papers."""

    item: AgendaItem
    begins: dt.datetime | None
    papers: tuple[Document, ...]


@dataclass(frozen=True)
class SectorAttendance:
    """Who took the seats of one sector; seats and present count those with a vote."""

    label: str
    seats: int
    present: int
    rows: tuple[Attendance, ...]


@dataclass(frozen=True)
class Taken:
    """A decision, how it came about in sentences, and the votes where they were cast here."""

    decision: Decision
    explanation: str
    votes: tuple[Vote, ...]


@dataclass(frozen=True)
class Session:
    """What the public page of a meeting says, in the order of a document."""

    meeting: Meeting
    agenda: tuple[Point, ...]
    attendance: tuple[SectorAttendance, ...]
    quorum: Quorum | None
    decisions: tuple[Taken, ...]
    approvals: tuple[MinutesApproval, ...]
    corrections: tuple[MinutesCorrection, ...]
    action_items: tuple[ActionItem, ...]
    open_before: tuple[ActionItem, ...]
    offices: tuple[Translated, ...]
    annexes: tuple[Document, ...]
    written_at: dt.datetime

    @property
    def has_minutes(self) -> bool:
        """Whether the minutes are public."""
        return self.meeting.minutes_published_at is not None


def languages_of(forum: Forum) -> list[str]:
    """The forum's languages that the portal speaks, its main one first."""
    known = dict(settings.LANGUAGES)
    codes = dict.fromkeys([forum.main_language, *forum.languages])
    return [code for code in codes if code in known] or [settings.LANGUAGE_CODE]


def session_of(meeting: Meeting) -> Session:
    """All that is public of a public meeting."""
    papers = list(
        MeetingPaper.objects.filter(
            meeting=meeting, document__in=Document.objects.public()
        ).select_related("document__forum")
    )
    decisions = _decisions(meeting)
    is_public = meeting.minutes_published_at is not None
    rows = list(
        meeting.attendance.select_related(
            "term__person", "term__alternate", "term__seat__organisation"
        )
    )
    sectors, quorum = _attendance(meeting, rows)
    approvals, corrections = minutes.history(meeting) if is_public else ([], [])
    promised, open_before = action_items.around(meeting, among=ActionItem.objects.public())
    moments = [meeting.published_at, meeting.minutes_published_at, meeting.cancelled_at]
    moments += [row.decision.published_at for row in decisions]
    moments += [paper.document.published_at for paper in papers]
    moments += [row.corrected_at for row in corrections]
    moments += [_morning(meeting, item.done_on) for item in promised if item.done_on]
    return Session(
        meeting=meeting,
        agenda=_agenda(meeting, papers),
        attendance=sectors,
        quorum=quorum,
        decisions=decisions,
        approvals=tuple(approvals),
        corrections=tuple(corrections),
        action_items=tuple(promised),
        open_before=tuple(open_before),
        offices=tuple(circles.office_names(meeting)),
        annexes=tuple(paper.document for paper in papers),
        written_at=max(moment for moment in moments if moment),
    )


def _morning(meeting: Meeting, day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.min, meeting.zone)


def _agenda(meeting: Meeting, papers: list[MeetingPaper]) -> tuple[Point, ...]:
    items = list(meeting.agenda.all())
    begins = beginnings(meeting.starts_at, [item.duration for item in items])
    known = meeting.precision == Precision.TIME
    return tuple(
        Point(
            item,
            at.astimezone(meeting.zone) if at and known else None,
            tuple(paper.document for paper in papers if paper.agenda_item_id == item.pk),
        )
        for item, at in zip(items, begins, strict=True)
    )


def _attendance(
    meeting: Meeting, rows: list[Attendance]
) -> tuple[tuple[SectorAttendance, ...], Quorum | None]:
    if not rows:
        return (), None
    quorum, counts = quorum_at(meeting, rows)
    voting = {count.sector: count for count in counts}
    found = tuple(
        SectorAttendance(
            label=str(Sector(sector).label),
            seats=voting[sector].seats if sector in voting else 0,
            present=voting[sector].present if sector in voting else 0,
            rows=tuple(row for row in rows if row.sector == sector),
        )
        for sector in dict.fromkeys([*voting, *(row.sector for row in rows)])
    )
    return found, quorum


def _decisions(meeting: Meeting) -> tuple[Taken, ...]:
    votes = Vote.objects.select_related("term__seat__organisation", "term__person", "cast_by")
    rows = (
        Decision.objects.public()
        .filter(meeting=meeting)
        .select_related("forum", "meeting", "rules")
        .prefetch_related(Prefetch("votes", votes.order_by("term__seat__position", "pk")))
        .order_by("number")
    )
    return tuple(_taken(row) for row in rows)


def _taken(decision: Decision) -> Taken:
    """The decision with its votes; how somebody votes is nobody's business until the close."""
    if decision.is_in_vote:
        return Taken(decision, "", ())
    votes = tuple(decision.votes.all()) if decision.vote_closed_at is not None else ()
    return Taken(decision, judging.explanation(decision, votes), votes)


def html_of(meeting: Meeting, *, language: str) -> str:
    """The document in one language, set for paper."""
    with translation.override(language), timezone.override(meeting.zone):
        context: dict[str, Any] = {
            "session": session_of(meeting),
            "meeting": meeting,
            "forum": meeting.forum,
            "portal_url": settings.PORTAL_URL,
            "on_paper": True,
        }
        return render_to_string("forums/meetings/session_pdf.html", context)
