"""A register of 1,000 people, 500 meetings and 1,000 decisions: few queries and small pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from forums.models import Forum, Role, Sector
from tests.crowding import MEETINGS, crowd
from tests.factories import seated

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
MOST_BYTES = 100 * 1024
FORUM = "/forums/large"
PAGES = [
    f"{FORUM}/",
    f"{FORUM}/members/",
    f"{FORUM}/members/?q=Member+9",
    f"{FORUM}/calendar/",
    f"{FORUM}/meetings/1/",
    f"{FORUM}/decisions/",
    f"{FORUM}/decisions/?q=water&page=3",
    f"{FORUM}/decisions/1/",
    f"{FORUM}/decisions.atom",
    f"{FORUM}/selections/election/",
    f"{FORUM}/selections/election/roll/",
    f"{FORUM}/working-groups/everybody/",
    "/search/?q=water",
]
WORKED_ON = [
    f"{FORUM}/members/manage/",
    f"{FORUM}/meetings/1/",
    f"{FORUM}/meetings/1/attendance/",
    f"{FORUM}/selections/election/roll/",
    f"{FORUM}/working-groups/everybody/members/",
]


@pytest.fixture(scope="module")
def large(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Forum]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield crowd()
        transaction.set_rollback(True)


@pytest.mark.parametrize("address", PAGES)
def test_a_public_page_stays_small(large: Forum, address: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        page = Client().get(address)
    assert page.status_code == 200
    assert len(asked) <= MOST_QUERIES
    assert len(page.content) <= MOST_BYTES


@pytest.mark.parametrize("address", WORKED_ON)
def test_a_page_of_work_stays_small(large: Forum, client: Client, address: str) -> None:
    client.force_login(seated(large, role=Role.CO_CHAIR, sector=Sector.CIVIL_SOCIETY))
    page = client.get(address)
    assert page.status_code == 200
    assert len(page.content) <= MOST_BYTES


def test_the_feed_has_every_meeting(large: Forum, client: Client) -> None:
    with CaptureQueriesContext(connection) as asked:
        feed = client.get(f"{FORUM}/calendar.ics")
    assert len(asked) <= MOST_QUERIES
    assert feed.content.count(b"BEGIN:VEVENT") == MEETINGS
