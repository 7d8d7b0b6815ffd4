"""A draft as a spreadsheet that an office can write in and send back."""

from __future__ import annotations

import io
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from action_plans.domain.draft_text import DraftText, columns
from action_plans.domain.office_text import possible, sent

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WIDTHS = ((40, 40, 90, 12), (50, 40, 14, 14, 40, 12))


def write(content: DraftText) -> bytes:
    """The file, in the language of the content: a sheet of answers and one of milestones.

    Every text is marked as text, so that no spreadsheet takes one for a formula.
    """
    with translation.override(content.language):
        book = Workbook()
        answers, milestones = book.worksheets[0], book.create_sheet()
        answers.title, milestones.title = _("Answers")[:31], _("Milestones")[:31]
        _fill(answers, _answers(content))
        _fill(milestones, _milestones(content))
        _finish(answers, _WIDTHS[0])
        _finish(milestones, _WIDTHS[1])
        book.properties.title = possible(content.title)[:255]
        book.properties.subject = possible(content.plan)[:255]
        book.properties.creator = possible(content.forum)[:255]
        book.properties.language = content.language
        book.properties.identifier = content.reference.line()
        buffer = io.BytesIO()
        book.save(buffer)
    return buffer.getvalue()


def _answers(content: DraftText) -> list[list[Any]]:
    mark = _("Mark (leave as it is)")
    rows: list[list[Any]] = [[_("Question"), _("Help"), _("Answer"), mark]]
    for answer in content.answers:
        rows.append([answer.label, answer.help, sent(answer.text), answer.mark.name()])
    return [*rows, [], [content.reference.line()]]


def _milestones(content: DraftText) -> list[list[Any]]:
    rows: list[list[Any]] = [[*columns(), _("Mark (leave as it is)")]]
    for mark, step in content.steps:
        days = (step.starts_on, step.due_on)
        rows.append([step.title, step.outputs, *days, step.responsible, mark.name()])
    return rows


def _fill(sheet: Any, rows: list[list[Any]]) -> None:
    for line, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(line, column)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if not isinstance(value, str):
                cell.value = value
                cell.number_format = "yyyy-mm-dd"
            elif value:
                cell.value = possible(value)
                cell.data_type = "s"
                cell.quotePrefix = True


def _finish(sheet: Any, widths: tuple[int, ...]) -> None:
    """Headings stay in sight and are printed on each page; the marks are out of the way."""
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    letters = "ABCDEF"[: len(widths)]
    for letter, width in zip(letters, widths, strict=True):
        sheet[f"{letter}1"].font = Font(bold=True)
        sheet.column_dimensions[letter].width = width
    sheet.column_dimensions[letters[-1]].hidden = True
