"""Reading CSV and XLSX as rows of cells that know where they stand."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from commitments.domain.importing.files import Files
from commitments.domain.importing.problems import Position, Problem
from forums.domain.tables import unmarked

DELIMITERS = ",;\t"
MOST_CHARACTERS = 1_000_000
ZIPPED = b"PK\x03\x04"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
LOOKED_AT = 50  # records by which the delimiter is found


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


def read(
    files: Files, name: str, *, sheet: str = "", heading_row: int = 1, encoding: str = ""
) -> Table:
    """Reads one of the files; a zipped one as an XLSX workbook, else as CSV.

    A byte order mark, any line ends, line breaks in quotes, and comma, semicolon or tab between
    cells are taken as they come. `sheet` names a workbook's sheet, the first one if empty.
    Text is UTF-8, or UTF-16 with its mark, unless `encoding` names another encoding.
    Empty rows are left out. Nothing is raised: what is wrong stands in `problems`.
    """
    table = Table(name, [], [], [])
    try:
        data = files[name]
    except KeyError:
        reason = _("There is no such file in %(folder)s.") % {"folder": files}
        if isinstance(files, dict):
            there = ", ".join(files)
            reason = _("There is no such file, only %(names)s.") % {"names": there}
        table.problems.append(Problem(Position(name), reason))
        return table
    records = records_of(data, name, sheet=sheet, encoding=encoding, problems=table.problems)
    _fill(table, records, heading_row, ragged=is_workbook(data))
    return table


def is_workbook(data: bytes) -> bool:
    """Whether the bytes are those of a zipped file, as a workbook is one."""
    return data.startswith(ZIPPED)


def records_of(
    data: bytes, name: str, *, sheet: str, encoding: str, problems: list[Problem]
) -> Iterator[list[Cell]]:
    """The records of a file, the first ones too; what is wrong is added to `problems`."""
    if is_workbook(data) or name.lower().endswith((".xlsx", ".xlsm")):
        return _xlsx_records(data, name, sheet, problems)
    return _csv_records(data, name, encoding, problems)


def headings_of(texts: Iterable[str]) -> list[str]:
    """What the columns are called: by their heading, one that stands again with its number."""
    seen: Counter[str] = Counter()
    found = []
    for text in texts:
        heading = " ".join(text.split())
        seen[heading] += 1
        again = heading and seen[heading] > 1
        found.append(f"{heading} ({seen[heading]})" if again else heading)
    return found


def _fill(table: Table, records: Iterable[list[Cell]], heading_row: int, *, ragged: bool) -> None:
    """`ragged` says that empty cells at the end of a row are not there, as in a workbook."""
    found = False
    for number, cells in enumerate(records, start=1):
        if number < heading_row:
            continue
        if not found:
            found = True
            table.headings = headings_of(cell.text for cell in cells)
        elif any(cell.text for cell in cells):
            if ragged:
                cells = _squared(cells, len(table.headings))
            _add(table, cells)
    if not found and not table.problems:
        reason = _("The file has no heading row.")
        table.problems.append(Problem(Position(table.file), reason))


def _squared(cells: list[Cell], width: int) -> list[Cell]:
    """The cells under headings, those that are not there as empty ones."""
    at = cells[0].at
    missing = range(len(cells) + 1, width + 1)
    cells += [Cell("", Position(at.file, at.line, column, "", at.sheet)) for column in missing]
    return cells[:width]


def _add(table: Table, cells: list[Cell]) -> None:
    width = len(table.headings)
    if len(cells) != width:
        counts = {"cells": len(cells), "width": width}
        reason = _("The row has %(cells)d cells, the heading has %(width)d.") % counts
        table.problems.append(Problem(cells[0].at, reason))
        return
    named = {
        heading: Cell(cell.text, _named(cell.at, heading))
        for heading, cell in zip(table.headings, cells, strict=True)
        if heading
    }
    table.rows.append(Row(named, cells[0].at))


def _named(at: Position, heading: str) -> Position:
    return Position(at.file, at.line, at.column, heading, at.sheet)


def decoded(data: bytes, name: str, encoding: str, problems: list[Problem]) -> str | None:
    """The text of a file; None where it is in another encoding, which is a problem."""
    if data.startswith(UTF_16):
        encoding = "utf-16"
    try:
        text = data.decode(encoding or "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        reason = _("The file is not UTF-8. Save it as “CSV UTF-8”.")
        problems.append(Problem(Position(name, line, column), reason))
        return None
    if "\x00" in text:
        line, column = text.count("\n", 0, text.index("\x00")) + 1, 1
        reason = _("The file has NUL characters.")
        problems.append(Problem(Position(name, line, column), reason))
        return None
    return text


def delimiter_of(text: str) -> str:
    """What stands between the cells: what makes most of the first rows equally long."""
    return max(DELIMITERS, key=lambda mark: _evenness(text, mark))


def _evenness(text: str, mark: str) -> tuple[float, int]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    try:
        widths = [len(record) for record in islice(reader, LOOKED_AT) if any(record)]
    except csv.Error:
        return 0.0, 0
    if not widths:
        return 0.0, 0
    width, count = max(Counter(widths).items(), key=lambda item: (item[1], item[0]))
    return (count / len(widths), width) if width > 1 else (0.0, max(widths))


def _csv_records(
    data: bytes, name: str, encoding: str, problems: list[Problem]
) -> Iterator[list[Cell]]:
    text = decoded(data, name, encoding, problems)
    if text is None:
        return
    csv.field_size_limit(MOST_CHARACTERS)
    mark = delimiter_of(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    line = 1
    try:
        for record in reader:
            if record:
                yield _placed(record, name, line)
            line = reader.line_num + 1
    except csv.Error as error:
        reason = _("The row cannot be read, perhaps a quotation mark is open: %(error)s.")
        problems.append(Problem(Position(name, line), reason % {"error": error}))


def _placed(record: Sequence[str], name: str, line: int) -> list[Cell]:
    cells = []
    for column, raw in enumerate(record, start=1):
        text = raw.replace("\r\n", "\n").replace("\r", "\n")
        cells.append(Cell(unmarked(text.strip()), Position(name, line, column)))
        line += text.count("\n")
    return cells


def _xlsx_records(
    data: bytes, name: str, sheet: str, problems: list[Problem]
) -> Iterator[list[Cell]]:
    try:
        yield from _sheet_records(data, name, sheet, problems)
    except Exception as error:  # of a damaged workbook the library raises whatever it meets
        reason = _("The workbook cannot be read: %(error)s.") % {"error": error}
        problems.append(Problem(Position(name), reason))


def _sheet_records(
    data: bytes, name: str, sheet: str, problems: list[Problem]
) -> Iterator[list[Cell]]:
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    try:
        if sheet and sheet not in book.sheetnames:
            names = {"sheet": sheet, "names": ", ".join(book.sheetnames)}
            reason = _("There is no sheet “%(sheet)s”, only %(names)s.") % names
            problems.append(Problem(Position(name), reason))
            return
        page = book[sheet] if sheet else book.worksheets[0]
        page.reset_dimensions()
        for line, row in enumerate(page.iter_rows(values_only=True), start=1):
            texts = [_text(value).strip() for value in row]
            while texts and not texts[-1]:
                texts.pop()
            yield [
                Cell(text, Position(name, line, column, "", sheet))
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
