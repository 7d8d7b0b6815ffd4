"""Saving what belongs to the forum and not to one plan: offices, documents, meetings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from commitments.domain.importing.contents import MeetingRow
from commitments.domain.importing.ledger import CREATED, UNCHANGED, Ledger
from commitments.domain.importing.links import Link
from commitments.domain.importing.problems import Position
from commitments.domain.importing.slugs import slug_of
from commitments.domain.importing.specs import Mapping
from forums.models import Document, Forum, Meeting, MeetingPaper, Organisation, Precision

HOUR = dt.timedelta(hours=1)


class Records:
    """Finds or makes the rows of one forum; each office and each document once."""

    def __init__(self, forum: Forum, mapping: Mapping, ledger: Ledger, *, now: dt.datetime) -> None:
        self.forum = forum
        self.mapping = mapping
        self.ledger = ledger
        self.now = now
        self.offices = {
            name: office for office in offices_of(forum) for name in office.name.texts().values()
        }
        self.met: set[str] = set()
        self.documents = {
            Link("", document.url).key: document for document in forum.documents.exclude(url="")
        }

    def office(self, name: str, at: Position) -> Organisation:
        """The organisation of that name: one that sits in the forum, else one of its own.

        Its address begins with the forum's: two countries may each have a ministry of the name.
        """
        if name in self.offices:
            if name not in self.met:
                self.ledger.note("organisations", UNCHANGED, name)
        else:
            slug = slug_of(name, prefix=self.forum.slug)
            found = Organisation.objects.filter(slug=slug).first()
            title = found.name if found else self.ledger.texts({self.mapping.language: name})
            new = Organisation(slug=slug, sector=self.mapping.sector)
            self.offices[name] = self.ledger.put(
                "organisations", found, new, {"name": title}, label=name, at=at
            )
        self.met.add(name)
        return self.offices[name]

    def document(
        self, link: Link, kind: str, *, at: Position, dated_on: dt.date | None = None
    ) -> Document:
        """The forum's document with that link; one that is there stays as it is."""
        if link.key not in self.documents:
            new = Document(forum=self.forum, kind=kind, dated_on=dated_on, licence="")
            new.published_at = self.now
            fields: dict[str, Any] = {
                "title": self.ledger.texts({self.mapping.language: link.title}),
                "url": link.url,
            }
            self.documents[link.key] = self.ledger.put(
                "documents", None, new, fields, label=link.url, at=at
            )
        return self.documents[link.key]

    def meetings(self, rows: Iterable[MeetingRow]) -> None:
        """Saves the meetings with their documents, the earliest first."""
        before = list(self.forum.meetings.all())
        known = {meeting.source_key: meeting for meeting in before if meeting.source_key}
        number = max((meeting.number for meeting in before), default=0)
        papers = set(
            MeetingPaper.objects.filter(meeting__forum=self.forum).values_list(
                "meeting", "document"
            )
        )
        for row in sorted(rows, key=lambda row: (row.starts, row.key)):
            found = known.get(row.key)
            number += found is None
            meeting = self._meeting(row, found, number)
            exact = row.precision != Precision.MONTH
            for kind, link in row.documents:
                document = self.document(
                    link, kind, at=row.at, dated_on=row.starts.date() if exact else None
                )
                if (meeting.pk, document.pk) in papers:
                    self.ledger.note("meeting papers", UNCHANGED, "")
                    continue
                MeetingPaper.objects.create(meeting=meeting, document=document)
                self.ledger.note("meeting papers", CREATED, f"{row.key}: {link.title}")

    def _meeting(self, row: MeetingRow, found: Meeting | None, number: int) -> Meeting:
        zone = found.zone if found else Meeting(time_zone=self.forum.time_zone).zone
        starts_at, ends_at = (moment.replace(tzinfo=zone) for moment in span(row))
        fields: dict[str, Any] = {
            "title": self.ledger.texts(row.title, found and found.title),
            "description": self.ledger.texts(row.description, found and found.description),
            "minutes": self.ledger.texts(row.minutes, found and found.minutes),
            "place": self.ledger.texts(row.place, found and found.place),
            "kind": self.mapping.meetings.kind if self.mapping.meetings else "",
            "mode": row.mode,
            "starts_at": starts_at,
            "ends_at": ends_at,
            "precision": row.precision,
        }
        if row.minutes and (found is None or found.minutes_published_at is None):
            fields["minutes_published_at"] = self.now
        new = Meeting(
            forum=self.forum,
            number=number,
            source_key=row.key,
            time_zone=self.forum.time_zone,
            published_at=self.now,
        )
        return self.ledger.put("meetings", found, new, fields, label=row.key, at=row.at)


def offices_of(forum: Forum) -> list[Organisation]:
    """The organisations that sit in the forum, or answer for one of its commitments."""
    rows = Organisation.objects.filter(
        Q(seats__forum=forum)
        | Q(commitments_led__plan__forum=forum)
        | Q(commitments_supported__plan__forum=forum)
        | Q(milestones__commitment__plan__forum=forum)
    )
    return list(rows.distinct().order_by("pk"))


def span(row: MeetingRow) -> tuple[dt.datetime, dt.datetime]:
    """First and last minute of a meeting: an hour where the time is known, else the whole day,
    or the whole month where not even the day is. Without a time zone."""
    if row.precision == Precision.TIME:
        return row.starts, row.starts + HOUR
    last = row.starts
    if row.precision == Precision.MONTH:
        last = (row.starts.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
        last -= dt.timedelta(days=1)
    return row.starts, last.replace(hour=23, minute=59)
