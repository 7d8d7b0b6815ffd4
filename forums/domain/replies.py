"""Who says that she comes to a meeting: one answer for each seat, member of a group, or office."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forums.domain.circles import offices
from forums.domain.errors import NotPublished, Refused
from forums.models import (
    Coming,
    GroupMembership,
    Meeting,
    Organisation,
    Person,
    Reply,
    Sector,
    Term,
)

_signer = Signer(salt="forums.replies")


class NotInvited(Refused):
    """Only who is invited answers, for the own seat or office."""


class TooLate(Refused):
    """An answer is given before the meeting begins."""


@dataclass(frozen=True)
class Place:
    """What a person answers for: her own or her principal's seat, her part in a group, her office.

    Exactly one of `term`, `membership` and `office` is set.
    """

    person: Person
    term: Term | None = None
    membership: GroupMembership | None = None
    office: Organisation | None = None
    reply: Reply | None = None

    @property
    def key(self) -> str:
        """Names the place in a form."""
        if self.term:
            return f"seat-{self.term.pk}"
        if self.membership:
            return f"member-{self.membership.pk}"
        return f"office-{self.office.pk}" if self.office else ""

    @property
    def name(self) -> str:
        """Which seat, group or office it is."""
        if self.term:
            return str(self.term.seat)
        return str(self.membership.group if self.membership else self.office)

    @property
    def answer(self) -> str:
        """The answer so far, empty where there is none."""
        return self.reply.answer if self.reply else ""

    @property
    def options(self) -> list[tuple[str, str | Promise]]:
        """Each answer that this person can give, in her own words."""
        if self.office:
            return [(Coming.COMING, _("We come")), (Coming.NOT_COMING, _("We do not come"))]
        if self.term is None or self.term.alternate is None:
            return [
                (Coming.COMING, Coming.COMING.label),
                (Coming.NOT_COMING, Coming.NOT_COMING.label),
            ]
        if self.term.person_id == self.person.pk:
            return [(value, Coming(value).label) for value in Coming.values]
        return [
            (Coming.ALTERNATE, Coming.COMING.label),
            (Coming.COMING, _("%(name)s comes") % {"name": self.term.person.name}),
            (Coming.NOT_COMING, _("Neither of us comes")),
        ]

    @property
    def said(self) -> str:
        """The answer so far in this person's words."""
        if self.reply is None:
            return ""
        return str(dict(self.options).get(self.answer, self.reply.get_answer_display()))


@dataclass(frozen=True)
class SectorReplies:
    """How the seats of one sector, the members of a group, or the offices have answered."""

    label: str | Promise
    coming: int = 0
    alternate: int = 0
    not_coming: int = 0
    silent: int = 0


def token(meeting: Meeting, person: Person) -> str:
    """Proof that who opens the link was sent the invitation to this meeting."""
    return _signer.sign(f"{person.pk}-{meeting.pk}")


def of_token(text: str) -> tuple[Meeting, Person] | None:
    """The published meeting and the person whom the link was made for."""
    try:
        person_pk, meeting_pk = (int(part) for part in _signer.unsign(text).split("-"))
    except (BadSignature, ValueError):
        return None
    meeting = (
        Meeting.objects.select_related("forum", "working_group")
        .filter(pk=meeting_pk, published_at__isnull=False, withdrawn_at=None)
        .first()
    )
    person = Person.objects.filter(pk=person_pk, is_active=True).first()
    return (meeting, person) if meeting and person else None


def _terms(meeting: Meeting) -> Any:
    """The terms that run on the day of the meeting."""
    return (
        Term.objects.current(meeting.local_start.date())
        .filter(seat__forum=meeting.forum_id)
        .select_related("person", "alternate", "seat__organisation")
        .order_by("seat__position", "pk")
    )


def _memberships(meeting: Meeting) -> Any:
    return (
        GroupMembership.objects.filter(group=meeting.working_group_id, until=None)
        .select_related("person__organisation", "group")
        .order_by("person__name", "pk")
    )


def places(meeting: Meeting, person: Person) -> list[Place]:
    """What the person can answer for; empty where she is not invited."""
    replies = list(meeting.replies.all())
    found: list[Place] = []
    if meeting.working_group_id:
        of_members = {reply.membership_id: reply for reply in replies if reply.membership_id}
        found += [
            Place(person, membership=row, reply=of_members.get(row.pk))
            for row in _memberships(meeting).filter(person=person)
        ]
    else:
        of_seats = {reply.term_id: reply for reply in replies if reply.term_id}
        found += [
            Place(person, term=term, reply=of_seats.get(term.pk))
            for term in _terms(meeting).held_by(person)
        ]
    if person.organisation_id:
        of_offices = {reply.office_id: reply for reply in replies if reply.office_id}
        found += [
            Place(person, office=office, reply=of_offices.get(office.pk))
            for office in meeting.offices.filter(pk=person.organisation_id)
        ]
    return found


