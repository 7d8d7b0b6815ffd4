from __future__ import annotations

import pytest
from django.test import Client

from forums.domain import agenda
from forums.models import AgendaProposal
from tests.factories import (
    ActionPlanFactory,
    ContributionFactory,
    ForumFactory,
    MeetingFactory,
    PersonFactory,
    coordinator,
    seated,
)

pytestmark = pytest.mark.django_db


def test_a_member_proposes_on_the_page_of_the_meeting_and_of_the_calendar(client: Client) -> None:
    meeting = MeetingFactory(published=True)
    client.force_login(seated(meeting.forum))
    forum = f"/forums/{meeting.forum.slug}"
    for page in (meeting.get_absolute_url(), f"{forum}/calendar/"):
        assert "Propose something for the agenda" in client.get(page).content.decode()
    sent = {"title__en": "A new law", "meeting": str(meeting.pk)}
    assert client.post(f"{forum}/proposals/new/", sent)["Location"] == meeting.get_absolute_url()
    assert AgendaProposal.objects.get().meeting == meeting
    assert "A new law" in client.get(f"{forum}/proposals/").content.decode()
    assert client.post(f"{forum}/proposals/new/", {"title__en": ""}).context["form"].errors


def test_the_coordinator_finds_a_proposal_on_her_own_page_and_answers(client: Client) -> None:
    meeting = MeetingFactory(published=True)
    forum = meeting.forum
    first, second = (
        agenda.propose(forum, by=seated(forum), title={"en": f"Point {n}"}) for n in (1, 2)
    )
    client.force_login(coordinator(forum))
    assert "Proposal for the agenda" in client.get("/me/").content.decode()
    address = f"/forums/{forum.slug}/proposals/"
    client.post(f"{address}{first.pk}/accept/", {"meeting": meeting.pk, "duration": "15"})
    assert "Point 1" in Client().get(meeting.get_absolute_url()).content.decode()
    empty = client.post(f"{address}{second.pk}/decline/", {"reason__en": ""})
    assert empty.context["form"].errors
    client.post(f"{address}{second.pk}/decline/", {"reason__en": "Parliament decides this."})
    assert "Parliament decides this." in client.get(address).content.decode()


def test_nobody_else_sees_or_answers_proposals(client: Client) -> None:
    forum = ForumFactory()
    proposal = agenda.propose(forum, by=seated(forum), title={"en": "zanahoria"})
    pages = [
        f"/forums/{forum.slug}/proposals/",
        f"/forums/{forum.slug}/proposals/new/",
        f"/forums/{forum.slug}/proposals/{proposal.pk}/accept/",
        f"/forums/{forum.slug}/proposals/{proposal.pk}/decline/",
    ]
    assert {client.get(page).status_code for page in pages} == {302}
    for person in (PersonFactory(), coordinator(ForumFactory())):
        client.force_login(person)
        assert {client.get(page).status_code for page in pages} == {403}
    client.force_login(seated(forum))
    assert [client.post(page).status_code for page in pages[2:]] == [403, 403]


def test_the_public_puts_a_contribution_before_the_forum_and_reads_what_became_of_it(
    client: Client,
) -> None:
    contribution = ContributionFactory(plan=ActionPlanFactory(), title="No water")
    forum = contribution.plan.forum
    page = contribution.get_absolute_url()
    button = "Put it before the forum"
    assert button not in client.get(page).content.decode()
    client.force_login(PersonFactory())
    assert client.post(f"{page}put/").status_code == 403
    client.force_login(contribution.author)
    assert button in client.get(page).content.decode()
    client.post(f"{page}put/")
    client.post(f"{page}put/")  # a double click
    proposal = AgendaProposal.objects.get()
    shown = Client().get(page).content.decode()
    assert "Waiting for an answer" in shown
    assert button not in client.get(page).content.decode()

    meeting = MeetingFactory(forum=forum, title={"en": "zanahoria"})
    agenda.accept(proposal, by=coordinator(forum), meeting=meeting)
    assert "On an agenda" in Client().get(page).content.decode()
    assert "zanahoria" not in Client().get(page).content.decode()


def test_the_reason_why_a_contribution_is_not_taken_up_is_public(client: Client) -> None:
    contribution = ContributionFactory()
    client.force_login(contribution.author)
    client.post(f"{contribution.get_absolute_url()}put/")
    by = coordinator(contribution.plan.forum)
    agenda.decline(AgendaProposal.objects.get(), by=by, reason={"en": "The court decides this."})
    page = client.get(contribution.get_absolute_url()).content.decode()
    assert "The court decides this." in page
    assert "Put it before the forum" in page  # it may be asked again
