"""Working groups: their leads, members and open participation, documents, recommendations."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from forums.domain import agenda, documents, fingerprints, notices, publication
from forums.domain.errors import Incomplete, NotPublished, Refused
from forums.models import (
    COORDINATING,
    LEADING,
    Document,
    Forum,
    GroupMembership,
    GroupRole,
    Person,
    Recommendation,
    Term,
    Translated,
    WorkingGroup,
)


class AlreadyIn(Refused):
    """A person has one part in a group at a time."""


@transaction.atomic
def create(forum: Forum, *, by: Person, **fields: Any) -> WorkingGroup:
    """A group that only the forum sees. The name gives its address."""
    text = Translated.of(fields["name"])
    stem = slugify(text.get(text.main) or str(text))[:70] or "group"
    taken = set(forum.working_groups.values_list("slug", flat=True)) | {"new"}
    slugs = (stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3)))
    return WorkingGroup.objects.create(
        forum=forum, slug=next(slug for slug in slugs if slug not in taken), **fields
    )


def fingerprint(group: WorkingGroup) -> str:
    """Tells one description of a group from another."""
    return fingerprints.fingerprint(group, ("name", "theme", "mandate", "open_to_all", "ends_on"))


@transaction.atomic
def change(group: WorkingGroup, *, by: Person, seen: str = "", **fields: Any) -> None:
    """Changes name, theme, mandate, openness or end.

    Raises ChangedMeanwhile where somebody else saved since the fingerprint `seen`.
    """
    fingerprints.check_seen(seen, fingerprint(_lock(group)))
    for name, value in fields.items():
        setattr(group, name, value)
    group.save(update_fields=list(fields))


@transaction.atomic
def publish(group: WorkingGroup, *, by: Person) -> None:
    """Makes the group public. Raises Incomplete before both sides have a lead."""
    leads = set(
        group.memberships.filter(until=None, role__in=LEADING).values_list("role", flat=True)
    )
    if leads != set(LEADING):
        raise Incomplete(_("Appoint a lead for government and one for civil society first."))
    publication.publish(group)


def _lock(group: WorkingGroup) -> WorkingGroup:
    return WorkingGroup.objects.select_for_update(of=("self",)).get(pk=group.pk)


@transaction.atomic
def appoint(group: WorkingGroup, *, by: Person, person: Person, role: str) -> GroupMembership:
    """Makes somebody the lead of one side; whoever led it before stays as a member."""
    if role not in LEADING:
        raise Refused(_("A lead leads for government or for civil society."))
    locked = _lock(group)
    before = locked.memberships.filter(until=None, role=role).first()
    if before is not None and before.person_id == person.pk:
        return before
    if locked.memberships.filter(until=None, person=person, role__in=LEADING).exists():
        raise Refused(_("%(person)s leads for the other side.") % {"person": person.name})
    if before is not None:
        _end(before)
        _begin(locked, before.person, GroupRole.MEMBER)
    mine = locked.memberships.filter(until=None, person=person).first()
    if mine is not None:
        _end(mine)
    made = _begin(locked, person, role)
    _tell(made)
    return made


@transaction.atomic
def add_member(group: WorkingGroup, *, by: Person, person: Person) -> GroupMembership:
    """Makes somebody a member, a participant included. Raises AlreadyIn."""
    locked = _lock(group)
    mine = locked.memberships.filter(until=None, person=person).first()
    if mine is not None and mine.role != GroupRole.PARTICIPANT:
        raise AlreadyIn(_("%(person)s is in the group already.") % {"person": person.name})
    if mine is not None:
        _end(mine)
    made = _begin(locked, person, GroupRole.MEMBER)
    _tell(made)
    return made


@transaction.atomic
def join(group: WorkingGroup, *, by: Person) -> GroupMembership:
    """Takes part in an open group. Raises AlreadyIn, or Refused where the group is closed."""
    locked = _lock(group)
    if not locked.is_public or not locked.open_to_all or is_over(locked):
        raise Refused(_("This group takes no participants now."))
    if locked.memberships.filter(until=None, person=by).exists():
        raise AlreadyIn(_("You are in the group already."))
    return _begin(locked, by, GroupRole.PARTICIPANT)


@transaction.atomic
def leave(group: WorkingGroup, *, by: Person) -> None:
    """Ends one's own part in a group; that one was in it stays on record."""
    mine = _lock(group).memberships.filter(until=None, person=by).first()
    if mine is None:
        raise Refused(_("You are not in the group."))
    if mine.role in LEADING:
        raise Refused(_("A coordinator appoints another lead first; then you can leave."))
    _end(mine)


