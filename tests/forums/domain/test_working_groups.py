from __future__ import annotations

import pytest

from forums.domain import working_groups
from forums.domain.errors import AlreadyPublished, Incomplete, NotPublished, Refused
from forums.models import (
    AgendaProposal,
    Forum,
    GroupRole,
    Meeting,
    Notice,
    Person,
    ProposalState,
    WorkingGroup,
)
from tests.factories import ForumFactory, MeetingFactory, PersonFactory, coordinator, days

pytestmark = pytest.mark.django_db
GOVERNMENT, SOCIETY = GroupRole.GOVERNMENT_LEAD, GroupRole.SOCIETY_LEAD


def led(*, published: bool = True) -> tuple[WorkingGroup, Person, Person, Person]:
    """A group with its two leads, and the coordinator who made it."""
    forum: Forum = ForumFactory(slug="river-country")
    by = coordinator(forum)
    group = working_groups.create(
        forum, by=by, name={"en": "Open contracts"}, mandate={"en": "Look at them."}
    )
    one, two = PersonFactory(), PersonFactory()
    working_groups.appoint(group, by=by, person=one, role=GOVERNMENT)
    working_groups.appoint(group, by=by, person=two, role=SOCIETY)
    if published:
        working_groups.publish(group, by=by)
    return group, by, one, two


def test_a_group_is_published_once_both_sides_lead_it() -> None:
    forum = ForumFactory()
    by = coordinator(forum)
    group = working_groups.create(forum, by=by, name={"en": "New"}, mandate={"en": "x"})
    assert group.slug == "new-2"  # "new" is the address of the form
    working_groups.appoint(group, by=by, person=PersonFactory(), role=GOVERNMENT)
    with pytest.raises(Incomplete):
        working_groups.publish(group, by=by)
    working_groups.appoint(group, by=by, person=PersonFactory(), role=SOCIETY)
    working_groups.publish(group, by=by)
    assert WorkingGroup.objects.public().get() == group


def test_each_side_has_one_lead_and_the_one_before_stays_as_a_member() -> None:
    group, by, one, _two = led()
    new = PersonFactory()
    working_groups.appoint(group, by=by, person=new, role=GOVERNMENT)
    now = dict(group.memberships.filter(until=None).values_list("person", "role"))
    assert now[new.pk] == GOVERNMENT
    assert now[one.pk] == GroupRole.MEMBER
    with pytest.raises(Refused):
        working_groups.remove(group.memberships.get(person=new, until=None), by=by)


def test_anybody_takes_part_in_an_open_group_once_and_can_leave() -> None:
    group, _by, _one, _two = led()
    citizen = PersonFactory()
    working_groups.join(group, by=citizen)
    with pytest.raises(working_groups.AlreadyIn):
        working_groups.join(group, by=citizen)
    working_groups.leave(group, by=citizen)
    assert group.memberships.get(person=citizen).until == group.forum.today
    working_groups.join(group, by=citizen)
    with pytest.raises(Refused):
        working_groups.leave(group, by=PersonFactory())


def test_a_closed_hidden_or_ended_group_takes_nobody() -> None:
    hidden, by, one, _two = led(published=False)
    with pytest.raises(Refused):
        working_groups.join(hidden, by=PersonFactory())
    working_groups.publish(hidden, by=by)
    working_groups.change(hidden, by=one, open_to_all=False)
    with pytest.raises(Refused):
        working_groups.join(hidden, by=PersonFactory())
    working_groups.change(hidden, by=one, open_to_all=True, ends_on=hidden.forum.today - days(1))
    with pytest.raises(Refused):
        working_groups.join(hidden, by=PersonFactory())


def test_a_participant_becomes_a_member_and_is_told() -> None:
    group, _by, one, _two = led()
    citizen = PersonFactory()
    working_groups.join(group, by=citizen)
    working_groups.add_member(group, by=one, person=citizen)
    assert group.memberships.get(person=citizen, until=None).role == GroupRole.MEMBER
    assert Notice.objects.filter(person=citizen).count() == 1
    with pytest.raises(working_groups.AlreadyIn):
        working_groups.add_member(group, by=one, person=citizen)


def test_a_published_recommendation_lands_among_the_proposals_for_the_agenda_once() -> None:
    group, by, one, _two = led()
    made = working_groups.recommend(
        group, by=one, title={"en": "Publish all invoices"}, text={"en": "Because."}
    )
    assert not AgendaProposal.objects.exists()
    assert working_groups.publish_recommendation(made, by=one) == 1
    proposal = AgendaProposal.objects.get()
    assert (proposal.source, proposal.state) == (made, ProposalState.WAITING)
    assert made.proposal == proposal
    assert Notice.objects.filter(person=by, key__startswith="recommendation:").count() == 1
    with pytest.raises(AlreadyPublished):
        working_groups.publish_recommendation(made, by=one)
    assert AgendaProposal.objects.count() == 1


def test_a_hidden_group_recommends_nothing_in_public() -> None:
    group, _by, one, _two = led(published=False)
    made = working_groups.recommend(group, by=one, title={"en": "x"}, text={"en": "y"})
    with pytest.raises(NotPublished):
        working_groups.publish_recommendation(made, by=one)
    assert not AgendaProposal.objects.exists()


def test_a_document_of_the_group_is_in_the_repository() -> None:
    group, _by, one, _two = led()
    added = working_groups.add_document(
        group, by=one, title={"en": "A study"}, kind="report", url="https://example.org/study"
    )
    assert added.is_public
    assert list(group.documents.all()) == [added]


def test_a_public_group_keeps_a_lead_of_each_side() -> None:
    group, by, one, two = led()
    with pytest.raises(Refused, match="another lead"):
        working_groups.leave(group, by=one)
    with pytest.raises(Refused, match="other side"):
        working_groups.appoint(group, by=by, person=one, role=GroupRole.SOCIETY_LEAD)
    leads = {row.person for row in group.memberships.filter(until=None, role__endswith="_lead")}
    assert leads == {one, two}


def test_who_only_takes_part_reads_no_drafts_of_the_group() -> None:
    group, by, _one, _two = led()
    draft = MeetingFactory(forum=group.forum, working_group=group)
    person = PersonFactory()
    working_groups.join(group, by=person)
    assert not Meeting.objects.visible_to(person).filter(pk=draft.pk).exists()
    assert not person.has_perm("forums.review_minutes", draft)
    working_groups.add_member(group, by=by, person=person)
    assert Meeting.objects.visible_to(person).filter(pk=draft.pk).exists()
    assert person.has_perm("forums.review_minutes", draft)
