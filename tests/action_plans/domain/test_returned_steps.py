"""The milestones of a draft, out and back."""

from __future__ import annotations

import pytest
from django.utils import translation
from docx.document import Document as Docx

from tests.action_plans.returning import (
    compared,
    docx_of,
    draft_with_answers,
    edited_docx,
)

pytestmark = pytest.mark.django_db


def test_milestones_that_were_changed_added_and_left_out_are_found() -> None:
    draft, _person = draft_with_answers()
    draft.milestones.create(position=2, title={"en": "Staff are trained"})

    def edit(document: Docx) -> None:
        [table] = document.tables
        table.cell(1, 3).text = "30/6/2026"
        table._tbl.remove(table.rows[2]._tr)
        for column, text in enumerate(
            ("A law is passed", "The law", "", "2027-01-31", "ministry of WORKS")
        ):
            table.cell(2, column).text = text

    changed, added, left_out = compared(draft, edited_docx(docx_of(draft), edit)).steps
    assert (changed.kind, changed.proposed) == ("changed", True)
    assert [(row.before, row.after) for row in changed.changes] == [("2026-03-31", "30/6/2026")]
    assert str(changed.fields["due_on"]) == "2026-06-30"
    assert added.kind == "added"
    assert added.fields["title"] == {"en": "A law is passed"}
    assert str(added.fields["responsible"]) == "Ministry of Works"
    assert (left_out.kind, left_out.title, left_out.proposed) == (
        "removed",
        "Staff are trained",
        False,
    )


@pytest.mark.parametrize(
    ("column", "typed", "why"),
    [
        (3, "in spring", "“in spring” is no day"),
        (3, "31/2/2026", "“31/2/2026” is no day"),
        (4, "Ministry of Magic", "no office called “Ministry of Magic”"),
        (0, "", "needs a title"),
        (0, "x" * 301, "at most 300"),
        (2, "2027-01-01", "cannot be due before it starts"),
    ],
)
def test_a_cell_that_cannot_be_read_says_why(column: int, typed: str, why: str) -> None:
    draft, _person = draft_with_answers()

    def edit(document: Docx) -> None:
        document.tables[0].cell(1, column).text = typed

    [found] = compared(draft, edited_docx(docx_of(draft), edit)).steps
    assert why in found.refused


def test_a_milestone_added_here_since_is_not_taken_for_one_that_was_left_out() -> None:
    draft, _person = draft_with_answers()
    data = docx_of(draft)
    draft.milestones.create(position=2, title={"en": "Later"})
    assert not compared(draft, data).steps


def test_a_milestone_changed_here_since_is_shown_beside() -> None:
    draft, _person = draft_with_answers()

    def edit(document: Docx) -> None:
        document.tables[0].cell(1, 3).text = "2026-05-31"

    data = edited_docx(docx_of(draft), edit)
    draft.milestones.update(due_on="2026-04-30")
    [found] = compared(draft, data).steps
    [change] = found.changes
    assert (change.before, change.after, change.now) == ("2026-03-31", "2026-05-31", "2026-04-30")
    assert not found.proposed


def test_a_milestone_removed_here_since_is_offered_again_where_it_was_changed() -> None:
    draft, _person = draft_with_answers()
    data = docx_of(draft)

    def edit(document: Docx) -> None:
        document.tables[0].cell(1, 3).text = "2026-05-31"

    draft.milestones.all().delete()
    assert not compared(draft, data).steps
    [found] = compared(draft, edited_docx(data, edit)).steps
    assert (found.kind, found.again) == ("added", True)


def test_the_reader_is_told_in_her_language_whatever_the_language_of_the_file() -> None:
    draft, _person = draft_with_answers()

    def edit(document: Docx) -> None:
        document.tables[0].cell(1, 3).text = "2026-06-30"

    data = edited_docx(docx_of(draft), edit)
    with translation.override("es"):
        [found] = compared(draft, data).steps
    assert found.title == "The register is online"
    assert [change.label for change in found.changes] == ["Plazo"]


def test_a_table_whose_head_or_columns_are_gone_loses_no_milestone() -> None:
    draft, _person = draft_with_answers()

    def without_head(document: Docx) -> None:
        [table] = document.tables
        table._tbl.remove(table.rows[0]._tr)

    def without_a_column(document: Docx) -> None:
        for row in document.tables[0].rows:
            row._tr.remove(row.cells[1]._tc)

    assert not compared(draft, edited_docx(docx_of(draft), without_head)).steps
    found = compared(draft, edited_docx(docx_of(draft), without_a_column))
    assert not found.steps
    assert "The register is online | " in found.loose[1].text
