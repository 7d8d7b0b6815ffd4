"""A draft that goes through LibreOffice and comes back."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from django.test import Client
from docx import Document
from docx.document import Document as Docx
from pypdf import PdfReader

from tests.action_plans.returning import (
    COMMITMENT,
    PROBLEM,
    docx_of,
    draft_with_answers,
    edited_docx,
    paragraph,
    replacing,
    text_of,
    upload,
)

SECONDS = 120


@pytest.fixture(scope="module")
def soffice() -> str:
    """LibreOffice. Where CI is set it has to be there."""
    found = shutil.which("soffice")
    if found is None:
        reason = "There is no LibreOffice here: apt-get install libreoffice-writer-nogui"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


def converted(soffice: str, data: bytes, kind: str, folder: Path) -> bytes:
    """The document as LibreOffice writes it, in a profile of its own."""
    (folder / "draft.docx").write_bytes(data)
    subprocess.run(
        [
            soffice,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            *("--convert-to", kind),
            *("--outdir", str(folder / "out")),
            str(folder / "draft.docx"),
        ],
        check=True,
        capture_output=True,
        timeout=SECONDS,
    )
    return (folder / "out" / f"draft.{kind}").read_bytes()


@pytest.mark.django_db
def test_a_draft_edited_in_libreoffice_brings_exactly_its_edits(
    soffice: str, tmp_path: Path
) -> None:
    draft, person = draft_with_answers()

    def edit(document: Docx) -> None:
        replacing("ten days", "five days")(document)
        problem = paragraph(document, "Contracts are hard")
        problem.text = problem.text.replace("in vain", "for years")
        document.tables[0].cell(1, 3).text = "2026-06-30"

    data = converted(soffice, docx_of(draft), "docx", tmp_path)
    (tmp_path / "again").mkdir()
    data = converted(soffice, edited_docx(data, edit), "docx", tmp_path / "again")

    client = Client()
    client.force_login(person)
    sent = {"file": upload(data), "written_by": "Ministry of Works"}
    brought = client.post(f"{draft.get_absolute_url()}import/", sent)
    address = str(brought["Location"])
    page = client.get(address).content.decode()
    assert page.count('name="chosen"') == 3
    assert "What belongs to no question" not in page
    seen = page.split('name="seen" value="')[1].split('"')[0]
    milestone = draft.milestones.get()
    chosen = ["problem", "commitment", f"m{milestone.pk}"]
    client.post(address, {"seen": seen, "chosen": chosen})

    assert text_of(draft, "commitment") == COMMITMENT.replace("ten", "five")
    assert text_of(draft, "problem") == PROBLEM.replace("in vain", "for years")
    milestone.refresh_from_db()
    assert str(milestone.due_on) == "2026-06-30"


@pytest.mark.django_db
def test_the_document_can_be_printed(soffice: str, tmp_path: Path) -> None:
    draft, _person = draft_with_answers()
    data = converted(soffice, docx_of(draft), "pdf", tmp_path)
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    for words in ("A draft", "What is the commitment?", "within ten days", "Ministry of Works"):
        assert words in " ".join(text.split())
    assert Document(io.BytesIO(docx_of(draft))).core_properties.title == "A draft"
