"""Which seats with a vote there were on a day, and which of them were taken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from forums.domain.quorum import PresenceCount, Quorum, count_presence, quorum_of
from forums.domain.voting import Rule
from forums.models import VOTING, Attendance, Forum, Meeting, RulesVersion, Seat, Term

RULES = ("quorum_share", "quorum_exceeds", "quorum_sector_share")


def voting_seats(forum: Forum, on: dt.date) -> dict[int, str]:
    """The sector of each seat with a vote on the day, by its id and in the forum's order.

    A seat counts from the first day of its first holder until the forum closes it. While it is
    vacant in between it counts as a seat that nobody takes.
    """
    return dict(_seats(forum, on).values_list("pk", "sector"))


def presence(
    meeting: Meeting, rows: Iterable[Attendance] | None = None, *, also: Iterable[int] = ()
) -> list[PresenceCount]:
    """Seats with a vote by sector, and those taken by attendance as it is recorded now.

    `rows` is the meeting's attendance with its seats, where it was read already; `also` holds
    ids of seats that are known to be taken.
    """
    seats = voting_seats(meeting.forum, meeting.local_start.date())
    return _count(meeting, seats, rows, also)


def quorum_at(
    meeting: Meeting, rows: Iterable[Attendance] | None = None
) -> tuple[Quorum, list[PresenceCount]]:
    """Whether there is a quorum at the meeting now by the rules in force on its day, and presence.

    Reads the seats together with the rules, for pages that have no query to spare.
    """
    day = meeting.local_start.date()
    in_force = RulesVersion.objects.public().filter(forum=OuterRef("forum")).in_force(day)
    found = list(
        _seats(meeting.forum, day)
        .annotate(**{f"rule_{name}": Subquery(in_force.values(name)[:1]) for name in RULES})
        .values("pk", "sector", *(f"rule_{name}" for name in RULES))
    )
    first = found[0] if found else {}
    said = {name: first.get(f"rule_{name}") for name in RULES}
    rule = Rule(**{name: value for name, value in said.items() if value is not None})
    counts = _count(meeting, {row["pk"]: row["sector"] for row in found}, rows, ())
    return quorum_of(rule, counts), counts


def _seats(forum: Forum, on: dt.date) -> QuerySet[Seat]:
    begun = Term.objects.filter(seat=OuterRef("pk"), starts_on__lte=on)
    seats = Seat.objects.open(on).filter(Exists(begun), forum=forum, role__in=VOTING)
    return seats.order_by("position", "pk")


def _count(
    meeting: Meeting,
    seats: Mapping[int, str],
    rows: Iterable[Attendance] | None,
    also: Iterable[int],
) -> list[PresenceCount]:
    """Counts the seats by sector, and those that attendance or `also` say are taken."""
    if rows is None:
        rows = meeting.attendance.select_related("term__seat")
    sectors, taken = dict(seats), set(also)
    for row in rows:
        if row.term.seat.votes:
            sectors[row.term.seat_id] = row.sector
            if row.counts:
                taken.add(row.term.seat_id)
    return count_presence((sector, seat in taken) for seat, sector in sectors.items())
