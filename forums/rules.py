"""Who may do what in a forum, one sentence each."""

from __future__ import annotations

from typing import Any

import rules

from forums.domain.publication import forum_of
from forums.models import COORDINATING, Person, Role, Seat


def seats_held(person: Any, thing: Any) -> list[Seat]:
    """The seats that the person holds today in the forum in which the thing stands."""
    if not isinstance(person, Person) or thing is None:
        return []
    forum = forum_of(thing)
    return [term.seat for term in person.current_terms if term.seat.forum_id == forum.pk]


@rules.predicate
def is_somebody(person: Any) -> bool:
    """Logged in, which takes a verified address."""
    return bool(person.is_authenticated)


@rules.predicate
def sits(person: Any, thing: Any) -> bool:
    """Holds a seat in the forum today."""
    return bool(seats_held(person, thing))


@rules.predicate
def takes_part(person: Any, thing: Any) -> bool:
    """Holds a seat other than an observer's."""
    return any(seat.role != Role.OBSERVER for seat in seats_held(person, thing))


@rules.predicate
def coordinates(person: Any, thing: Any) -> bool:
    """Is a co-chair or the point of contact of the forum."""
    return any(seat.role in COORDINATING for seat in seats_held(person, thing))


PERMISSIONS = {
    "forums.see_drafts": sits,
    "forums.call_meeting": coordinates,
    "forums.publish_meeting": coordinates,
    "forums.publish_minutes": coordinates,
    "forums.record_attendance": coordinates,
    "forums.decide": coordinates,
    "forums.add_document": takes_part,
    "forums.publish_document": coordinates,
    "forums.comment": is_somebody,
    "forums.answer_officially": coordinates,
    "forums.moderate": coordinates,
}

for name, predicate in PERMISSIONS.items():
    rules.add_perm(name, predicate)
