"""Who took which seat: recorded by a coordinator, or by members who enter the room's code."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterator, Mapping

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.domain.errors import NotHeld, NotPublished, Refused
from forums.models import Attendance, Meeting, Person, Presence, Term

OPENS_BEFORE = dt.timedelta(hours=1)
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Nothing that could be read as something else from the back of a room."""
LETTERS = 6
MOST_TRIES = 10
TRIES_SECONDS = 600


class CheckInClosed(Refused):
    """Nobody can check in now."""


class WrongCode(Refused):
    """The code is not the one that is shown in the room."""


class TooManyTries(Refused):
    """Whoever tries so often is guessing."""


class NoSeat(Refused):
    """The person has no seat to take at the meeting."""


@transaction.atomic
def record(meeting: Meeting, *, by: Person, presence: Mapping[Term, str]) -> None:
    """Writes down who took which seat; an empty word takes a record back.

    What is recorded here stands over what a member said by checking in. Raises NotHeld before the
    meeting begins.
    """
    if meeting.starts_at > timezone.now():
        raise NotHeld(_("Attendance can be recorded once the meeting has begun."))
    Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    before = {row.term_id: row for row in meeting.attendance.all()}
    for term, value in presence.items():
        row = before.get(term.pk)
        if not value:
            if row is not None:
                row.delete()
        elif row is None:
            Attendance.objects.create(
                meeting=meeting, term=term, sector=term.seat.sector, presence=Presence(value)
            )
        elif row.presence != value:
            row.presence, row.checked_in_at = Presence(value), None
            row.save(update_fields=["presence", "checked_in_at"])


def terms_on_the_day(meeting: Meeting) -> list[Term]:
    """The terms that run on the meeting's day, in the order of the seats."""
    return list(
        Term.objects.current(meeting.local_start.date())
        .filter(seat__forum=meeting.forum_id)
        .select_related("person", "alternate", "seat__organisation")
        .order_by("seat__position", "seat", "pk")
    )


def opens_at(meeting: Meeting) -> dt.datetime:
    """From when members can check in, an hour before the meeting begins."""
    return meeting.starts_at - OPENS_BEFORE


def may_be_open(meeting: Meeting, *, now: dt.datetime | None = None) -> bool:
    """Whether it is the time to check in: a public meeting, from an hour before until its end."""
    if not meeting.is_public or meeting.cancelled_at:
        return False
    return opens_at(meeting) <= (now or timezone.now()) < meeting.ends_at


def is_over(meeting: Meeting, *, now: dt.datetime | None = None) -> bool:
    """Whether nobody will check in any more: the meeting has ended or was cancelled."""
    return bool(meeting.cancelled_at) or meeting.ends_at <= (now or timezone.now())


def is_open(meeting: Meeting, *, now: dt.datetime | None = None) -> bool:
    """Whether members can check in now."""
    return bool(meeting.check_in_code) and may_be_open(meeting, now=now)


@transaction.atomic
def open_check_in(meeting: Meeting, *, by: Person) -> str:
    """The code that is shown in the room; a new one where check-in was closed.

    Raises NotPublished, or CheckInClosed where it is not the time.
    """
    locked = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if not locked.is_public:
        raise NotPublished(_("Publish the meeting first."))
    if not may_be_open(locked):
        raise CheckInClosed(
            _("Members can check in from an hour before the meeting until it ends.")
        )
    if not locked.check_in_code:
        locked.check_in_code = "".join(secrets.choice(ALPHABET) for _letter in range(LETTERS))
        locked.save(update_fields=["check_in_code"])
    meeting.check_in_code = locked.check_in_code
    return locked.check_in_code


@transaction.atomic
def close_check_in(meeting: Meeting, *, by: Person) -> None:
    """From now on nobody checks in; the code is forgotten."""
    locked = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    locked.check_in_code = meeting.check_in_code = ""
    locked.save(update_fields=["check_in_code"])


def check_in(meeting: Meeting, *, by: Person, code: str) -> Attendance:
    """Takes the person's seat: the member's as present, an alternate's as alternate present.

    A member takes her seat back from her alternate; the record of a coordinator stands. Raises
    TooManyTries, CheckInClosed, NoSeat or WrongCode.
    """
    _count_try(meeting, by)
    with transaction.atomic():
        locked = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
        if not is_open(locked):
            raise CheckInClosed(_("Check-in is closed. Ask the coordinator to record you."))
        term, presence = _seat_for(locked, by)
        typed = "".join(letter for letter in code.upper() if letter.isalnum())
        if not secrets.compare_digest(typed.encode(), locked.check_in_code.encode()):
            raise WrongCode(_("This is not the code that is shown in the room."))
        row, created = Attendance.objects.get_or_create(
            meeting=locked,
            term=term,
            defaults={
                "sector": term.seat.sector,
                "presence": presence,
                "checked_in_at": timezone.now(),
            },
        )
        takes_back = row.presence == Presence.ALTERNATE and presence == Presence.PRESENT
        if not created and row.checked_in_at is not None and takes_back:
            row.presence, row.checked_in_at = presence, timezone.now()
            row.save(update_fields=["presence", "checked_in_at"])
        return row


def _count_try(meeting: Meeting, person: Person) -> None:
    """Each try takes one of a few places, which come free again after ten minutes."""
    for place in range(MOST_TRIES):
        if cache.add(f"check-in:{meeting.pk}:{person.pk}:{place}", 1, TRIES_SECONDS):
            return
    raise TooManyTries(_("Too many tries. Wait ten minutes, or ask the coordinator to record you."))


def _seat_for(meeting: Meeting, person: Person) -> tuple[Term, Presence]:
    """The seat that the person takes, and how. Raises NoSeat.

    Who has a seat of her own takes that. An alternate of several takes one: the one that she
    took already, or the first that is free.
    """
    held = [term for term in terms_on_the_day(meeting) if term.person_id == person.pk]
    if held:
        return held[0], Presence.PRESENT
    stands_in = [term for term in terms_on_the_day(meeting) if term.alternate_id == person.pk]
    if not stands_in:
        raise NoSeat(_("You hold no seat in the forum on the day of this meeting."))
    taken = dict(meeting.attendance.values_list("term_id", "presence"))
    for wanted in (Presence.ALTERNATE, None):
        for term in stands_in:
            if taken.get(term.pk) == wanted:
                return term, Presence.ALTERNATE
    return stands_in[0], Presence.ALTERNATE


def table(meeting: Meeting) -> Iterator[list[str]]:
    """Attendance as a table, one row for each seat that is recorded, under a row of headings."""
    yield [
        str(heading)
        for heading in (
            *(_("Seat"), _("Organisation"), _("Sector"), _("Member"), _("Alternate")),
            *(_("Attendance"), _("Checked in")),
        )
    ]
    for row in meeting.attendance.select_related(
        "term__person", "term__alternate", "term__seat__organisation"
    ):
        term, at = row.term, row.checked_in_at
        yield [
            str(term.seat.title or term.seat.get_role_display()),
            str(term.seat.organisation or ""),
            str(row.get_sector_display()),
            term.person.name,
            term.alternate.name if term.alternate else "",
            str(row.get_presence_display()),
            at.astimezone(meeting.zone).isoformat(timespec="minutes") if at else "",
        ]
