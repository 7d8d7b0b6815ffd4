"""Seating people: a term begins, is renewed, gets an alternate, and ends."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forums.domain import notices, people
from forums.domain.dates import full_date
from forums.domain.errors import Incomplete, Refused
from forums.domain.rules_of_procedure import in_force
from forums.domain.tenure import terms_in_a_row
from forums.models import Attendance, Person, Presence, RulesVersion, Seat, Term
from forums.models.seats import TermQuerySet


class Taken(Refused):
    """Somebody else holds the seat in that time."""


class TooManyTerms(Refused):
    """The rules give fewer terms in a row, and no reason was given."""


class WrongDay(Refused):
    """A day that does not fit the term."""


class NotThePerson(Refused):
    """The person cannot sit there."""


def over_the_limit(seat: Seat, person: Person, *, starts_on: dt.date, rules: RulesVersion) -> str:
    """The sentence that says so where the rules give the person no further term; else empty.

    Counted are the terms in a row on any seat of the forum with a vote, as principal.
    """
    if not rules.most_terms or not seat.votes:
        return ""
    held = Term.objects.filter(person=person, seat__forum=seat.forum_id).select_related("seat")
    before = [(term.starts_on, term.ends_on) for term in held if term.seat.votes]
    row = terms_in_a_row(before, starts_on)
    if row < rules.most_terms:
        return ""
    return ngettext(
        "%(name)s would sit for term number %(count)d in a row; the rules allow %(most)d.",
        "%(name)s would sit for term number %(count)d in a row; the rules allow %(most)d.",
        rules.most_terms,
    ) % {"name": person.name, "count": row + 1, "most": rules.most_terms}


@transaction.atomic
def fill(
    seat: Seat,
    *,
    by: Person,
    person: Person,
    starts_on: dt.date,
    ends_on: dt.date | None,
    alternate: Person | None = None,
    exception: Any = None,
    renews: Term | None = None,
) -> Term:
    """Seats somebody and tells her. Raises what stands against it, each with its sentence.

    `exception` says in public why she may sit longer than the rules allow.
    """
    locked = Seat.objects.select_for_update(of=("self",)).select_related("forum").get(pk=seat.pk)
    _check_people(person, alternate)
    if ends_on is not None and ends_on < starts_on:
        raise WrongDay(_("The term has to end after it begins."))
    if locked.closed_on is not None and (ends_on is None or ends_on >= locked.closed_on):
        raise WrongDay(
            _("The forum has this seat until %(day)s.")
            % {"day": full_date(locked.closed_on - dt.timedelta(days=1))}
        )
    _check_free(locked, starts_on, ends_on)
    rules = in_force(locked.forum, starts_on)
    over = over_the_limit(locked, person, starts_on=starts_on, rules=rules)
    if over and not exception:
        raise TooManyTerms(_("%(over)s Give the reason for an exception.") % {"over": over})
    try:
        with transaction.atomic():
            term = Term.objects.create(
                seat=locked,
                person=person,
                alternate=alternate,
                starts_on=starts_on,
                ends_on=ends_on,
                renews=renews,
                exception=exception if over and exception else {},
            )
    except IntegrityError as error:
        raise Taken(_("Somebody else was seated there just now.")) from error
    _tell(term, [person], as_alternate=False)
    if alternate is not None:
        _tell(term, [alternate], as_alternate=True)
    return term


@transaction.atomic
def renew(term: Term, *, by: Person, ends_on: dt.date | None, exception: Any = None) -> Term:
    """The same person and alternate for another term, from the day after this one ends."""
    locked = Term.objects.select_for_update(of=("self",)).select_related("seat").get(pk=term.pk)
    if locked.ends_on is None:
        raise WrongDay(_("This term has no end, so there is nothing to renew."))
    if Term.objects.filter(renews=locked).exists():
        raise Taken(_("This term is renewed already."))
    return fill(
        locked.seat,
        by=by,
        person=locked.person,
        alternate=locked.alternate,
        starts_on=locked.ends_on + dt.timedelta(days=1),
        ends_on=ends_on,
        exception=exception,
        renews=locked,
    )


@transaction.atomic
def end(term: Term, *, by: Person, on: dt.date, reason: str) -> None:
    """Ends a term on the day, which is its last; what she did until then stays.

    A renewal that has not begun by then goes with it. The reason is for the forum only.
    """
    if not reason.strip():
        raise Incomplete(_("Say why the term ends."))
    locked = (
        Term.objects.select_for_update(of=("self",)).select_related("seat__forum").get(pk=term.pk)
    )
    forum = locked.seat.forum
    if locked.ends_on is not None and locked.ends_on < forum.today:
        raise WrongDay(_("The term ended on %(day)s already.") % {"day": full_date(locked.ends_on)})
    if on < locked.starts_on or (locked.ends_on is not None and on > locked.ends_on):
        raise WrongDay(_("Give a day within the term."))
    last = _last_taken(locked)
    if last is not None and last > on:
        raise WrongDay(
            _("The seat was taken at the meeting of %(day)s. End the term then or later.")
            % {"day": full_date(last)}
        )
    _delete(Term.objects.filter(renews=locked, starts_on__gt=on))
    locked.ends_on, locked.end_reason, locked.end_announced = on, reason.strip(), 0
    locked.save(update_fields=["ends_on", "end_reason", "end_announced"])
    term.ends_on, term.end_reason = locked.ends_on, locked.end_reason


@transaction.atomic
def take_back(term: Term, *, by: Person) -> None:
    """Removes a term that has not begun. One that has is ended."""
    locked = (
        Term.objects.select_for_update(of=("self",)).select_related("seat__forum").get(pk=term.pk)
    )
    if locked.starts_on <= locked.seat.forum.today:
        raise WrongDay(_("The term has begun. End it instead."))
    _delete(Term.objects.filter(pk=locked.pk))


def _delete(terms: TermQuerySet) -> None:
    try:
        terms.delete()
    except ProtectedError:
        raise Refused(
            _("A selection, a renewal or a vote rests on this term. End it once it has begun.")
        ) from None


def _last_taken(term: Term) -> dt.date | None:
    """The day, in the forum's zone, of the last meeting at which the seat was taken."""
    started = (
        Attendance.objects.filter(term=term, presence__in=[Presence.PRESENT, Presence.ALTERNATE])
        .order_by("-meeting__starts_at")
        .values_list("meeting__starts_at", flat=True)
        .first()
    )
    zone = zoneinfo.ZoneInfo(term.seat.forum.time_zone)
    return started.astimezone(zone).date() if started else None


