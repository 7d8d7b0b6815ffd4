"""Who presents a point of an agenda: a name, and the seat of whoever it names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet

from forums.models import Forum, Meeting, Term


def sitting(meeting: Meeting) -> QuerySet[Term]:
    """The terms that run on the meeting's day, on seats with and without a vote."""
    return _terms(meeting.forum, meeting.local_start.date())


def names(forum: Forum, *, on: dt.date) -> list[str]:
    """Members and alternates of the day, for a page to suggest, by name."""
    rows = _terms(forum, on)
    every = {person.name for row in rows for person in (row.person, row.alternate) if person}
    return sorted(every, key=str.casefold)


def named(terms: Iterable[Term], presenter: str) -> Term | None:
    """The term of the one member or alternate with this name; None of a guest.

    Case and spaces do not matter. None also where people of two sectors have the name.
    """
    wanted = plain(presenter)
    if not wanted:
        return None
    found = [
        row
        for row in terms
        for person in (row.person, row.alternate)
        if person is not None and plain(person.name) == wanted
    ]
    return found[0] if len({row.seat.sector for row in found}) == 1 else None


def plain(name: str) -> str:
    """The name as it is compared."""
    return " ".join(name.casefold().split())


def _terms(forum: Forum, on: dt.date) -> QuerySet[Term]:
    return (
        Term.objects.current(on)
        .filter(seat__forum=forum)
        .select_related("seat", "person", "alternate")
        .order_by("seat__position", "seat", "pk")
    )
