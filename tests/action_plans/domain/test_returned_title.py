from __future__ import annotations

import pytest
from docx.document import Document as Docx

from action_plans.domain import draft_import, drafts
from action_plans.domain.draft_import import Outcome
from action_plans.domain.returned_title import KEY, TitleEdit
from forums.domain.errors import ChangedMeanwhile, Incomplete
from forums.models import Translated
from tests.action_plans.returning import (
    compared,
    docx_of,
    draft_with_answers,
    edited_docx,
    upload,
    xlsx_of,
)

pytestmark = pytest.mark.django_db

NEW = "A draft of contracts"


def _retitle(document: Docx, title: str) -> None:
    document.paragraphs[0].text = title


def test_a_changed_title_is_found_and_taken_over_in_the_language_of_the_file() -> None:
    draft, person = draft_with_answers()
    data = edited_docx(docx_of(draft), lambda document: _retitle(document, NEW))
    assert compared(draft, data).title == TitleEdit("A draft", NEW, "A draft")
    brought = draft_import.bring(draft, by=person, file=upload(data), written_by="Works")
    seen = draft_import.changes_in(brought).fingerprint
    outcome = draft_import.take_over(brought, by=person, chosen=[KEY], seen=seen)
    assert outcome == Outcome(0, 0, (), 0, title=True)
    draft.refresh_from_db()
    assert draft.title == {"en": NEW, "es": "Un borrador"}
    brought.refresh_from_db()
    assert brought.taken == [KEY]


def test_a_title_that_nobody_changed_is_no_edit() -> None:
    draft, _person = draft_with_answers()
    for data, name in ((docx_of(draft), "a.docx"), (xlsx_of(draft), "a.xlsx")):
        assert compared(draft, data, name).title is None
    emptied = edited_docx(docx_of(draft), lambda document: _retitle(document, ""))
    assert compared(draft, emptied).title is None


def test_a_title_that_others_changed_meanwhile_is_not_proposed_and_never_restored() -> None:
    draft, person = draft_with_answers()
    untouched, edited = (
        docx_of(draft),
        edited_docx(docx_of(draft), lambda document: _retitle(document, NEW)),
    )
    brought = draft_import.bring(draft, by=person, file=upload(edited), written_by="Works")
    seen = draft_import.changes_in(brought).fingerprint
    drafts.describe(draft, by=person, title=Translated({"en": "Another", "es": "Otro"}))
    assert compared(draft, untouched).title is None
    found = compared(draft, edited).title
    assert found is not None
    assert (found.touches, found.proposed) == (True, False)
    with pytest.raises(ChangedMeanwhile):
        draft_import.take_over(brought, by=person, chosen=[KEY], seen=seen)


def test_a_title_that_is_too_long_is_refused_with_a_sentence() -> None:
    draft, person = draft_with_answers()
    data = edited_docx(docx_of(draft), lambda document: _retitle(document, "x" * 201))
    found = compared(draft, data).title
    assert found is not None
    assert "at most 200 characters; this one has 201" in found.refused
    brought = draft_import.bring(draft, by=person, file=upload(data), written_by="Works")
    seen = draft_import.changes_in(brought).fingerprint
    with pytest.raises(Incomplete):
        draft_import.take_over(brought, by=person, chosen=[KEY], seen=seen)
