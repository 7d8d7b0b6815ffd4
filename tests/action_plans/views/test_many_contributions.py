"""Two thousand contributions: the pages ask no more often and grow no longer."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from action_plans.models import ActionPlan, Contribution
from tests.factories import ActionPlanFactory, PersonFactory, ThemeFactory, coordinator

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
MOST_AT_THE_DESK = 14  # no public page
MOST_BYTES = 100 * 1024
COUNT = 2000


@pytest.fixture
def plan() -> ActionPlan:
    plan: ActionPlan = ActionPlanFactory()
    themes = [*ThemeFactory.create_batch(4, plan=plan), None]
    authors, now = PersonFactory.create_batch(10), timezone.now()
    Contribution.objects.bulk_create(
        Contribution(
            plan=plan, number=number, author=authors[number % 10], theme=themes[number % 5],
            title=f"The water is brown after rain in district {number}", problem="Undrinkable.",
            is_anonymous=number % 3 == 0, published_at=now,
            submitted_at=now - dt.timedelta(hours=number),
        )
        for number in range(1, COUNT + 1)
    )  # fmt: skip
    return plan


PUBLIC = ("contributions/", "contributions/?sort=supported", "contributions/?q=water&page=9")


@pytest.mark.parametrize("page", [*PUBLIC, "map/", "map/?page=80"])
def test_the_public_pages_keep_the_limits(plan: ActionPlan, client: Client, page: str) -> None:
    _check(client, f"{plan.get_absolute_url()}{page}")


@pytest.mark.parametrize("page", ["", "?pile=unsorted", "?page=50", "?pile=held"])
def test_the_desk_keeps_the_limits(plan: ActionPlan, client: Client, page: str) -> None:
    client.force_login(coordinator(plan.forum))
    _check(client, f"{plan.get_absolute_url()}responses/desk/{page}", most=MOST_AT_THE_DESK)


def _check(client: Client, address: str, *, most: int = MOST_QUERIES) -> None:
    ContentType.objects.clear_cache()
    with CaptureQueriesContext(connection) as asked:
        response = client.get(address)
    assert response.status_code == 200
    assert len(asked) <= most, [row["sql"][:120] for row in asked]
    assert len(response.content) < MOST_BYTES