def takes_replies(meeting: Meeting) -> bool:
    """Whether the meeting is public, not cancelled and still to come."""
    return meeting.is_public and meeting.cancelled_at is None and meeting.starts_at > timezone.now()


@transaction.atomic
def answer(meeting: Meeting, *, by: Person, place: str, answer: str) -> Reply:
    """Keeps the answer for a seat, a group's member or an office; a later one takes its place.

    Principal and alternate answer for the same seat, all who work for an office for that. Raises
    NotPublished, TooLate or NotInvited.
    """
    locked = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if not locked.is_public:
        raise NotPublished(_("This meeting is not published."))
    if not takes_replies(locked):
        raise TooLate(_("This meeting was cancelled or has begun. Answers are no longer taken."))
    found = next((row for row in places(meeting, by) if row.key == place), None)
    if found is None:
        raise NotInvited(_("You can answer for your own seat or office only."))
    if answer not in dict(found.options):
        raise NotInvited(_("Choose one of the answers."))
    reply, _created = Reply.objects.update_or_create(
        meeting=meeting,
        term=found.term,
        membership=found.membership,
        office=found.office,
        defaults={"answer": answer, "given_by": by},
    )
    return reply


def tally(meeting: Meeting) -> list[SectorReplies]:
    """The answers by sector in the order of the seats, or of the group; then those of offices."""
    replies = list(meeting.replies.all())
    found: list[SectorReplies] = []
    if meeting.working_group_id:
        of_members = {reply.membership_id: reply.answer for reply in replies}
        answers = [of_members.get(row.pk, "") for row in _memberships(meeting)]
        found.append(_counted(gettext_lazy("Members of the group"), answers))
    else:
        of_seats = {reply.term_id: reply.answer for reply in replies}
        sectors: dict[str, list[str]] = {}
        for term in _terms(meeting):
            sectors.setdefault(term.seat.sector, []).append(of_seats.get(term.pk, ""))
        found += [_counted(Sector(sector).label, answers) for sector, answers in sectors.items()]
    if invited := offices(meeting):
        of_offices = {reply.office_id: reply.answer for reply in replies}
        answers = [of_offices.get(office.pk, "") for office in invited]
        found.append(_counted(gettext_lazy("Responsible offices"), answers))
    return found


def _counted(label: str | Promise, answers: list[str]) -> SectorReplies:
    return SectorReplies(
        label,
        coming=answers.count(Coming.COMING),
        alternate=answers.count(Coming.ALTERNATE),
        not_coming=answers.count(Coming.NOT_COMING),
        silent=answers.count(""),
    )


def silent(meeting: Meeting) -> list[Person | Organisation]:
    """Who has not answered: members of the seats or of the group, then offices."""
    rows: list[Term] | list[GroupMembership]
    replies = list(meeting.replies.all())
    if meeting.working_group_id:
        given = {reply.membership_id for reply in replies}
        rows = list(_memberships(meeting))
    else:
        given = {reply.term_id for reply in replies}
        rows = list(_terms(meeting))
    answered = {reply.office_id for reply in replies}
    return [
        *(row.person for row in rows if row.pk not in given),
        *(office for office in offices(meeting) if office.pk not in answered),
    ]


def participation(meeting: Meeting) -> dict[int, str]:
    """How calendars write the answers (PARTSTAT, RFC 5545 3.2.12), by the person's id.

    For an office it is the answer of whoever gave it; what she answered for a seat goes before.
    """
    found: dict[int, str] = {}
    of_offices: dict[int, str] = {}
    for reply in meeting.replies.select_related("term", "membership"):
        comes = {
            Coming.COMING: ("ACCEPTED", "DECLINED"),
            Coming.ALTERNATE: ("DECLINED", "ACCEPTED"),
            Coming.NOT_COMING: ("DECLINED", "DECLINED"),
        }[Coming(reply.answer)]
        if reply.membership:
            found[reply.membership.person_id] = comes[0]
        elif reply.term:
            found[reply.term.person_id] = comes[0]
            if reply.term.alternate_id:
                found.setdefault(reply.term.alternate_id, comes[1])
        elif reply.office_id:
            of_offices[reply.given_by_id] = comes[0]
    return {**of_offices, **found}
