"""How long public pages take with ten rows of everything and with tens of thousands.

Run by `make bench`. Times are of one process, in milliseconds; beside each stands how many times
longer it is than a bare page with one query and one template in the same run, because machines
differ and ratios do not.
"""

from __future__ import annotations

import datetime as dt
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.template import engines
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from action_plans.models import Contribution
from commitments.models import Commitment, Milestone, Update, UpdateState
from forums.models import Document, Forum, Meeting
from tests.crowding import DECISIONS, MEETINGS, PEOPLE, crowd
from tests.factories import (
    ActionPlanFactory,
    ForumFactory,
    OrganisationFactory,
    PersonFactory,
    PhaseFactory,
    ReportingRoundFactory,
    RunningPlanFactory,
    SelfAssessmentFactory,
    ThemeFactory,
)

ROUNDS = 15
FORUM = "/forums/large"
PAGES = [
    "/",
    f"{FORUM}/",
    f"{FORUM}/calendar/",
    f"{FORUM}/calendar.ics",
    f"{FORUM}/repository/",
    f"{FORUM}/plans/running/",
    f"{FORUM}/plans/running/commitments/",
    f"{FORUM}/plans/running/commitments/1/",
    f"{FORUM}/plans/running/self-assessments/mid-term/",
    f"{FORUM}/plans/made/contributions/",
    "/commitments/",
    "/commitments/?status=complete",
    "/search/?q=water",
    "/api/v1/commitments/",
    "/api/v1/milestones/",
]

CROWDED = [
    f"{FORUM}/members/",
    f"{FORUM}/calendar/",
    f"{FORUM}/calendar.ics",
    f"{FORUM}/meetings/1/",
    f"{FORUM}/decisions/",
    f"{FORUM}/decisions/1/",
    f"{FORUM}/selections/election/roll/",
    "/search/?q=water",
]


def fill(size: int) -> None:
    """A forum with `size` commitments, five times as many milestones, updates and documents."""
    forum = ForumFactory(slug="large")
    plan = RunningPlanFactory(forum=forum, slug="running")
    made = ActionPlanFactory(forum=forum, slug="made")
    PhaseFactory(plan=made)
    SelfAssessmentFactory(plan=plan, published_at=timezone.now())
    rounds = [ReportingRoundFactory(plan=plan) for _ in range(2)]
    themes = ThemeFactory.create_batch(5, plan=plan)
    office, author = OrganisationFactory(), PersonFactory()
    now = timezone.now()
    promises = Commitment.objects.bulk_create(
        Commitment(
            plan=plan, number=number, title=f"Clean water for district {number}", lead=office,
            theme=themes[number % 5], published_at=now, status="in_progress",
            answers={"solution": {"en": "Every well is tested and the result is published. " * 8}},
        )
        for number in range(1, size + 1)
    )  # fmt: skip
    steps = Milestone.objects.bulk_create(
        Milestone(
            commitment=promise, number=f"{promise.number}.{step}", position=step, responsible=office,
            title=f"Step {step}", status="complete" if step < 3 else "in_progress",
            due_on=now.date() + dt.timedelta(days=30 * step - 60),
        )
        for promise in promises
        for step in range(1, 6)
    )  # fmt: skip
    Update.objects.bulk_create(
        Update(
            milestone=step, round=reporting_round, status=step.status, done="Tested and published.",
            state=UpdateState.PUBLISHED, published_at=now, reported_by=author, imported=True,
        )
        for reporting_round in rounds
        for step in steps
    )  # fmt: skip
    _fill_forum(forum, size, author)
    Contribution.objects.bulk_create(
        Contribution(
            plan=made, number=number, author=author, title=f"The water is brown ({number})",
            problem="After rain it cannot be drunk.", submitted_at=now, published_at=now,
        )
        for number in range(1, size * 5 + 1)
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _fill_forum(forum: Forum, size: int, author: Any) -> None:
    now = timezone.now()
    Meeting.objects.bulk_create(
        Meeting(
            forum=forum, number=number, title=f"Meeting {number}", time_zone="UTC",
            starts_at=now - dt.timedelta(days=number), published_at=now,
            ends_at=now - dt.timedelta(days=number) + dt.timedelta(hours=2),
        )
        for number in range(1, size // 10 + 2)
    )  # fmt: skip
    Document.objects.bulk_create(
        Document(
            forum=forum, title=f"Test of well {number}", kind="evidence", added_by=author,
            url=f"https://example.org/{number}", published_at=now,
        )
        for number in range(1, size * 5 + 1)
    )  # fmt: skip


def measure(act: Callable[[], object]) -> float:
    """The median of several runs after one that does not count, in milliseconds."""
    act()
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        act()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def bare() -> object:
    """A page that does as little as a page can: one query, one template."""
    RequestFactory().get("/")
    row = Forum.objects.values_list("slug").first()
    return engines["django"].from_string("<h1>{{ row }}</h1>").render({"row": row})


def show(client: Client, title: str, pages: list[str]) -> None:
    """Prints a table of pages with their times, queries and sizes."""
    floor = measure(bare)
    lines = [
        "",
        f"{title}; a bare page takes {floor:.2f} ms",
        f"{'page':<58}{'ms':>8}{'bare ×':>9}{'queries':>9}{'KB':>7}",
    ]
    for address in pages:
        with CaptureQueriesContext(connection) as asked:
            kilobytes = len(client.get(address).content) / 1024
            queries = len(asked)
        took = measure(partial(client.get, address))
        lines.append(f"{address:<58}{took:>8.1f}{took / floor:>9.0f}{queries:>9}{kilobytes:>7.0f}")
        assert queries <= 12, address
    sys.stdout.write("\n".join(lines) + "\n")


@pytest.mark.django_db
@pytest.mark.parametrize("size", [10, 2000], ids=["ten commitments", "2,000 commitments"])
def test_public_pages(size: int, client: Client) -> None:
    fill(size)
    show(
        client,
        f"{size} commitments, {size * 5} milestones, {size * 10} updates, {size * 5} documents,"
        f" {size * 5} contributions",
        PAGES,
    )


@pytest.mark.django_db
def test_a_forum_of_a_thousand_people(client: Client) -> None:
    crowd()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    show(client, f"{PEOPLE} people, {MEETINGS} meetings, {DECISIONS} decisions", CROWDED)


@pytest.mark.django_db
def test_a_feed_of_five_hundred_meetings(client: Client) -> None:
    crowd()
    address = f"{FORUM}/calendar.ics"
    count = client.get(address).content.count(b"BEGIN:VEVENT")
    took = measure(partial(client.get, address))
    began = time.process_time()
    client.get(address)
    busy = (time.process_time() - began) * 1000  # what others do on the machine does not count
    sys.stdout.write(f"\n{count} meetings as a calendar: {took:.0f} ms, {busy:.0f} ms busy\n")
    assert count == 500
    assert busy < 300
