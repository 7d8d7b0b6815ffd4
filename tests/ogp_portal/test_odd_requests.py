"""What no page links to: odd addresses, odd values, other methods. None is a fault of ours."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import (
    ActionPlanFactory,
    DraftFactory,
    ForumFactory,
    MeetingFactory,
    coordinator,
)

pytestmark = pytest.mark.django_db
PLAN = "/forums/open/plans/made"
NULLS = [
    f"{PLAN}/contributions/?theme=%00",
    f"{PLAN}/contributions/?q=%00",
    f"{PLAN}/responses/%00/",
    f"{PLAN}/drafts/1/problem/%00/history/",
    f"{PLAN}/self-assessments/%00/",
    f"{PLAN}/self-assessments/%00/pdf/",
    f"{PLAN}/commitments/?q=%00&theme=%00",
    "/search/?q=%00",
    "/commitments/?q=%00",
    "/mail/stop/%00/",
    "/api/v1/forums/%00/",
    "/api/v1/plans/?forum=%00",
]
HUGE = "9" * 40
NUMBERS = [
    "/forums/open/decisions/new/?meeting={}",
    "/forums/open/repository/new/?meeting={}",
    f"{PLAN}/responses/new/?contribution={{}}",
    "/forums/open/calendar/?page={}",
    "/forums/open/meetings/{}/",
    "/forums/open/meetings/1/?comments={}",
    "/api/v1/meetings/?page={}",
    "/api/v1/meetings/{}/",
    "/api/v1/milestones/?commitment={}",
    "/api/v1/updates/?commitment={}",
    "/api/v1/updates/?milestone={}",
]
READ = ["/", "/forums/", "/forums/open/", "/forums/open/meetings/1/", "/forums/open/calendar.ics"]


@pytest.fixture
def reader(client: Client) -> Client:
    forum = ForumFactory(slug="open")
    MeetingFactory(forum=forum, number=1, published=True)
    plan = ActionPlanFactory(forum=forum, slug="made")
    DraftFactory(plan=plan, number=1, published_at=timezone.now())
    return client


@pytest.mark.parametrize("address", NULLS)
def test_a_nul_in_an_address_is_answered(reader: Client, address: str) -> None:
    assert reader.get(address).status_code in (200, 400, 404)


@pytest.mark.parametrize("value", ["abc", "-1", HUGE, "1.5", "%C2%B2", "-1e1000000", "NaN"])
@pytest.mark.parametrize("address", NUMBERS)
def test_what_is_no_number_of_ours_is_answered_at_once(
    reader: Client, address: str, value: str
) -> None:
    from forums.models import Forum

    reader.force_login(coordinator(Forum.objects.get()))
    assert reader.get(address.format(value)).status_code in (200, 400, 404)


@pytest.mark.parametrize("address", READ)
def test_what_can_be_read_can_be_asked_for_its_head(reader: Client, address: str) -> None:
    answer = reader.head(address)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == reader.get(address)["Cache-Control"]
    assert answer.content == b""
