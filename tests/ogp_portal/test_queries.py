"""The number of queries does not follow the number of rows."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forums.models import Forum, Person, Role, Sector
from tests.factories import seated
from tests.growing import grow
from tests.pages import ELECTION, FORUM, GROUP, INVITATION, MADE, PUBLIC, RUNNING

MOST_QUERIES = 12
PAGES = [
    *PUBLIC,
    f"{MADE}/responses/R1/",
    f"{MADE}/consultations/1/?part=d1",
    f"{MADE}/drafts/1/",
    f"{MADE}/drafts/1/draft.docx",
    f"{MADE}/drafts/1/draft.xlsx",
    f"{MADE}/drafts/1/suggestions/",
    f"{MADE}/drafts/1/suggestions/1/",
    f"{MADE}/drafts/1/problem/comments/",
    f"{MADE}/drafts/1/problem/en/history/",
    f"{MADE}/drafts/1/problem/en/words/",
    *(f"{RUNNING}/self-assessments/mid-term/{page}" for page in ("", "comments/")),
    "/search/?q=step",
]
# Where a coordinator works. No limit but that of the rows: the bar of who is logged in asks too.
WORKED_ON = [
    "/me/",
    f"{FORUM}/members/manage/",
    f"{FORUM}/meetings/1/",
    f"{FORUM}/meetings/1/attendance/",
    f"{FORUM}/proposals/",
    f"{FORUM}/rules/1/",
    *(f"{FORUM}/moderation/queue/?show={show}" for show in ("held", "reported", "appeals")),
    f"{FORUM}/moderation/rules/",
    f"{ELECTION}/",
    f"{ELECTION}/roll/",
    f"{INVITATION}/",
    f"{INVITATION}/panel/",
    f"{INVITATION}/nominations/1/",
    f"{GROUP}/",
    f"{GROUP}/members/",
    f"{MADE}/contributions/1/merge/",
    *(f"{MADE}/responses/desk/?pile={pile}" for pile in ("waiting", "unsorted", "held")),
    f"{MADE}/responses/prepared/",
    f"{MADE}/responses/R1/edit/",
]


def count_queries(client: Client, addresses: list[str]) -> dict[str, int]:
    """How often each page asks the database."""
    counts = {}
    for address in addresses:
        ContentType.objects.clear_cache()  # what a process has asked before does not count
        with CaptureQueriesContext(connection) as asked:
            response: Any = client.get(address)
            assert response.status_code == 200, address
            if response.streaming:
                list(response)
        counts[address] = len(asked)
    return counts


def _person_of(forum: Forum) -> str:
    held = Person.objects.filter(terms__seat__forum=forum).order_by("pk")[0]
    return f"{FORUM}/members/{held.pk}/"


def counted(client: Client, size: int) -> tuple[dict[str, int], dict[str, int]]:
    """Queries of each public page and of each page of work, of a forum with so many rows."""
    forum = grow(size)
    public = count_queries(client, PAGES)
    public["a person"] = count_queries(client, [_person_of(forum)]).popitem()[1]
    office = Client()
    office.force_login(seated(forum, role=Role.CO_CHAIR, sector=Sector.CIVIL_SOCIETY))
    return public, count_queries(office, WORKED_ON)


@pytest.mark.django_db
def test_a_page_asks_no_more_often_for_twelve_rows_than_for_three(client: Client) -> None:
    with transaction.atomic():
        few = counted(client, 3)
        transaction.set_rollback(True)
    many = counted(client, 12)
    for three, twelve in zip(few, many, strict=True):
        grown = {page: (three[page], twelve[page]) for page in three if three[page] < twelve[page]}
        assert grown == {}
    assert {page: count for page, count in many[0].items() if count > MOST_QUERIES} == {}
