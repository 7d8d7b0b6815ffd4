"""Overviews and outreach beyond their own pages: as open data, on a coordinator's list."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from action_plans.domain import overviews
from action_plans.models import Who
from ogp_portal.waiting.everything import waiting_for
from tests.factories import (
    DocumentFactory,
    MeetingFactory,
    OutreachActivityFactory,
    PhaseFactory,
    coordinator,
    seated,
)

pytestmark = pytest.mark.django_db
API = "/api/v1"


def rows_of(client: Client, name: str, **query: str) -> list[dict[str, Any]]:
    answer: Any = client.get(f"{API}/{name}/", query)
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


def test_every_version_of_an_overview_is_open_data_with_its_frozen_timeline(
    client: Client,
) -> None:
    phase = PhaseFactory(title="Open evenings", acts={"contribute": Who.ANYBODY})
    plan = phase.plan
    overviews.publish(plan, by=coordinator(plan.forum), text={"en": "Come."})
    opened = phase.opens_on
    phase.delete()
    (row,) = rows_of(client, "overviews", plan=plan.slug)
    assert row["text"] == {"en": "Come."}
    (entry,) = row["timeline"]
    assert entry["title"] == {"en": "Open evenings"}
    assert entry["opens_on"] == opened.isoformat()
    assert entry["acts"] == {"contribute": "anybody"}
    table = client.get(f"{API}/overviews/?format=csv").getvalue().decode("utf-8-sig")
    assert next(csv.DictReader(io.StringIO(table)))["text_en"] == "Come."


def test_reach_that_is_not_known_is_null_and_not_nothing(client: Client) -> None:
    known = OutreachActivityFactory(people_reached=0)
    OutreachActivityFactory(plan=known.plan, kind="media", people_reached=None)
    OutreachActivityFactory(plan=known.plan, published_at=None)
    rows = rows_of(client, "outreach", plan=known.plan.slug)
    assert sorted((row["kind"], row["people_reached"]) for row in rows) == [
        ("media", None),
        ("workshop", 0),
    ]
    assert [row["kind"] for row in rows_of(client, "outreach", kind="media")] == ["media"]


def test_whom_outreach_was_for_is_open_data_in_every_language(client: Client) -> None:
    OutreachActivityFactory(audience={"en": "Anybody", "es": "Cualquiera"})
    (row,) = rows_of(client, "outreach")
    assert row["audience"] == {"en": "Anybody", "es": "Cualquiera"}
    assert row["counted_how"] == {"en": "List of those present"}
    table = client.get(f"{API}/outreach/?format=csv").getvalue().decode("utf-8-sig")
    assert next(csv.DictReader(io.StringIO(table)))["audience_es"] == "Cualquiera"


def test_hidden_evidence_and_meetings_are_no_open_data(client: Client) -> None:
    activity = OutreachActivityFactory()
    forum = activity.plan.forum
    activity.document, activity.meeting = DocumentFactory(forum=forum), MeetingFactory(forum=forum)
    activity.save()
    (row,) = rows_of(client, "outreach")
    assert (row["evidence"], row["meeting"]) == (None, None)


def test_recorded_outreach_waits_for_the_coordinator_until_it_is_published() -> None:
    activity = OutreachActivityFactory(title="Evening in Colón", published_at=None)
    forum = activity.plan.forum
    assert "Evening in Colón" in [row.title for row in waiting_for(coordinator(forum))]
    assert "Evening in Colón" not in [row.title for row in waiting_for(seated(forum))]


@pytest.mark.parametrize("page", ["", "overview/", "overview/1/", "outreach/"])
def test_a_page_asks_as_often_for_thirty_phases_and_activities_as_for_one(
    client: Client, page: str
) -> None:
    plan = PhaseFactory().plan
    overviews.publish(plan, by=coordinator(plan.forum), text={"en": "Come."})
    OutreachActivityFactory(
        plan=plan,
        phase=plan.phases.get(),
        document=DocumentFactory(forum=plan.forum, published_at=plan.published_at),
        meeting=MeetingFactory(forum=plan.forum, published=True),
    )
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"{plan.get_absolute_url()}{page}").status_code == 200
        counts.append(len(asked))
        PhaseFactory.create_batch(15, plan=plan)
        for phase in plan.phases.all()[:15]:
            OutreachActivityFactory(
                plan=plan,
                phase=phase,
                document=DocumentFactory(forum=plan.forum, published_at=plan.published_at),
                meeting=MeetingFactory(forum=plan.forum, published=True),
            )
    assert counts[0] == counts[1] <= 12