@transaction.atomic
def remove(membership: GroupMembership, *, by: Person) -> None:
    """Ends somebody's part. Leads are replaced, not removed."""
    _lock(membership.group)
    if membership.role in LEADING:
        raise Refused(_("Appoint another lead instead."))
    if membership.until is None:
        _end(membership)


def _begin(group: WorkingGroup, person: Person, role: str) -> GroupMembership:
    return GroupMembership.objects.create(
        group=group, person=person, role=role, since=group.forum.today
    )


def _end(membership: GroupMembership) -> None:
    membership.until = max(membership.since, membership.group.forum.today)
    membership.save(update_fields=["until"])


def is_over(group: WorkingGroup) -> bool:
    """Whether the group's last day is past."""
    return group.ends_on is not None and group.ends_on < group.forum.today


@transaction.atomic
def add_document(group: WorkingGroup, *, by: Person, **fields: Any) -> Document:
    """Takes a file or link into the repository as the group's; public where the group is."""
    added = documents.add(group.forum, by=by, publish=group.is_public, **fields)
    group.documents.add(added)
    return added


@transaction.atomic
def recommend(group: WorkingGroup, *, by: Person, title: Any, text: Any) -> Recommendation:
    """A recommendation as a draft of the group, with the group's next number."""
    locked = _lock(group)
    last = locked.recommendations.aggregate(last=Max("number"))["last"] or 0
    return Recommendation.objects.create(
        group=locked,
        number=last + 1,
        title=title,
        text=text,
        made_by=by,
        made_on=group.forum.today,
    )


@transaction.atomic
def publish_recommendation(recommendation: Recommendation, *, by: Person) -> int:
    """Publishes it and lays it before the forum, among the proposals for an agenda.

    Those who coordinate the forum are told; returns how many. Raises NotPublished while the
    group is not public, AlreadyPublished where it was.
    """
    group = recommendation.group
    if not group.is_public:
        raise NotPublished(_("Publish the group before its recommendations."))
    publication.publish(recommendation)
    recommendation.proposal = agenda.propose(
        group.forum,
        by=by,
        title=recommendation.title,
        description=recommendation.text,
        source=recommendation,
        announce=False,
    )
    recommendation.save(update_fields=["proposal"])
    return notices.queue(
        coordinators(group.forum),
        template="forums/mail/recommendation_published",
        key=f"recommendation:{recommendation.pk}:published",
        context={
            "recommendation": recommendation,
            "group": group,
            "url": notices.absolute(recommendation.get_absolute_url()),
        },
        forum=group.forum,
    )


def coordinators(forum: Forum) -> list[Person]:
    """The co-chairs and the point of contact, those with an address."""
    terms = Term.objects.current().filter(seat__forum=forum, seat__role__in=COORDINATING)
    return list(
        Person.objects.filter(is_active=True, email__isnull=False, terms__in=terms).distinct()
    )


def _tell(membership: GroupMembership) -> None:
    """Tells somebody whom another has put into a group."""
    person = membership.person
    if not person.email or not person.is_active:
        return
    group = membership.group
    notices.queue(
        [person],
        template="forums/mail/group_joined",
        key=f"group:{group.pk}:membership:{membership.pk}",
        context={
            "group": group,
            "membership": membership,
            "url": notices.absolute(group.get_absolute_url()),
        },
        forum=group.forum,
    )
