from __future__ import annotations

import io
import itertools
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from django.utils import timezone
from pypdf import PdfReader

from commitments.domain import (
    assessment_comments,
    assessments,
    progress,
    report_builds,
    report_docx,
    report_pdf,
)
from commitments.domain.assessment_figures import with_figures
from commitments.domain.assessment_parts import REQUIRED
from commitments.domain.assessment_report import Report, report_of
from commitments.models import BuildState, CommitmentFinding, ReportBuild, SelfAssessment
from forums.domain import comments
from tests.factories import (
    CommitmentFactory,
    ForumFactory,
    MilestoneFactory,
    OrganisationFactory,
    PersonFactory,
    ReportingRoundFactory,
    RunningPlanFactory,
    SelfAssessmentFactory,
    coordinator,
    days,
)

pytestmark = pytest.mark.django_db
TEXT = {"en": "What we did, and **why**.", "es": "Lo que hicimos, y **por qué**."}


@pytest.mark.parametrize("state", [BuildState.WAITING, BuildState.RUNNING])
def test_a_build_of_an_earlier_stage_starts_over_when_it_is_asked_for_again(state: str) -> None:
    assessment, by = SelfAssessmentFactory(), PersonFactory()
    before = report_builds.request_build(assessment, by=by, language="en")
    ReportBuild.objects.filter(pk=before.pk).update(state=state)
    assessment.published_at = timezone.now()
    assessment.save()
    asked = report_builds.request_build(assessment, by=by, language="en")
    after = ReportBuild.objects.get()
    assert asked.pk == after.pk
    assert after.state == BuildState.WAITING
    assert after.requested_at >= assessment.published_at
    assert after.attempts == before.attempts + 1  # so that whoever is at it cannot finish it


def final_one() -> SelfAssessment:
    """A final self-assessment of a plan with an update, its proof, a finding and a comment."""
    forum = ForumFactory(languages=["en", "es"])
    plan = RunningPlanFactory(forum=forum)
    chair = coordinator(forum)
    commitment = CommitmentFactory(plan=plan, lead=OrganisationFactory())
    commitment.supporting.add(OrganisationFactory(sector="civil_society"))
    milestone = MilestoneFactory(commitment=commitment, due_on=plan.ends_on)
    opened = ReportingRoundFactory(plan=plan)
    update = progress.report(milestone, by=chair, round=opened, status="in_progress", done=TEXT)
    progress.add_link(update, by=chair, title="Proof", url="https://example.org/proof")
    progress.submit(update, by=chair)
    progress.publish(update, by=chair)
    CommitmentFinding.objects.create(
        commitment=commitment, round=opened, organisation=OrganisationFactory(), by=chair,
        status="limited", reason=TEXT, published_at=timezone.now(),
    )  # fmt: skip
    texts: dict[str, Any] = dict.fromkeys(REQUIRED["mid-term"], TEXT)
    assessment = assessments.write(plan, by=chair, kind="mid-term", **texts)
    assessments.give_account(plan, by=chair, kind="mid-term", commitment=commitment, results=TEXT)
    assessments.open_consultation(assessment, by=chair, closes_on=forum.today + days(14))
    said = comments.add(assessment, by=PersonFactory(), text="And the bridge?")
    assessment_comments.answer(assessment, by=chair, text="In May.", comment=said)
    SelfAssessment.objects.filter(pk=assessment.pk).update(
        consultation_opens_on=forum.today - days(20),
        consultation_closes_on=forum.today - days(1),
    )
    assessments.finish(assessment, by=chair)
    return assessment


def whole(assessment: SelfAssessment, language: str) -> Report:
    rows = with_figures(SelfAssessment.objects.select_related("plan__forum"))
    return report_of(rows.get(pk=assessment.pk), language, whole=True)


def walk(node: Any) -> Any:
    """Every element of a PDF's structure, parents first."""
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            yield from walk(child)
    elif isinstance(node, dict):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from walk(node["/K"])


def test_the_pdf_is_tagged_and_says_all_in_its_language(tmp_path: Path) -> None:
    assessment = final_one()
    pdf = report_pdf.render(whole(assessment, "es"))
    assert pdf == report_pdf.render(whole(assessment, "es"))

    reader = PdfReader(io.BytesIO(pdf))
    root: Any = reader.root_object
    assert root["/MarkInfo"]["/Marked"]
    assert b'pdfuaid:part="1"' in root["/Metadata"].get_data()
    assert str(root["/Lang"]) == "es"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert "Autoevaluación" in str(reader.metadata.title)
    assert reader.outline
    marks = [(str(node["/S"]), node) for node in walk(root["/StructTreeRoot"])]
    tags = [tag for tag, _node in marks]
    levels = [int(tag[2]) for tag in tags if tag in ("/H1", "/H2", "/H3", "/H4")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert tags.count("/Table") >= 5
    assert tags.count("/TH") > tags.count("/Table")
    figures = [node for tag, node in marks if tag == "/Figure"]
    assert figures
    assert all(node.get("/Alt") for node in figures)
    text = " ".join(page.extract_text() for page in reader.pages)
    for said in ("Lo que hicimos", "And the bridge?", "In May."):
        assert said in text, said

    file = tmp_path / "report.pdf"
    file.write_bytes(pdf)
    if shutil.which("qpdf"):
        subprocess.run(["qpdf", "--check", file], check=True, capture_output=True)
    if shutil.which("pdfinfo"):
        told = subprocess.run(["pdfinfo", file], check=True, capture_output=True, text=True).stdout
        assert "Tagged:          yes" in told
        fonts = subprocess.run(["pdffonts", file], check=True, capture_output=True, text=True)
        rows = fonts.stdout.splitlines()[2:]
        assert rows
        assert all(row.split()[-5] == "yes" for row in rows), fonts.stdout


def test_the_docx_says_the_same_and_is_the_same_file_each_time() -> None:
    assessment = final_one()
    file = report_docx.render(whole(assessment, "en"))
    assert file == report_docx.render(whole(assessment, "en"))

    with zipfile.ZipFile(io.BytesIO(file)) as package:
        assert {part.date_time for part in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    document = docx.Document(io.BytesIO(file))
    assert document.core_properties.language == "en"
    headings = [
        row.text
        for row in document.paragraphs
        if row.style is not None and row.style.name == "Heading 1"
    ]
    assert headings[:2] == ["1. Introduction and background", "2. Action plan process"]
    assert headings[-1] == "Comments and how they were answered"
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "And the bridge?" in cells
    assert "In May." in cells
    assert any("Limited" in cell for cell in cells)


def test_each_language_and_format_is_built_once(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    assessment, by = final_one(), PersonFactory()
    report_builds.request_all(assessment, by=by, languages=["en"])
    report_builds.request_all(assessment, by=by, languages=["en"])
    rows = list(ReportBuild.objects.all())
    assert sorted(row.format for row in rows) == ["docx", "pdf"]
    assert [report_builds.build(row.pk) for row in rows] == [True, True]
    assert [report_builds.build(row.pk) for row in rows] == [False, False]
    before = list(ReportBuild.objects.values_list("pk", "sha256"))
    report_builds.request_all(assessment, by=by, languages=["en"])
    assert list(ReportBuild.objects.values_list("pk", "sha256")) == before  # final: it stands
    for row in ReportBuild.objects.all():
        assert (row.state, row.progress) == (BuildState.DONE, 100)
        assert str(row.file.name).endswith(f"-en.{row.format}")
