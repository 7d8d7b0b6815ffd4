from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from action_plans.domain import contributions
from forums.domain import agenda, meetings
from forums.domain.errors import Incomplete, Refused
from forums.models import AgendaProposal, Forum, Meeting, Notice, Person
from tests.factories import (
    ActionPlanFactory,
    ContributionFactory,
    ForumFactory,
    MeetingFactory,
    coordinator,
    days,
    seated,
)

pytestmark = pytest.mark.django_db


def asked(forum: Forum | None = None) -> tuple[AgendaProposal, Person, Meeting]:
    """A proposal of a member, a coordinator, and a draft meeting of the same forum."""
    forum = forum or ForumFactory()
    proposal = agenda.propose(
        forum, by=seated(forum), title={"en": "A new law"}, description={"en": "Now."}
    )
    return proposal, coordinator(forum), MeetingFactory(forum=forum)


def test_what_is_accepted_stands_last_on_the_agenda_and_its_proposer_is_told() -> None:
    proposal, by, meeting = asked()
    meeting.agenda.create(position=4, title={"en": "Opening"})
    item = agenda.accept(proposal, by=by, meeting=meeting, presenter="Ana", duration=20)
    assert (item.position, str(item.title), item.presenter, item.duration) == (
        *(5, "A new law"),
        *("Ana", 20),
    )
    proposal.refresh_from_db()
    assert (proposal.state, proposal.item, proposal.meeting) == ("accepted", item, meeting)
    told = Notice.objects.get(key=f"proposal:{proposal.pk}:accepted")
    assert told.person == proposal.proposed_by
    assert "Ordinary meeting" in told.text


def test_who_is_invited_is_told_when_a_proposal_comes_onto_a_public_agenda() -> None:
    proposal, by, meeting = asked()
    meeting.agenda.create(position=1, title={"en": "Opening"})
    meetings.publish(meeting, by=by, reason={"en": "Short."})
    agenda.accept(proposal, by=by, meeting=meeting)
    told = Notice.objects.filter(key=f"meeting:{meeting.pk}:1")
    assert {row.person for row in told} == {proposal.proposed_by, by}
    assert "New, item 2: A new law" in told[0].text


def test_who_may_not_see_a_draft_meeting_is_not_told_which_one_it_is() -> None:
    forum = ForumFactory()
    contribution = ContributionFactory(plan=ActionPlanFactory(forum=forum), title="No water")
    proposal = contributions.put_before_forum(contribution, by=contribution.author)
    meeting = MeetingFactory(forum=forum, title={"en": "Secret meeting"})
    agenda.accept(proposal, by=coordinator(forum), meeting=meeting)
    told = Notice.objects.get(person=contribution.author)
    assert "Secret meeting" not in told.text + told.subject
    assert contribution.get_absolute_url() in told.text


def test_what_is_declined_has_a_reason_and_its_proposer_reads_it() -> None:
    proposal, by, _meeting = asked()
    with pytest.raises(Incomplete):
        agenda.decline(proposal, by=by, reason={})
    agenda.decline(proposal, by=by, reason={"en": "Parliament decides this."})
    told = Notice.objects.get(key=f"proposal:{proposal.pk}:declined")
    assert "Parliament decides this." in told.text


def test_a_proposal_is_answered_once() -> None:
    proposal, by, meeting = asked()
    agenda.decline(proposal, by=by, reason="Later.")
    with pytest.raises(agenda.AlreadyAnswered):
        agenda.accept(proposal, by=by, meeting=meeting)
    assert not meeting.agenda.exists()


def test_a_point_is_put_on_a_meeting_of_the_forum_that_is_to_come() -> None:
    proposal, by, meeting = asked()
    over = MeetingFactory(forum=meeting.forum, starts_at=timezone.now() - days(2))
    cancelled = MeetingFactory(forum=meeting.forum, published=True, cancelled_at=timezone.now())
    for wrong in (over, cancelled, MeetingFactory()):
        with pytest.raises(agenda.NotAhead):
            agenda.accept(proposal, by=by, meeting=wrong)
        with pytest.raises(agenda.NotAhead):
            agenda.propose(meeting.forum, by=by, title="x", meeting=wrong)


def test_a_contribution_waits_once_and_may_come_back_after_it_was_declined() -> None:
    contribution = ContributionFactory(language="es", title="Sin agua")
    first = contributions.put_before_forum(contribution, by=contribution.author)
    assert first.title.language == "es"
    with pytest.raises(agenda.AlreadyProposed):
        contributions.put_before_forum(contribution, by=contribution.author)
    agenda.decline(first, by=coordinator(contribution.plan.forum), reason="Not now.")
    contributions.put_before_forum(contribution, by=contribution.author)
    states = [row.state for row in AgendaProposal.objects.from_source(contribution)]
    assert states == ["waiting", "declined"]


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_at_once_put_a_proposal_on_one_agenda() -> None:
    proposal, by, meeting = asked()

    def accept(_number: int) -> bool:
        try:
            agenda.accept(AgendaProposal.objects.get(pk=proposal.pk), by=by, meeting=meeting)
        except Refused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(accept, range(4))) == 1
    assert meeting.agenda.count() == 1