@transaction.atomic
def name_alternate(term: Term, *, by: Person, alternate: Person | None) -> None:
    """Names who comes in the member's place; None where nobody does any more. She is told."""
    locked = (
        Term.objects.select_for_update(of=("self",)).select_related("seat__forum").get(pk=term.pk)
    )
    _check_people(locked.person, alternate)
    if locked.alternate_id == (alternate.pk if alternate else None):
        return
    locked.alternate = term.alternate = alternate
    locked.save(update_fields=["alternate"])
    if alternate is not None:
        _tell(locked, [alternate], as_alternate=True)


def _check_people(person: Person, alternate: Person | None) -> None:
    """Locks both, so that nobody deletes her account while she is being seated."""
    if alternate is not None and alternate.pk == person.pk:
        raise NotThePerson(_("Member and alternate are two people."))
    for each in sorted(filter(None, [person, alternate]), key=lambda row: row.pk):
        locked = Person.objects.select_for_update(of=("self",)).get(pk=each.pk)
        if locked.anonymised_at is not None:
            raise NotThePerson(_("This person has deleted the account."))


def _check_free(seat: Seat, starts_on: dt.date, ends_on: dt.date | None) -> None:
    overlaps = Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on)
    if ends_on is not None:
        overlaps &= Q(starts_on__lte=ends_on)
    other = seat.terms.filter(overlaps).select_related("person").order_by("starts_on").first()
    if other is None:
        return
    if other.ends_on is None:
        raise Taken(
            _("%(name)s holds this seat from %(first)s. End that term first.")
            % {"name": other.person.name, "first": full_date(other.starts_on)}
        )
    raise Taken(
        _("%(name)s holds this seat from %(first)s to %(last)s. Begin the day after.")
        % {
            "name": other.person.name,
            "first": full_date(other.starts_on),
            "last": full_date(other.ends_on),
        }
    )


def _tell(term: Term, told: list[Person], *, as_alternate: bool) -> None:
    forum = term.seat.forum
    for person in told:
        notices.queue(
            [person],
            template="forums/mail/seated",
            key=f"term:{term.pk}:{'alternate' if as_alternate else 'seated'}:{person.pk}",
            context={
                "term": term,
                "as_alternate": as_alternate,
                "url": notices.absolute(forum.get_absolute_url()),
                "password_url": people.password_url(person),
                "reset_url": people.reset_url(),
            },
            forum=forum,
        )
