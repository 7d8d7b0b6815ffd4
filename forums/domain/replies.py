"""Who says that she comes to a meeting: answers, one for each seat or member of a group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forums.domain.errors import NotPublished, Refused
from forums.models import Coming, GroupMembership, Meeting, Person, Reply, Sector, Term

_signer = Signer(salt="forums.replies")


class NotInvited(Refused):
    """Only who is invited answers, for the own seat."""


class TooLate(Refused):
    """An answer is given before the meeting begins."""


@dataclass(frozen=True)
class Place:
    """What a person answers for: her seat, the seat whose alternate she is, or her part in a group."""

    person: Person
    term: Term | None = None
    membership: GroupMembership | None = None
    reply: Reply | None = None

    @property
    def key(self) -> str:
        """Names the place in a form."""
        return f"seat-{self.term.pk}" if self.term else f"member-{self.membership.pk}"  # type: ignore[union-attr]

    @property
    def name(self) -> str:
        """Which seat or group it is."""
        return str(self.term.seat) if self.term else str(self.membership.group)  # type: ignore[union-attr]

    @property
    def answer(self) -> str:
        """The answer so far, empty where there is none."""
        return self.reply.answer if self.reply else ""

    @property
    def options(self) -> list[tuple[str, str | Promise]]:
        """Each answer that this person can give, in her own words."""
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
    """How the seats of one sector, or the members of a group, have answered."""

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
    if meeting.working_group_id:
        given = {reply.membership_id: reply for reply in meeting.replies.filter(term=None)}
        return [
            Place(person, membership=row, reply=given.get(row.pk))
            for row in _memberships(meeting).filter(person=person)
        ]
    given = {reply.term_id: reply for reply in meeting.replies.filter(membership=None)}
    return [
        Place(person, term=term, reply=given.get(term.pk))
        for term in _terms(meeting).held_by(person)
    ]


def takes_replies(meeting: Meeting) -> bool:
    """Whether the meeting is public, not cancelled and still to come."""
    return meeting.is_public and meeting.cancelled_at is None and meeting.starts_at > timezone.now()


@transaction.atomic
def answer(meeting: Meeting, *, by: Person, place: str, answer: str) -> Reply:
    """Keeps the answer for a seat or a group's member; a later one takes its place.

    Principal and alternate answer for the same seat. Raises NotPublished, TooLate or NotInvited.
    """
    locked = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if not locked.is_public:
        raise NotPublished(_("This meeting is not published."))
    if not takes_replies(locked):
        raise TooLate(_("This meeting was cancelled or has begun. Answers are no longer taken."))
    found = next((row for row in places(meeting, by) if row.key == place), None)
    if found is None:
        raise NotInvited(_("You can answer for your own seat only."))
    if answer not in dict(found.options):
        raise NotInvited(_("Choose one of the answers."))
    reply, _created = Reply.objects.update_or_create(
        meeting=meeting,
        term=found.term,
        membership=found.membership,
        defaults={"answer": answer, "given_by": by},
    )
    return reply


def tally(meeting: Meeting) -> list[SectorReplies]:
    """The answers by sector, in the order of the seats; of a group in one line."""
    if meeting.working_group_id:
        given = {reply.membership_id: reply.answer for reply in meeting.replies.all()}
        answers = [given.get(row.pk, "") for row in _memberships(meeting)]
        return [_counted(gettext_lazy("Members of the group"), answers)]
    given = {reply.term_id: reply.answer for reply in meeting.replies.all()}
    sectors: dict[str, list[str]] = {}
    for term in _terms(meeting):
        sectors.setdefault(term.seat.sector, []).append(given.get(term.pk, ""))
    return [_counted(Sector(sector).label, answers) for sector, answers in sectors.items()]


def _counted(label: str | Promise, answers: list[str]) -> SectorReplies:
    return SectorReplies(
        label,
        coming=answers.count(Coming.COMING),
        alternate=answers.count(Coming.ALTERNATE),
        not_coming=answers.count(Coming.NOT_COMING),
        silent=answers.count(""),
    )


def silent(meeting: Meeting) -> list[Person]:
    """Who has not answered: the members of the seats, or of the group, without an answer."""
    rows: list[Term] | list[GroupMembership]
    if meeting.working_group_id:
        given = set(meeting.replies.values_list("membership_id", flat=True))
        rows = list(_memberships(meeting))
    else:
        given = set(meeting.replies.values_list("term_id", flat=True))
        rows = list(_terms(meeting))
    return [row.person for row in rows if row.pk not in given]


def participation(meeting: Meeting) -> dict[int, str]:
    """How calendars write the answers (PARTSTAT, RFC 5545 3.2.12), by the person's id."""
    found: dict[int, str] = {}
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
    return found
