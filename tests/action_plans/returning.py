"""A draft that goes out as a file, and what an office does with the file."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from docx.document import Document as Docx
from docx.text.paragraph import Paragraph
from openpyxl import load_workbook

from action_plans.domain import draft_docx, draft_import, draft_text, draft_xlsx, drafts
from action_plans.domain.draft_import import Comparison
from action_plans.models import Draft, DraftMilestone
from forums.models import Person
from tests.factories import DraftFactory, OrganisationFactory, seated

PROBLEM = "Contracts are hard to find. Citizens ask in vain.\n\n- Ministry of Works\n- Courts"
COMMITMENT = "The office publishes every contract within ten days."


def draft_with_answers() -> tuple[Draft, Person]:
    """A draft with two answers in English and a milestone, and a member who wrote them."""
    draft: Draft = DraftFactory(plan__template="handbook_4")
    person = seated(draft.plan.forum)
    write(draft, person, "problem", PROBLEM)
    write(draft, person, "commitment", COMMITMENT)
    DraftMilestone.objects.create(
        draft=draft,
        position=1,
        title={"en": "The register is online", "es": "El registro está en línea"},
        due_on="2026-03-31",
        responsible=OrganisationFactory(name={"en": "Ministry of Works", "es": "Obras"}),
    )
    return draft, person


def write(draft: Draft, by: Person, question: str, text: str, base: int | None = None) -> int:
    """Saves an answer on top of the text that stands; returns the number of its revision."""
    standing = drafts.head(draft, question, "en")
    number = base if base is not None else standing.number if standing else 0
    saved = drafts.save(
        draft, by=by, question=question, language="en", text=text, base_number=number
    )
    return saved.standing.number


def text_of(draft: Draft, question: str) -> str:
    head = drafts.head(draft, question, "en")
    return head.text if head else ""


def docx_of(draft: Draft, language: str = "en") -> bytes:
    return draft_docx.write(draft_text.of(draft, language=language))


def xlsx_of(draft: Draft, language: str = "en") -> bytes:
    return draft_xlsx.write(draft_text.of(draft, language=language))


def edited_docx(data: bytes, edit: Callable[[Docx], object]) -> bytes:
    document = Document(io.BytesIO(data))
    edit(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def edited_xlsx(data: bytes, edit: Callable[[Any], object]) -> bytes:
    book = load_workbook(io.BytesIO(data))
    edit(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def paragraph(document: Docx, beginning: str) -> Paragraph:
    """The first paragraph that begins so."""
    return next(row for row in document.paragraphs if row.text.startswith(beginning))


def replacing(old: str, new: str) -> Callable[[Docx], None]:
    """An edit that replaces words of the paragraph that has them."""

    def edit(document: Docx) -> None:
        [found] = [row for row in document.paragraphs if old in row.text]
        found.text = found.text.replace(old, new)

    return edit


def upload(data: bytes, name: str = "draft.docx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def compared(draft: Draft, data: bytes, name: str = "draft.docx") -> Comparison:
    """What the file changes in the draft as it stands."""
    return draft_import.compare(draft, draft_import.read(draft, name, data))


def texts(draft: Draft, data: bytes, name: str = "draft.docx") -> dict[str, str]:
    return {edit.key: edit.text for edit in compared(draft, data, name).texts}
