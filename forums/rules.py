"""Who may do what in a forum, one sentence each."""

from __future__ import annotations

from typing import Any

import rules

from forums.domain.leading import is_led
from forums.domain.publication import forum_of
from forums.models import COORDINATING, LEADING, Meeting, Person, Role, Seat, Stage, WorkingGroup


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


@rules.predicate
def owns(person: Any, thing: Any) -> bool:
    """Is the one who promised to do it."""
    return bool(person.is_authenticated) and getattr(thing, "owner_id", None) == person.pk


@rules.predicate
def added_it(person: Any, thing: Any) -> bool:
    """Is the one who put the document into the repository."""
    return bool(person.is_authenticated) and getattr(thing, "added_by_id", None) == person.pk


@rules.predicate
def has_vote(person: Any, thing: Any) -> bool:
    """Holds a seat with a vote, as its member or its alternate."""
    return any(seat.votes for seat in seats_held(person, thing))


@rules.predicate
def leads_selection(person: Any, thing: Any) -> bool:
    """Is named among those who lead a selection."""
    return isinstance(person, Person) and person.selections_led.filter(pk=thing.pk).exists()


@rules.predicate
def coordinates_its_sector(person: Any, thing: Any) -> bool:
    """Is a co-chair or the point of contact from the sector that chooses."""
    return any(
        seat.role in COORDINATING and seat.sector == thing.sector
        for seat in seats_held(person, thing)
    )


@rules.predicate
def has_nobody_to_lead_it(person: Any, thing: Any) -> bool:
    """Is not public yet, and its sector has no chair and nobody named who could lead it."""
    return bool(thing.stage == Stage.PREPARED) and not is_led(thing)


@rules.predicate
def leads_group(person: Any, thing: Any) -> bool:
    """Leads a working group today, for either side."""
    return (
        isinstance(person, Person)
        and person.group_memberships.filter(group=thing, role__in=LEADING, until=None).exists()
    )


@rules.predicate
def leads_its_group(person: Any, thing: Any) -> bool:
    """Leads the working group, or the one whose meeting it is."""
    group = thing if isinstance(thing, WorkingGroup) else getattr(thing, "working_group_id", None)
    return group is not None and bool(leads_group.test(person, group))


@rules.predicate
def works_in_its_group(person: Any, thing: Any) -> bool:
    """Works in the working group whose meeting it is."""
    group = getattr(thing, "working_group_id", None)
    return (
        group is not None
        and isinstance(person, Person)
        and person.group_memberships.filter(group=group, until=None).exists()
    )


@rules.predicate
def works_for_an_invited_office(person: Any, thing: Any) -> bool:
    """Works for an office that is invited to the meeting."""
    return (
        isinstance(person, Person)
        and isinstance(thing, Meeting)
        and person.organisation_id is not None
        and thing.offices.filter(pk=person.organisation_id).exists()
    )


@rules.predicate
def is_trusted_by_its_group(person: Any, thing: Any) -> bool:
    """Leads the working group whose meeting it is or is its member, and not only takes part."""
    group = getattr(thing, "working_group_id", None)
    return (
        group is not None
        and isinstance(person, Person)
        and person.trusted_group_ids().filter(group=group).exists()
    )


@rules.predicate
def wrote_what_was_removed(person: Any, thing: Any) -> bool:
    """Is the author of a text that was removed."""
    return bool(person.is_authenticated) and thing.author_id == person.pk


@rules.predicate
def answers_for_it(person: Any, thing: Any) -> bool:
    """Works for an office that answers for the thing, such as for what the public saw of it."""
    return getattr(person, "organisation_id", None) in getattr(thing, "answering_offices", ())


@rules.predicate
def takes_comments(person: Any, thing: Any) -> bool:
    """Is open to comments now; candidates are while the public is asked about them."""
    return bool(getattr(thing, "takes_comments", True))


PERMISSIONS = {
    "forums.see_drafts": sits,
    "forums.call_meeting": coordinates | leads_its_group,
    "forums.publish_meeting": coordinates | leads_its_group,
    "forums.join_meeting": sits | works_in_its_group | works_for_an_invited_office,
    "forums.propose_agenda": sits,
    "forums.answer_proposal": coordinates,
    "forums.publish_minutes": coordinates,
    "forums.record_attendance": coordinates,
    "forums.check_in": sits,
    "forums.review_minutes": sits | is_trusted_by_its_group,
    "forums.approve_minutes": coordinates,
    "forums.record_action": coordinates,
    "forums.finish_action": coordinates | owns,
    "forums.decide": coordinates,
    "forums.propose_decision": takes_part,
    "forums.vote": has_vote,
    "forums.add_document": takes_part,
    "forums.publish_document": coordinates,
    "forums.change_document": coordinates | added_it & takes_part,
    "forums.propose_rules": takes_part,
    "forums.publish_rules": coordinates,
    "forums.adopt_rules": coordinates,
    "forums.manage_seats": coordinates,
    "forums.comment": is_somebody & takes_comments,
    "forums.answer_officially": coordinates | answers_for_it,
    "forums.moderate": coordinates,
    "forums.set_moderation": coordinates,
    "forums.report_text": is_somebody,
    "forums.follow": is_somebody,
    "forums.see_removed_text": coordinates | wrote_what_was_removed,
    "forums.appeal_removal": wrote_what_was_removed,
    "forums.nominate": is_somebody,
    "forums.prepare_selection": coordinates,
    "forums.lead_selection": leads_selection
    | coordinates_its_sector
    | coordinates & has_nobody_to_lead_it,
    "forums.join_working_group": is_somebody,
    "forums.create_working_group": coordinates,
    "forums.appoint_leads": coordinates,
    "forums.lead_working_group": coordinates | leads_group,
}

for name, predicate in PERMISSIONS.items():
    rules.add_perm(name, predicate)
