"""A draft as a spreadsheet, out and back."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.action_plans.returning import (
    COMMITMENT,
    compared,
    draft_with_answers,
    edited_xlsx,
    texts,
    write,
    xlsx_of,
)

pytestmark = pytest.mark.django_db


def test_a_spreadsheet_brings_answers_and_milestones() -> None:
    draft, _person = draft_with_answers()

    def edit(book: Any) -> None:
        answers, milestones = book.worksheets
        answers["C3"] = COMMITMENT.replace("ten", "five")
        milestones["D2"] = "2026-06-30"
        milestones.append(["A law is passed"])

    found = compared(draft, edited_xlsx(xlsx_of(draft), edit), "a.xlsx")
    assert [edit.text for edit in found.texts] == [COMMITMENT.replace("ten", "five")]
    assert [(edit.kind, edit.title) for edit in found.steps] == [
        ("changed", "The register is online"),
        ("added", "A law is passed"),
    ]


def test_no_text_becomes_a_formula_and_comes_back_as_it_was() -> None:
    draft, person = draft_with_answers()
    write(draft, person, "problem", "=HYPERLINK(1)")
    data = xlsx_of(draft)
    cell = load_workbook(io.BytesIO(data)).worksheets[0]["C2"]
    assert (cell.data_type, cell.value) == ("s", "=HYPERLINK(1)")
    assert not compared(draft, data, "a.xlsx").texts


def test_a_formula_is_not_worked_out() -> None:
    draft, _person = draft_with_answers()

    def edit(book: Any) -> None:
        book.worksheets[0]["C3"] = "=1+1"

    found = compared(draft, edited_xlsx(xlsx_of(draft), edit), "a.xlsx")
    assert [piece.text for piece in found.loose] == ["=1+1"]
    assert not found.texts


def test_the_first_sheet_may_come_back_as_csv() -> None:
    draft, person = draft_with_answers()
    write(draft, person, "problem", "- one\n- two")
    rows = load_workbook(io.BytesIO(xlsx_of(draft))).worksheets[0].iter_rows(values_only=True)
    lines = [";".join(f'"{cell or ""}"' for cell in row) for row in rows]
    data = "\n".join(lines).replace('"- one', "\"'- one").replace("ten", "five").encode("utf-8-sig")
    assert texts(draft, data, "a.csv") == {"commitment": COMMITMENT.replace("ten", "five")}
