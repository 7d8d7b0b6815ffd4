"""The lists of a whole partnership: 98 members with 4,095 commitments."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forums.models import Forum
from tests.partnership import PARTNERSHIP, found

pytestmark = pytest.mark.django_db

MOST_QUERIES = 12
LISTS = [
    "/commitments/",
    "/commitments/?page=100",
    "/commitments/?q=harbour",
    *(
        f"/commitments/?{asked}"
        for asked in (
            "status=complete", "forum=member-3", "plan=plan-1", "office=office-5", "area=open-data",
            "goal=6", "value=transparency", "reported=limited", "irm=limited", "mark=starred",
            "late=yes", "late=no", "evidence=yes", "evidence=no", "dispute=yes",
            "late=yes&area=open-data&status=in_progress&q=water",
        )
    ),
    "/policy-areas/",
    "/policy-areas/open-data/",
    "/search/?q=harbour",
    "/forums/",
    "/",
    "/api/v1/commitments/?late=yes&area=open-data",
    "/api/v1/milestones/",
]  # fmt: skip


def of_one(forum: Forum) -> list[str]:
    """The lists of one of its plans."""
    plan = f"/forums/{forum.slug}/plans/plan-0/"
    return [plan, f"{plan}commitments/", f"{plan}dashboard/", f"{plan}commitments/?late=yes"]


def test_every_list_filter_search_and_dashboard_keeps_the_query_limit(client: Client) -> None:
    forum = found(PARTNERSHIP)
    too_many = {}

    for path in [*LISTS, *of_one(forum)]:
        with CaptureQueriesContext(connection) as queries:
            response = client.get(path)
        assert response.status_code == 200, path
        if len(queries) > MOST_QUERIES:
            too_many[path] = len(queries)

    assert not too_many
    assert client.get("/commitments/").context["total"] == 4095
    assert client.get("/commitments/?q=harbour").context["page"].paginator.count > 400
