"""Reading a spreadsheet of a draft that came back, as XLSX or saved from one as CSV."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from action_plans.domain import draft_marks
from action_plans.domain.draft_marks import QuestionMark, Reference
from action_plans.domain.draft_text import columns
from action_plans.domain.office_files import (
    MOST_COLUMNS,
    MOST_ROWS,
    Kind,
    OfficeFileRefused,
    unreadable,
)
from action_plans.domain.returned_text import (
    Loose,
    Returned,
    ReturnedAnswer,
    ReturnedStep,
    Words,
    complete,
    plain,
)
from forums.domain.tables import FORMULA

DELIMITERS = ",;\t"


def read(name: str, data: bytes, *, kind: Kind, template: str) -> Returned:
    """What the file says, by the questions of the template. Raises OfficeFileRefused."""
    reader = _Reader(Words(template))
    identifier = ""
    try:
        if kind is Kind.CSV:
            for line, row in enumerate(_csv_rows(name, data), start=1):
                reader.row(row, str(line))
        else:
            identifier = _workbook(data, reader)
    except OfficeFileRefused:
        raise
    except Exception as error:  # a damaged workbook fails in as many ways as it has parts
        raise unreadable(name) from error
    if reader.too_long:
        raise OfficeFileRefused(
            _("“%(name)s” has more than %(most)d rows.") % {"name": name, "most": MOST_ROWS}
        )
    return complete(
        name,
        reader.reference or draft_marks.reference([identifier]),
        marks=reader.marks,
        answers=reader.answers,
        steps=reader.steps,
        loose=reader.loose,
    )


class _Reader:
    """Takes rows as they come; once the headings of the milestones came, rows are milestones."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.count = 0
        self.listing = False
        self.reference: Reference | None = None
        self.marks: list[QuestionMark] = []
        self.answers: list[ReturnedAnswer] = []
        self.steps: list[ReturnedStep] | None = None
        self.loose: list[Loose] = []

    @property
    def too_long(self) -> bool:
        return self.count > MOST_ROWS

    def row(self, cells: list[str], where: str) -> None:
        self.count += 1
        cells = [cell.strip() for cell in cells]
        if self.too_long or not any(cells) or self._headings(cells):
            return
        found = draft_marks.reference(cells)
        if found is not None:
            self.reference = self.reference or found
        elif not self._answer(cells) and not self._step(cells):
            said = " | ".join(filter(None, cells))
            self.loose.append(Loose(_("Row %(row)s") % {"row": where}, said))

    def _headings(self, cells: list[str]) -> bool:
        first = plain(cells[0])
        if first in self.words.columns:
            self._list_steps()
        return first in self.words.columns or first in self.words.questions

    def _list_steps(self) -> None:
        self.listing = True
        self.steps = [] if self.steps is None else self.steps

    def _answer(self, cells: list[str]) -> bool:
        """The text stands before the mark; where that is lost, in the third column."""
        for column, cell in enumerate(cells):
            marked = draft_marks.question_mark(cell)
            if marked is not None and column:
                mark = marked[0]
                self.marks.append(mark)
                self.answers.append(ReturnedAnswer(mark.key, mark.base, cells[column - 1]))
                return True
        key = self.words.labels.get(plain(cells[0]))
        if key is None:
            return False
        self.answers.append(ReturnedAnswer(key, None, cells[2] if len(cells) > 2 else ""))
        return True

    def _step(self, cells: list[str]) -> bool:
        most = len(columns())
        for column, cell in enumerate(cells):
            mark = draft_marks.milestone_mark(cell)
            if mark is not None and column >= most:
                self._list_steps()
                self._add(ReturnedStep(mark, *cells[column - most : column]))
                return True
        if self.listing:
            self._add(ReturnedStep(None, *[*cells, *[""] * most][:most]))
        return self.listing

    def _add(self, step: ReturnedStep) -> None:
        assert self.steps is not None
        self.steps.append(step)


def _workbook(data: bytes, reader: _Reader) -> str:
    """Gives every row of every sheet to the reader; returns the workbook's identifier."""
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=False)
    for sheet in book.worksheets:
        reader.listing = False
        sheet.reset_dimensions()
        for line, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
            if reader.too_long:
                break
            formulas = [cell for cell in row if cell.data_type == "f"]
            for cell in formulas:
                where = _("%(cell)s of “%(sheet)s”: the row has a formula and is left out")
                where %= {"cell": cell.coordinate, "sheet": sheet.title}
                reader.loose.append(Loose(where, str(cell.value)))
            if not formulas:
                reader.row([_text(cell.value) for cell in row], f"{line}, {sheet.title}")
    return str(book.properties.identifier or "")


def _text(value: Any) -> str:
    """A value as a person reads it: days as 2026-03-31, whole numbers without .0."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("_x000D_", "").replace("\r\n", "\n")


def _csv_rows(name: str, data: bytes) -> Iterator[list[str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise OfficeFileRefused(
            _("“%(name)s” is not UTF-8. Save it as “CSV UTF-8” and send it again.") % {"name": name}
        ) from error
    delimiter = max(DELIMITERS, key=text.partition("\n")[0].count)
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
        yield [_as_typed(cell) for cell in row[:MOST_COLUMNS]]


def _as_typed(cell: str) -> str:
    """Without the sign by which a spreadsheet keeps a text from being a formula."""
    marked = cell.startswith("'") and cell[1:].startswith(FORMULA)
    return cell[1:] if marked else cell
