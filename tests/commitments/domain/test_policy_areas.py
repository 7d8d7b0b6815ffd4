"""Policy areas as data, and how many members advance on each."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from commitments.domain import advancing, policy_areas
from commitments.domain.policy_areas import Area
from commitments.models import PolicyArea
from tests.factories import CommitmentFactory, RunningPlanFactory

pytestmark = pytest.mark.django_db

DATA = Area("open-data", {"en": "Open Data", "es": "Datos abiertos"}, verified=False)
CONTRACTS = Area("open-contracting", {"en": "Open Contracting"}, verified=True)


def test_the_list_comes_in_once_and_a_second_time_changes_nothing() -> None:
    areas = policy_areas.read()

    first, second = policy_areas.load(areas), policy_areas.load(areas)

    assert (first.created, first.changed) == (len(areas), 0)
    assert (second.created, second.changed, second.unchanged) == (0, 0, len(areas))
    assert PolicyArea.objects.filter(verified=True).count() == 38
    assert all(str(area.name.get("es")) for area in PolicyArea.objects.all())


def test_a_renamed_area_is_retired_says_how_it_goes_on_and_counts_there() -> None:
    policy_areas.load([DATA])
    commitment = CommitmentFactory(status="in_progress")
    commitment.policy_areas.set(PolicyArea.objects.all())
    retired = replace(DATA, retired_on=dt.date(2026, 1, 1), goes_on_as="data")

    policy_areas.load([retired, Area("data", {"en": "Data"}, verified=True)])

    rows = advancing.by_area()
    assert [(str(row.area.name), row.commitments, row.advancing) for row in rows] == [
        ("Data", 1, 1)
    ]
    page = Client().get("/policy-areas/open-data/")
    assert page["Location"] == "/policy-areas/data/"
    assert [row.slug for row in PolicyArea.objects.in_use()] == ["data"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("slug,name_en,verified,retired_on\na,A,yes,\n", "goes_on_as"),
        ("slug,name_en,verified,retired_on,goes_on_as\na,A,yes,2026-01-01,b\n", "goes on as b"),
        ("slug,name_en,verified,retired_on,goes_on_as\na,A,yes,soon,\n", "soon"),
    ],
)
def test_a_list_that_is_none_is_refused_and_nothing_is_saved(
    tmp_path: Path, text: str, words: str
) -> None:
    (tmp_path / "areas.csv").write_text(text, encoding="utf-8")

    with pytest.raises(CommandError, match=words):
        call_command("load_policy_areas", tmp_path / "areas.csv")

    assert not PolicyArea.objects.exists()


def test_members_advance_with_what_is_public_under_way_or_complete_and_not_withdrawn(
    client: Client,
) -> None:
    policy_areas.load([DATA, CONTRACTS])
    data = PolicyArea.objects.get(slug="open-data")
    first, second, third = (
        RunningPlanFactory(forum__member={"en": name}) for name in ("Arboria", "Borealia", "Corvia")
    )
    for plan, status, published in [
        (first, "complete", True),
        (first, "in_progress", True),
        (second, "not_started", True),
        (second, "in_progress", False),
        (third, "withdrawn", True),
    ]:
        fields = {} if published else {"published_at": None}
        CommitmentFactory(plan=plan, status=status, **fields).policy_areas.add(data)

    (row,) = (row for row in advancing.by_area() if row.area == data)
    page = client.get("/policy-areas/open-data/").content.decode()

    assert (row.advancing, row.members, row.commitments, row.complete) == (1, 2, 3, 1)
    assert "1 of 2 members advancing" in page
    assert "Arboria" in page
    assert "Corvia" not in page
