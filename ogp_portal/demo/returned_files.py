"""Drafts that went to an office without the portal as files, and came back."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from action_plans.domain import draft_docx, draft_import, draft_text, drafts
from action_plans.domain.draft_text import Answer, DraftText
from action_plans.models import Draft
from forums.models import Person
from ogp_portal.demo.clock import past
from ogp_portal.demo.world import World


def load(world: World) -> None:
    """Each file is sent, written in and brought; some of what it changes is taken over."""
    for row in world.read("returned_files")["files"]:
        draft, by = world.drafts[row["draft"]], world.people[row["by"]]
        content = _as_of(draft, row["language"], world.clock.moment(row["sent"]))
        with past(world.clock.moment(row["brought"], "15:20")):
            brought = draft_import.bring(
                draft,
                by=by,
                file=SimpleUploadedFile(row["name"], _written(world, content, row)),
                written_by=row["written_by"],
            )
            if "take" in row:
                seen = draft_import.changes_in(brought).fingerprint
                draft_import.take_over(brought, by=by, chosen=row["take"], seen=seen)
            for text in row.get("translated", []):
                _save(draft, text, by=by)


def _as_of(draft: Draft, language: str, moment: dt.datetime) -> DraftText:
    """The draft with the answers that stood at the moment."""
    content = draft_text.of(draft, language=language)
    rows = draft.revisions.standing().filter(language=language, created_at__lt=moment)

    def before(answer: Answer) -> Answer:
        row = rows.filter(question=answer.mark.key).order_by("-number").first()
        mark = replace(answer.mark, base=row.number if row else 0)
        return replace(answer, mark=mark, text=row.text if row else "")

    return replace(content, answers=tuple(map(before, content.answers)))


def _written(world: World, content: DraftText, row: dict[str, Any]) -> bytes:
    """The file with what the office wrote in it."""
    document = Document(io.BytesIO(draft_docx.write(content)))
    for words in row.get("replaced", []):
        [found] = [each for each in document.paragraphs if words["old"] in each.text]
        found.text = found.text.replace(words["old"], words["new"])
    for step in row.get("moved", []):
        due = world.clock.next + dt.timedelta(days=step["days"])
        document.tables[0].cell(step["milestone"], 3).text = due.isoformat()
    for comment in row.get("comments", []):
        [found] = [each for each in document.paragraphs if each.text.startswith(comment["at"])]
        document.add_comment(found.runs, text=comment["text"], author=comment["author"])
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _save(draft: Draft, row: dict[str, str], *, by: Person) -> None:
    standing = drafts.head(draft, row["question"], row["language"])
    drafts.save(
        draft,
        by=by,
        question=row["question"],
        language=row["language"],
        text=row["text"],
        base_number=standing.number if standing else 0,
    )
