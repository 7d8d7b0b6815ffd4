"""For whom a meeting is: circles of people who are invited, and why each of them is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from forums.domain.seats import members
from forums.models import GroupMembership, Meeting, Organisation, Person, Translated, WorkingGroup

if TYPE_CHECKING:
    from forums.models.meetings import MeetingQuerySet


@dataclass(frozen=True)
class Circle:
    """People who are invited for one reason: their seat, their working group or their office.

    `known` work for the office too, and are in a circle before.
    """

    people: list[Person]
    group: WorkingGroup | None = None
    office: Organisation | None = None
    known: tuple[Person, ...] = ()


def circles(meeting: Meeting) -> list[Circle]:
    """The forum's members or those of its group, then each office; everybody in one circle only.

    An office of which nobody can be told has an empty circle and nobody who is known.
    """
    group = meeting.working_group
    found = [Circle(_of_group(group), group=group) if group else Circle(members(meeting.forum))]
    invited = offices(meeting)
    known = {person.pk for person in found[0].people}
    workers = _with_address(organisation__in=invited)
    for office in invited:
        own = [row for row in workers if row.organisation_id == office.pk]
        found.append(
            Circle(
                [row for row in own if row.pk not in known],
                office=office,
                known=tuple(row for row in own if row.pk in known),
            )
        )
    return found


def offices(meeting: Meeting) -> list[Organisation]:
    """The offices that are invited, by their names."""
    return sorted(meeting.offices.all(), key=lambda office: str(office.name).casefold())


def with_office_names(rows: MeetingQuerySet) -> MeetingQuerySet:
    """The meetings with the names of their offices, in the same query."""
    names = Meeting.offices.through.objects.filter(meeting=OuterRef("pk"))
    return rows.annotate(names_of_offices=ArraySubquery(names.values("organisation__name")))


def office_names(meeting: Meeting) -> list[Translated]:
    """What the offices are called that are invited, in the order of the reader's alphabet."""
    found: list[Translated] | None = getattr(meeting, "names_of_offices", None)
    names = [office.name for office in meeting.offices.all()] if found is None else found
    return sorted(names, key=lambda name: str(name).casefold())


def office_of(meeting: Meeting) -> dict[int, Organisation]:
    """By the person's id: the office for which those are invited who have no other reason."""
    return {
        person.pk: circle.office
        for circle in circles(meeting)
        if circle.office
        for person in circle.people
    }


def _of_group(group: WorkingGroup) -> list[Person]:
    now = GroupMembership.objects.filter(group=group, until=None)
    return _with_address(pk__in=now.values("person"))


def _with_address(**condition: object) -> list[Person]:
    return list(
        Person.objects.filter(is_active=True, email__isnull=False, **condition).order_by(
            "name", "pk"
        )
    )
