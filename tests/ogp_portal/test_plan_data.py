"""A whole plan goes out, comes in elsewhere, and comes out again: no difference."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from action_plans.models import ReasonedResponse, Theme
from commitments.domain import importing, progress
from commitments.models import (
    Commitment,
    Evidence,
    Indicator,
    Milestone,
    PolicyArea,
    Reading,
    ReportingRound,
    Update,
)
from forums.models import Forum, Organisation
from tests import factories as new

pytestmark = pytest.mark.django_db
TRICKY = '- a list\n- of "quotes", commas; and semicolons | bars\n\n\'=1+1'


def both(text: str) -> dict[str, str]:
    return {"en": text, "es": f"{text} (es)"}


def build() -> Any:
    """A plan made in the portal, so without keys of a spreadsheet, with one of everything."""
    forum = new.ForumFactory(slug="open", languages=["en", "es"])
    plan = new.RunningPlanFactory(forum=forum, slug="running")
    health = Theme.objects.create(plan=plan, slug="health", name=both("Health"), position=1)
    treasury, port = (
        Organisation.objects.create(slug=slug, name=both(slug.title()), sector="government")
        for slug in ("treasury", "port")
    )
    area = PolicyArea.objects.create(slug="open-contracting", name=both("Open contracting"))
    kept = new.CommitmentFactory(
        plan=plan, number=3, ogp_id="XA0003", title=both("=Contracts"), theme=health, lead=treasury,
        values=["transparency", "accountability"], goals=[3, 16], contact_role="Unit 4",
        answers={"problem": both(TRICKY)}, starts_on=plan.starts_on, ends_on=plan.ends_on,
        original_starts_on=plan.starts_on, original_ends_on=plan.ends_on - dt.timedelta(90),
    )  # fmt: skip
    kept.supporting.add(port)
    kept.policy_areas.add(area)
    new.CommitmentFactory(plan=plan, number=4, title=both("Hidden"), published_at=None)
    done, gone = (
        Milestone.objects.create(
            commitment=kept, number=f"3.{n}", position=n, title=both(f"Step {n}"),
            outputs=both("A register"), responsible=port, responsible_unit="Quay",
            due_on=plan.ends_on, original_due_on=plan.starts_on,
        )
        for n in (1, 2)
    )  # fmt: skip
    round = ReportingRound.objects.create(
        plan=plan, slug="first", title=both("First"), as_of=plan.starts_on,
        opens_on=plan.starts_on, due_on=plan.ends_on, published_at=plan.published_at,
    )  # fmt: skip
    update = Update.objects.create(
        milestone=done, round=round, status="in_progress", state="published",
        published_at=plan.published_at, done=both(TRICKY), next_steps=both("More"),
        happened_on=plan.starts_on - dt.timedelta(3),
    )  # fmt: skip
    proof = new.DocumentFactory(
        forum=forum, title={"en": "Register [draft]"}, url="https://example.org/a_(b)?c=1"
    )
    Evidence.objects.create(update=update, document=proof)
    indicator = Indicator.objects.create(
        milestone=done, number="a", position=1, title=both("Share"), baseline="0 %", target="-5"
    )
    Reading.objects.create(update=update, indicator=indicator, value="=3")
    gone.taken_out_on, gone.status = plan.starts_on, "withdrawn"
    gone.save()
    ReasonedResponse.objects.create(
        plan=plan, reference="R1", theme=health, heard=both("Too slow"), answer=both(TRICKY),
        disposition="included", position=1, published_at=plan.published_at,
    )  # fmt: skip
    progress.follow(kept)
    return plan


def taken(client: Client, forum: str, plan: str, format: str) -> bytes:
    answer: Any = client.get(f"/forums/{forum}/plans/{plan}/data.{format}")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


def unpacked(data: bytes, folder: Path) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(folder)
        names = [name for name in archive.namelist() if name.endswith(".csv")]
        return {name: archive.read(name).decode() for name in names}


def test_a_plan_comes_in_elsewhere_as_it_went_out(client: Client, tmp_path: Path) -> None:
    plan = build()
    first = unpacked(taken(client, "open", "running", "zip"), tmp_path)
    assert "Hidden" not in str(first)
    mapping = importing.read(tmp_path / "mapping.toml")
    here = importing.run(tmp_path, mapping, forum="open", plan="running")
    Commitment.objects.update(ogp_id=None)  # which is given once in the world
    expected = unpacked(taken(client, "open", "running", "zip"), tmp_path / "without")
    mapping_without = importing.read(tmp_path / "without" / "mapping.toml")
    there = importing.run(tmp_path / "without", mapping_without, forum="elsewhere", plan="copy")

    assert (here.ledger.total("created"), here.ledger.total("changed")) == (0, 0), [
        str(entry) for entry in here.ledger.entries
    ]
    assert there.ledger.total("changed") == 0
    copy = Forum.objects.get(slug="elsewhere").plans.get()
    assert (copy.title, copy.starts_on, copy.template) == (
        plan.title, plan.starts_on, plan.template,
    )  # fmt: skip
    second = unpacked(taken(client, "elsewhere", "copy", "zip"), tmp_path / "again")
    assert second == expected


def test_workbook_and_json_hold_the_same_and_nothing_of_a_hidden_plan(
    client: Client, tmp_path: Path
) -> None:
    plan = build()
    (tmp_path / "plan.xlsx").write_bytes(taken(client, "open", "running", "xlsx"))
    (tmp_path / "mapping.toml").write_bytes(taken(client, "open", "running", "toml"))

    outcome = importing.run(
        tmp_path, importing.read(tmp_path / "mapping.toml"), forum="open", plan="running"
    )

    assert (outcome.ledger.total("created"), outcome.ledger.total("changed")) == (0, 0)
    told = json.loads(taken(client, "open", "running", "json"))
    assert [row["ogp_id"] for row in told["commitments"]] == ["XA0003"]
    assert told["updates"][0]["done_es"].startswith("- a list")
    page = client.get("/forums/open/plans/running/data/")
    assert b"data.zip" in page.content
    assert client.get("/forums/open/plans/running/data.exe").status_code == 404
    plan.withdrawn_at = plan.published_at
    plan.save()
    for address in ("data/", "data.zip", "data.json"):
        assert client.get(f"/forums/open/plans/running/{address}").status_code == 404
