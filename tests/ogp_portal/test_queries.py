"""The number of queries does not follow the number of rows."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from action_plans.models import ReasonedResponse
from commitments.models import Commitment, Evidence, Update, UpdateState
from forums.domain import comments
from forums.models import ActionItem, AgendaItem, Attendance, Forum, MeetingPaper, Sector
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
    OrganisationFactory,
    PersonFactory,
    PhaseFactory,
    ReportingRoundFactory,
    RunningPlanFactory,
    SeatFactory,
    SelfAssessmentFactory,
    TermFactory,
    ThemeFactory,
    days,
)

FORUM = "/forums/grown"
PAGES = [
    "/",
    "/forums/",
    f"{FORUM}/",
    f"{FORUM}/members/",
    f"{FORUM}/calendar/",
    f"{FORUM}/calendar.ics",
    f"{FORUM}/feed.atom",
    f"{FORUM}/meetings/1/",
    f"{FORUM}/action-items/",
    f"{FORUM}/activity/{timezone.now().year}/",
    f"{FORUM}/decisions/",
    f"{FORUM}/decisions/1/",
    f"{FORUM}/decisions.atom",
    f"{FORUM}/repository/",
    f"{FORUM}/plans/",
    f"{FORUM}/plans/made/",
    f"{FORUM}/plans/made/contributions/",
    f"{FORUM}/plans/made/contributions/1/",
    f"{FORUM}/plans/made/responses/",
    f"{FORUM}/plans/made/responses/R1/",
    f"{FORUM}/plans/made/drafts/",
    f"{FORUM}/plans/made/drafts/1/",
    f"{FORUM}/plans/running/",
    f"{FORUM}/plans/running/commitments/",
    f"{FORUM}/plans/running/commitments/1/",
    f"{FORUM}/plans/running/self-assessments/mid-term/",
    "/commitments/",
    "/search/?q=step",
    *(
        f"/api/v1/{name}/{query}"
        for name in (
            "forums", "meetings", "decisions", "plans", "contributions", "responses", "drafts",
            "commitments", "milestones", "updates", "documents",
        )
        for query in ("", "?format=csv")
    ),
]  # fmt: skip


def grow(count: int) -> None:
    """A forum with `count` of everything that its pages list."""
    forum = ForumFactory(slug="grown")
    ForumFactory.create_batch(count)
    now = timezone.now()
    people = PersonFactory.create_batch(count)
    terms = [
        TermFactory(
            seat=SeatFactory(forum=forum, position=number, organisation=OrganisationFactory()),
            person=person,
        )
        for number, person in enumerate(people)
    ]
    held = [
        MeetingFactory(
            forum=forum,
            number=number + 1,
            starts_at=now - days(number + 1),
            published_at=now - days(number + 9),
            minutes={"en": "Said."},
            minutes_published_at=now,
        )
        for number in range(count)
    ]
    MeetingFactory.create_batch(3, forum=forum, published=True)
    for number, term in enumerate(terms):
        AgendaItem.objects.create(meeting=held[0], position=number + 1, title={"en": "Point"})
        ActionItem.objects.create(
            forum=forum, meeting=held[0], owner=people[number], title={"en": "To do"},
            due_on=now.date(),
        )  # fmt: skip
        Attendance.objects.create(
            meeting=held[0], term=term, sector=Sector.GOVERNMENT, presence="present"
        )
        MeetingPaper.objects.create(
            meeting=held[0], document=DocumentFactory(forum=forum, published_at=now)
        )
        DecisionFactory(
            forum=forum, number=number + 1, meeting=held[number], published_at=now,
            outcome="adopted", decided_on=now.date(),
        )  # fmt: skip
    plans(forum, people, count)
    discuss(held[0], people)


def plans(forum: Forum, people: list[Any], count: int) -> None:
    now = timezone.now()
    made = ActionPlanFactory(forum=forum, slug="made")
    running = RunningPlanFactory(forum=forum, slug="running")
    RunningPlanFactory.create_batch(count, forum=forum, state="closed")
    PhaseFactory.create_batch(3, plan=made)
    reporting_round = ReportingRoundFactory(plan=running)
    SelfAssessmentFactory(plan=running, published_at=now)
    first = ContributionFactory(plan=made, number=1)
    first_commitment = CommitmentFactory(plan=running, number=1)
    for number in range(1, count + 1):
        response = ReasonedResponse.objects.create(
            plan=made, reference=f"R{number}", heard="Heard.", answer="Answer.", position=number,
            disposition="included", theme=ThemeFactory(plan=made), published_at=now,
            answered_by=people[0],
        )  # fmt: skip
        ContributionFactory(plan=made, number=number + 1, response=response)
        draft = DraftFactory(
            plan=made, number=number, published_at=now, lead=OrganisationFactory(),
            theme=ThemeFactory(plan=made),
        )  # fmt: skip
        draft.contributions.add(first)
        commitment = CommitmentFactory(
            plan=running,
            number=number + 1,
            lead=OrganisationFactory(),
            theme=ThemeFactory(plan=running),
        )
        commitment.supporting.add(OrganisationFactory())
        step(first_commitment, reporting_round)
        step(commitment, reporting_round)
    discuss(first, people)
    discuss(first_commitment, people)


def step(commitment: Commitment, reporting_round: Any) -> None:
    milestone = MilestoneFactory(commitment=commitment, responsible=OrganisationFactory())
    update = Update.objects.create(
        milestone=milestone, round=reporting_round, status="in_progress", done="Begun.",
        state=UpdateState.PUBLISHED, published_at=timezone.now(), reported_by=PersonFactory(),
    )  # fmt: skip
    proof = DocumentFactory(forum=commitment.plan.forum, published_at=timezone.now())
    Evidence.objects.create(update=update, document=proof)


def discuss(thing: Any, people: list[Any]) -> None:
    for person in people:
        said = comments.add(thing, by=person, text="Said.")
        comments.add(thing, by=people[0], text="Answered.", parent=said)


def count_queries(client: Client) -> dict[str, int]:
    counts = {}
    for address in PAGES:
        ContentType.objects.clear_cache()  # what a process has asked before does not count
        with CaptureQueriesContext(connection) as asked:
            response: Any = client.get(address)
            assert response.status_code == 200, address
            if response.streaming:
                list(response)
        counts[address] = len(asked)
    return counts


@pytest.mark.django_db
def test_a_page_asks_as_often_for_thirty_rows_as_for_three(client: Client) -> None:
    with transaction.atomic():
        grow(3)
        few = count_queries(client)
        transaction.set_rollback(True)
    grow(30)
    many = count_queries(client)
    assert many == few
    assert max(many.values()) <= 12
