"""Unpublished means invisible: on pages, in feeds, in the API, in search, as PDF and as file."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from action_plans.domain import drafts
from action_plans.models import ReasonedResponse
from commitments.models import Update
from forums.domain import comments, documents
from forums.models import ActionItem, AgendaItem, Document, Forum, MeetingPaper, Person
from tests.factories import (
    ActionPlanFactory,
    CommitmentFactory,
    ContributionFactory,
    DecisionFactory,
    DocumentFactory,
    DraftFactory,
    ForumFactory,
    MeetingFactory,
    MilestoneFactory,
    PersonFactory,
    ReportingRoundFactory,
    RunningPlanFactory,
    SelfAssessmentFactory,
    ThemeFactory,
    coordinator,
    days,
)

pytestmark = pytest.mark.django_db
SECRET = "zanahoria"
HIDDEN = {"en": f"{SECRET} in English", "es": f"{SECRET} en español"}


class World:
    """A public forum in which one thing of each kind is not published, and says the secret."""

    def __init__(self) -> None:
        self.forum: Forum = ForumFactory(slug="open")
        self.other: Forum = ForumFactory(slug="closed", name=HIDDEN, published_at=None)
        self.insider: Person = coordinator(self.forum)
        self.plan = RunningPlanFactory(forum=self.forum, slug="running")
        self.made = ActionPlanFactory(forum=self.forum, slug="made")
        self.secret_plan = ActionPlanFactory(
            forum=self.forum, slug="secret", title=HIDDEN, published_at=None
        )
        self._forum_things()
        self._plan_things()

    def _forum_things(self) -> None:
        forum = self.forum
        held = timezone.now() - days(3)
        self.draft_meeting = MeetingFactory(forum=forum, number=1, title=HIDDEN)
        self.meeting = MeetingFactory(
            forum=forum, number=2, starts_at=held, minutes=HIDDEN, published_at=held
        )
        AgendaItem.objects.create(meeting=self.draft_meeting, position=1, title=HIDDEN)
        ActionItem.objects.create(
            forum=forum, meeting=self.draft_meeting, owner=self.insider, title=HIDDEN,
            due_on=held.date(),
        )  # fmt: skip
        comments.add(self.meeting, by=self.insider, text=SECRET, internal=True)
        self.decision = DecisionFactory(forum=forum, number=1, title=HIDDEN, meeting=self.meeting)
        self.document = DocumentFactory(forum=forum, title=HIDDEN)
        self.file = documents.add(
            forum,
            by=self.insider,
            title=HIDDEN,
            kind="paper",
            file=SimpleUploadedFile("paper.txt", SECRET.encode()),
        )
        for document in (self.document, self.file):
            MeetingPaper.objects.create(meeting=self.meeting, document=document)
        self.withdrawn = DocumentFactory(
            forum=forum, title=HIDDEN, published_at=timezone.now(), withdrawn_at=timezone.now()
        )
        MeetingFactory(forum=self.other, number=1, title=HIDDEN, published_at=held)

    def _plan_things(self) -> None:
        self.commitment = CommitmentFactory(
            plan=self.plan, number=1, title=HIDDEN, published_at=None
        )
        MilestoneFactory(commitment=self.commitment, title=HIDDEN)
        self.public_commitment = CommitmentFactory(plan=self.plan, number=2)
        milestone = MilestoneFactory(commitment=self.public_commitment)
        update = Update.objects.create(
            milestone=milestone,
            round=ReportingRoundFactory(plan=self.plan),
            status="complete",
            done=HIDDEN,
            state="submitted",
        )
        update.evidence.add(self.document)
        ReportingRoundFactory(plan=self.plan, title=HIDDEN, slug="later", published_at=None)
        self.assessment = SelfAssessmentFactory(plan=self.plan, introduction=HIDDEN)
        self.draft = DraftFactory(plan=self.made, number=1, title=HIDDEN)
        drafts.save(
            self.draft,
            by=self.insider,
            question="problem",
            language="en",
            text=SECRET,
            base_number=0,
        )
        response = ReasonedResponse.objects.create(
            plan=self.made, reference="R1", heard=HIDDEN, answer=HIDDEN, disposition="included"
        )
        self.contribution = ContributionFactory(plan=self.made, number=1, response=response)
        self.contribution.drafts.add(self.draft)
        ContributionFactory(plan=self.made, number=2, title=SECRET, published_at=None)
        secret = self.secret_plan
        ContributionFactory(plan=secret, number=1, title=SECRET)
        CommitmentFactory(plan=secret, number=1, title=HIDDEN)
        DraftFactory(plan=secret, number=1, title=HIDDEN, published_at=timezone.now())
        ThemeFactory(plan=secret, name=HIDDEN)


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture(params=["nobody", "citizen", "member of another forum"])
def stranger(request: pytest.FixtureRequest, world: World, client: Client) -> Client:
    if request.param == "citizen":
        client.force_login(PersonFactory())
    elif request.param == "member of another forum":
        client.force_login(coordinator(ForumFactory()))
    return client


FORUM, PLAN, MADE = "/forums/open", "/forums/open/plans/running", "/forums/open/plans/made"
PAGES = [
    "/",
    "/forums/",
    f"{FORUM}/",
    f"{FORUM}/members/",
    f"{FORUM}/calendar/",
    f"{FORUM}/calendar.ics",
    f"{FORUM}/feed.atom",
    f"{FORUM}/meetings/2/",
    f"{FORUM}/meetings/2.ics",
    f"{FORUM}/action-items/",
    f"{FORUM}/action-items/?state=done",
    f"{FORUM}/activity/{timezone.now().year}/",
    f"{FORUM}/decisions/",
    f"{FORUM}/decisions/?outcome=open",
    f"{FORUM}/decisions.atom",
    f"{FORUM}/repository/",
    f"{PLAN}/",
    f"{PLAN}/commitments/",
    f"{PLAN}/commitments/2/",
    f"{MADE}/",
    f"{MADE}/contributions/",
    f"{MADE}/contributions/1/",
    f"{MADE}/responses/",
    f"{MADE}/drafts/",
    "/commitments/",
    "/search/?q=English",
    *(
        f"/api/v1/{name}/{ending}"
        for name in (
            "forums",
            "meetings",
            "decisions",
            "plans",
            "contributions",
            "responses",
            "drafts",
            "commitments",
            "milestones",
            "updates",
            "documents",
        )
        for ending in ("", "?format=csv")
    ),
]
ADDRESSES = [
    "/forums/closed/",
    "/forums/closed/calendar.ics",
    "/forums/closed/feed.atom",
    "/forums/closed/theme.css",
    "/forums/closed/meetings/1/",
    "/forums/open/plans/secret/",
    "/forums/open/plans/secret/contributions/",
    "/forums/open/plans/secret/contributions/1/",
    "/forums/open/plans/secret/responses/",
    "/forums/open/plans/secret/drafts/1/",
    "/forums/open/plans/secret/commitments/1/",
    f"{FORUM}/meetings/1/",
    f"{FORUM}/meetings/1.ics",
    f"{FORUM}/meetings/1/session.pdf",
    f"{FORUM}/meetings/1/live/",
    f"{FORUM}/meetings/2/minutes/corrections/1/",
    f"/forums/closed/activity/{timezone.now().year}/",
    f"/forums/closed/activity/{timezone.now().year}.pdf",
    f"{FORUM}/decisions/1/",
    f"{PLAN}/commitments/1/",
    f"{PLAN}/self-assessments/mid-term/",
    f"{PLAN}/self-assessments/mid-term/pdf/",
    f"{MADE}/drafts/1/",
    f"{MADE}/drafts/1/problem/en/history/",
    f"{MADE}/contributions/2/",
]


@pytest.mark.parametrize("address", PAGES)
def test_no_public_page_says_what_is_not_published(stranger: Client, address: str) -> None:
    for language in ("en", "es"):
        response: Any = stranger.get(address, headers={"Accept-Language": language})
        assert response.status_code == 200, address
        body = b"".join(response) if response.streaming else response.content
        assert SECRET not in body.decode()


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_address_of_what_is_not_published_is_not_there(stranger: Client, address: str) -> None:
    assert stranger.get(address).status_code == 404


def test_the_address_of_a_file_that_is_not_published_is_not_there(
    stranger: Client, world: World
) -> None:
    for document in (world.document, world.file, world.withdrawn):
        assert stranger.get(document.get_absolute_url()).status_code == 404
    assert stranger.get(f"/media/{world.file.file.name}").status_code == 404


def test_the_search_finds_nothing_that_is_not_published(stranger: Client) -> None:
    for address in ("/search/", "/commitments/", f"{MADE}/contributions/"):
        page = stranger.get(address, {"q": SECRET}).content.decode()
        assert SECRET in page  # the reader's own word is repeated
        assert f"{SECRET} in" not in page
        assert f"{SECRET} en" not in page
        assert 'class="item-title"' not in page


def test_nobody_acts_without_a_seat(stranger: Client, world: World) -> None:
    for address in (
        f"{FORUM}/meetings/new/",
        f"{FORUM}/meetings/2/edit/",
        f"{FORUM}/meetings/2/publish/",
        f"{FORUM}/meetings/2/cancel/",
        f"{FORUM}/meetings/2/discard/",
        f"{FORUM}/proposals/new/",
        f"{FORUM}/meetings/2/attendance/",
        f"{FORUM}/meetings/2/minutes/",
        f"{FORUM}/meetings/2/check-in/",
        f"{FORUM}/meetings/2/action-items/new/",
        f"{FORUM}/decisions/new/",
        f"{FORUM}/repository/new/",
        f"{MADE}/responses/new/",
        f"{MADE}/drafts/new/",
        f"{MADE}/adopt/",
        f"{PLAN}/rounds/new/",
    ):
        for answer in (stranger.get(address), stranger.post(address)):
            assert answer.status_code in (302, 403), address
            if answer.status_code == 302:
                assert answer["Location"].startswith("/accounts/login/")


def test_comments_cannot_be_sent_to_what_is_not_published(world: World, client: Client) -> None:
    client.force_login(PersonFactory())
    for word, thing in (
        ("meeting", world.draft_meeting),
        ("decision", world.decision),
        ("draft", world.draft),
        ("commitment", world.commitment),
        ("self-assessment", world.assessment),
    ):
        assert client.post(f"/comments/{word}/{thing.pk}/", {"text": "hello"}).status_code == 404


def test_the_forum_itself_sees_its_drafts(world: World, client: Client) -> None:
    client.force_login(world.insider)
    for address in (f"{FORUM}/meetings/1/", f"{FORUM}/decisions/1/", f"{MADE}/drafts/1/"):
        assert SECRET in client.get(address).content.decode()


def test_a_document_is_there_for_all_once_it_is_published(world: World, client: Client) -> None:
    Document.objects.filter(pk=world.file.pk).update(published_at=timezone.now())
    response: Any = client.get(world.file.get_absolute_url())
    assert b"".join(response.streaming_content) == SECRET.encode()
    assert "sandbox" in response["Content-Security-Policy"]
