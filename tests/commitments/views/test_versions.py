"""The plan's text as page, PDF and DOCX, in force and in each version."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from docx import Document
from pypdf import PdfReader

from action_plans.models import ActionPlan
from commitments import tasks
from commitments.domain import versions
from commitments.models import PlanVersion, VersionCause
from forums.domain.dates import full_date
from tests.factories import (
    ActionPlanFactory,
    CommitmentFactory,
    ForumFactory,
    MilestoneFactory,
    OrganisationFactory,
    PersonFactory,
    PhaseFactory,
    RunningPlanFactory,
    ThemeFactory,
    adopting,
    days,
)

pytestmark = pytest.mark.django_db
LONG = "Water is brown after heavy rain. " * 40


@pytest.fixture
def plan() -> ActionPlan:
    """An adopted plan with two versions; the second says “green”."""
    plan: ActionPlan = RunningPlanFactory(
        forum=ForumFactory(slug="open"),
        slug="running",
        introduction={"en": "**Why** it matters:\n\n- one\n- two", "es": "Por qué importa."},
    )
    PhaseFactory(plan=plan)
    commitment = CommitmentFactory(
        plan=plan,
        number=1,
        title={"en": "Clean water", "es": "Agua limpia"},
        theme=ThemeFactory(plan=plan, name={"en": "Health", "es": "Salud"}),
        lead=OrganisationFactory(),
        values=["transparency"],
        answers={"problem": {"en": "Water is brown.", "es": "El agua es marrón."}},
    )
    today = plan.forum.today
    MilestoneFactory(
        commitment=commitment, number="1.1", due_on=today + days(9), original_due_on=today
    )
    ana = PersonFactory()
    decision = adopting(plan.forum, today)
    versions.make(plan, by=ana, cause=VersionCause.ADOPTED, decision=decision)
    commitment.answers["problem"]["en"] = "Water is green."
    commitment.save()
    versions.make(plan, by=ana, cause=VersionCause.AMENDED, decision=decision)
    return plan


PLAN = "/forums/open/plans/running"


def test_the_text_in_force_is_the_last_version(client: Client, plan: ActionPlan) -> None:
    now = client.get(f"{PLAN}/text/").content.decode()
    before = client.get(f"{PLAN}/versions/1/").content.decode()
    assert "Water is green." in now
    assert "Water is brown." not in now
    assert "Water is brown." in before
    assert "A later version is in force" in before


def test_a_reader_chooses_the_language_of_the_text(client: Client, plan: ActionPlan) -> None:
    page = client.get(f"{PLAN}/text/?language=es")
    assert page.headers["Content-Language"] == "es"
    assert "El agua es marrón." in page.content.decode()
    assert client.get(f"{PLAN}/text/?language=xx").headers["Content-Language"] == "en"


def test_a_plan_that_is_not_adopted_has_no_text(client: Client) -> None:
    plan = ActionPlanFactory(forum__slug="open", slug="running")
    for page in ("text/", "text.pdf", "text.docx", "versions/1/"):
        assert client.get(f"{plan.get_absolute_url()}{page}").status_code == 404


def test_two_versions_are_compared_word_by_word(client: Client, plan: ActionPlan) -> None:
    page = client.get(f"{PLAN}/versions/2/differences/").content.decode()
    assert "<del>brown.</del>" in page
    assert "<ins>green.</ins>" in page
    assert client.get(f"{PLAN}/versions/1/differences/").status_code == 404


def test_no_page_of_a_long_plan_is_over_100_kilobytes(client: Client) -> None:
    plan = RunningPlanFactory(forum=ForumFactory(slug="open"), slug="running")
    keys = ("problem", "causes", "done_so_far", "solution", "results", "open_government")
    for number in range(1, 37):
        commitment = CommitmentFactory(
            plan=plan, number=number, answers={key: {"en": LONG} for key in keys}
        )
        MilestoneFactory.create_batch(6, commitment=commitment)
    versions.make(plan, by=PersonFactory(), cause=VersionCause.ADOPTED)
    seen = 0
    for number in range(1, 50):
        page = client.get(f"{PLAN}/text/?page={number}").content
        assert len(page) < 100_000
        seen += page.count(b'id="commitment-')
        if b'rel="next"' not in page:
            break
    assert seen == 36


def test_a_withdrawn_plan_hides_its_versions(client: Client, plan: ActionPlan) -> None:
    plan.withdrawn_at = timezone.now()
    plan.save()
    for page in ("text/", "text.pdf", "text.docx", "versions/", "versions/1/", "versions/1.pdf"):
        assert client.get(f"{PLAN}/{page}").status_code == 404, page


@pytest.mark.parametrize(("language", "heading"), [("en", "Clean water"), ("es", "Agua limpia")])
def test_the_pdf_is_tagged_and_has_bookmarks(
    client: Client, plan: ActionPlan, language: str, heading: str
) -> None:
    answer = client.get(f"{PLAN}/versions/2.pdf?language={language}")
    pdf = PdfReader(io.BytesIO(answer.content))
    root: Any = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] is not None
    assert root["/Lang"] == language
    names = [row["/Title"] for row in pdf.outline[1] if not isinstance(row, list)]
    assert names
    assert heading in str(pdf.outline)
    again = client.get(
        f"{PLAN}/versions/2.pdf?language={language}", headers={"If-None-Match": answer["ETag"]}
    )
    assert again.status_code == 304


def test_who_asks_for_a_version_that_a_worker_set_gets_the_same_file(
    client: Client, plan: ActionPlan
) -> None:
    version = PlanVersion.objects.select_related("plan__forum").get(number=2)
    assert tasks.set_plan(version.pk) == 2
    kept = default_storage.listdir("reports/plans/open-running-v2-es")[1]
    shown = client.get(f"{PLAN}/text.pdf?language=es")["ETag"].strip('"')
    assert f"{shown}.pdf" in kept


def test_the_docx_has_real_headings_a_contents_field_and_header_rows(
    client: Client, plan: ActionPlan
) -> None:
    answer = client.get(f"{PLAN}/text.docx?language=es")
    document = Document(io.BytesIO(answer.content))
    styles = [(row.style.name, row.text) for row in document.paragraphs if row.style]
    assert ("Heading 3", "1. Agua limpia") in styles
    assert ("Heading 2", "Salud") in styles
    xml = document.element.xml
    assert "TOC \\o" in xml
    assert xml.count("<w:tblHeader/>") == len(document.tables) == 2
    known = document.core_properties
    assert (known.language, known.title) == ("es", str(plan.title))
    cells = [cell.text for cell in document.tables[-1].rows[1].cells]
    assert cells[0] == "1.1"
    with override("es"):
        first = full_date(plan.forum.today)
    assert len(cells) == 5
    assert first in cells[3]
    assert not cells[3].startswith(first)


def test_markdown_becomes_lists_and_emphasis_of_the_document(
    client: Client, plan: ActionPlan
) -> None:
    answer = client.get(f"{PLAN}/text.docx?language=en")
    document = Document(io.BytesIO(answer.content))
    bullets = [
        row.text for row in document.paragraphs if row.style and row.style.name == "List Bullet"
    ]
    assert bullets == ["one", "two"]
    bold = [run.text for row in document.paragraphs for run in row.runs if run.bold]
    assert "Why" in bold


def test_the_docx_opens_in_libreoffice(client: Client, plan: ActionPlan, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        reason = "LibreOffice is not installed (Debian: libreoffice-writer-nogui)."
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    source = tmp_path / "plan.docx"
    source.write_bytes(client.get(f"{PLAN}/text.docx?language=en").content)
    subprocess.run(
        [
            *(office, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile"),
            *("--convert-to", "pdf", "--outdir", str(tmp_path), str(source)),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    text = " ".join(page.extract_text() for page in PdfReader(tmp_path / "plan.pdf").pages)
    assert "Clean water" in text
    assert "Water is green." in text


def test_one_version_of_the_open_data_has_the_whole_text(client: Client, plan: ActionPlan) -> None:
    rows = client.get("/api/v1/versions/?plan=running").json()["results"]
    assert [(row["number"], row["cause"]) for row in rows] == [(1, "adopted"), (2, "amended")]
    assert "content" not in rows[0]
    whole = client.get(f"/api/v1/versions/{rows[0]['id']}/").json()
    assert whole["content"]["format"] == 1
    [commitment] = whole["content"]["plan"]["commitments"]
    assert commitment["answers"][0]["text"]["en"] == "Water is brown."
