"""Reading CSV and XLSX as rows of cells that know where they stand."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from commitments.domain.importing.problems import Position, Problem

DELIMITERS = ",;\t"
MOST_CHARACTERS = 1_000_000


@dataclass(frozen=True)
class Cell:
    """The text of a cell without spaces around it, line breaks as \\n, and where it begins."""

    text: str
    at: Position


@dataclass(frozen=True)
class Row:
    """One record: its cells by heading."""

    cells: dict[str, Cell]
    at: Position

    def __getitem__(self, heading: str) -> Cell:
        return self.cells[heading]

    def text(self, heading: str) -> str:
        """The text under a heading; empty where there is no such column."""
        return self.cells[heading].text if heading in self.cells else ""


@dataclass
class Table:
    """A file's rows. Where `problems` is not empty the rows are not all there."""

    file: str
    headings: list[str]
    rows: list[Row]
    problems: list[Problem]


def read(folder: Path, name: str, *, sheet: str = "", heading_row: int = 1) -> Table:
    """Reads a file of the folder; by its ending an XLSX workbook, else CSV in UTF-8.

    A byte order mark, any line ends, line breaks in quotes, and comma, semicolon or tab between
    cells are taken as they come. `sheet` names a workbook's sheet, the first one if empty.
    Empty rows are left out. Nothing is raised: what is wrong stands in `problems`.
    """
    table = Table(name, [], [], [])
    path = folder / name
    if not path.is_file():
        table.problems.append(Problem(Position(name), f"There is no such file in {folder}."))
        return table
    records: Iterator[list[Cell]]
    workbook = path.suffix.lower() in (".xlsx", ".xlsm")
    if workbook:
        records = _xlsx_records(path, name, sheet, table.problems)
    else:
        records = _csv_records(path, name, table.problems)
    _fill(table, records, heading_row, ragged=workbook)
    return table


def _fill(table: Table, records: Iterable[list[Cell]], heading_row: int, *, ragged: bool) -> None:
    """`ragged` says that empty cells at the end of a row are not there, as in a workbook."""
    heading: list[Cell] | None = None
    for number, cells in enumerate(records, start=1):
        if number < heading_row:
            continue
        if heading is None:
            heading = _heading(table, cells)
            continue
        if not any(cell.text for cell in cells):
            continue
        if ragged:
            line = cells[0].at.line
            missing = range(len(cells) + 1, len(heading) + 1)
            cells += [Cell("", Position(table.file, line, column)) for column in missing]
        if len(cells) != len(heading):
            reason = f"The row has {len(cells)} cells, the heading has {len(heading)}."
            table.problems.append(Problem(cells[0].at, reason))
            continue
        named = {
            title.text: Cell(cell.text, _named(cell.at, title.text))
            for title, cell in zip(heading, cells, strict=True)
            if title.text
        }
        table.rows.append(Row(named, cells[0].at))
    if heading is None and not table.problems:
        table.problems.append(Problem(Position(table.file), "The file has no heading row."))


def _heading(table: Table, cells: list[Cell]) -> list[Cell]:
    for cell in cells:
        if cell.text and cell.text in table.headings:
            reason = f"The heading “{cell.text}” stands twice."
            table.problems.append(Problem(cell.at, reason))
        table.headings.append(cell.text)
    return cells


def _named(at: Position, heading: str) -> Position:
    return Position(at.file, at.line, at.column, heading)


def _csv_records(path: Path, name: str, problems: list[Problem]) -> Iterator[list[Cell]]:
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        reason = "The file is not UTF-8. Save it as “CSV UTF-8”."
        problems.append(Problem(Position(name, line, column), reason))
        return
    if "\x00" in text:
        line, column = text.count("\n", 0, text.index("\x00")) + 1, 1
        problems.append(Problem(Position(name, line, column), "The file has NUL characters."))
        return
    first = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    csv.field_size_limit(MOST_CHARACTERS)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for record in reader:
            if record:
                yield _placed(record, name, line)
            line = reader.line_num + 1
    except csv.Error as error:
        reason = f"The row cannot be read, perhaps a quotation mark is open: {error}."
        problems.append(Problem(Position(name, line), reason))


def _placed(record: Sequence[str], name: str, line: int) -> list[Cell]:
    cells = []
    for column, raw in enumerate(record, start=1):
        text = raw.replace("\r\n", "\n").replace("\r", "\n")
        cells.append(Cell(text.strip(), Position(name, line, column)))
        line += text.count("\n")
    return cells


def _xlsx_records(
    path: Path, name: str, sheet: str, problems: list[Problem]
) -> Iterator[list[Cell]]:
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        problems.append(Problem(Position(name), f"The workbook cannot be read: {error}."))
        return
    try:
        if sheet and sheet not in book.sheetnames:
            there = ", ".join(book.sheetnames)
            problems.append(Problem(Position(name), f"There is no sheet “{sheet}”, only {there}."))
            return
        page = book[sheet] if sheet else book.worksheets[0]
        page.reset_dimensions()
        for line, row in enumerate(page.iter_rows(values_only=True), start=1):
            texts = [_text(value).strip() for value in row]
            while texts and not texts[-1]:
                texts.pop()
            yield [
                Cell(text, Position(name, line, column))
                for column, text in enumerate(texts, start=1)
            ]
    finally:
        book.close()


def _text(value: Any) -> str:
    """A spreadsheet's value as a person reads it: dates by ISO 8601, whole numbers without .0."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time(0)
        return value.date().isoformat() if midnight else value.isoformat(" ", "minutes")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\r\n", "\n").replace("_x000D_", "")
