"""Opening files that somebody sent as sheets of texts, whatever their encoding and shape."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from action_plans.domain import office_files
from action_plans.domain.office_files import Kind
from commitments.domain.importing import tables
from commitments.domain.importing.problems import Problem
from forums.domain.errors import Refused

MOST_ROWS = 2000
MOST_COLUMNS = 100
MOST_SHEETS = 20


class NotRead(Refused):
    """A file that cannot be imported; the sentence says why and what to send instead."""


@dataclass(frozen=True)
class Grid:
    """A sheet: its rows of texts, and the line on which each begins. A CSV file has no `sheet`."""

    file: str
    sheet: str
    encoding: str
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]

    @property
    def width(self) -> int:
        return max((len(row) for row in self.rows), default=0)


def open_file(name: str, data: bytes) -> list[Grid]:
    """The sheets of a file, judged by what it holds. Raises NotRead."""
    if not data.strip():
        raise NotRead(_("“%(name)s” is empty.") % {"name": name})
    if tables.is_workbook(data) or data.startswith(b"\xd0\xcf\x11\xe0"):
        return _workbook(name, data)
    if data.startswith((b"%PDF", b"{\\rtf", b"<!DOCTYPE", b"<html", b"\x89PNG")):
        raise _no_spreadsheet(name)
    office_files.check_size(name, len(data))
    encoding = encoding_of(data)
    if not encoding:
        raise _no_spreadsheet(name)
    return [_grid(name, "", encoding, data)]


def encoding_of(data: bytes) -> str:
    """UTF-8 where the bytes are that, UTF-16 by its mark, else what Windows writes in the West.

    Empty where they are no text.
    """
    if data.startswith(tables.UTF_16):
        return "utf-16"
    if b"\x00" in data:
        return ""
    for encoding in ("utf-8", "windows-1252"):
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return "latin-1"


def _workbook(name: str, data: bytes) -> list[Grid]:
    if office_files.check(name, data) != Kind.XLSX:
        raise _no_spreadsheet(name)
    try:
        book = load_workbook(BytesIO(data), read_only=True)
        sheets = [page.title for page in book.worksheets]
    except Exception as error:
        raise office_files.unreadable(name) from error
    if not sheets:
        raise office_files.unreadable(name)
    if len(sheets) > MOST_SHEETS:
        counts = {"name": name, "count": len(sheets), "most": MOST_SHEETS}
        raise NotRead(
            _("“%(name)s” has %(count)d sheets; at most %(most)d are read. Take out the others.")
            % counts
        )
    return [_grid(name, sheet, "", data) for sheet in sheets]


def _grid(name: str, sheet: str, encoding: str, data: bytes) -> Grid:
    problems: list[Problem] = []
    rows, lines = [], []
    named = "" if encoding == "utf-8" else encoding
    for cells in tables.records_of(data, name, sheet=sheet, encoding=named, problems=problems):
        rows.append(tuple(cell.text for cell in cells))
        lines.append(cells[0].at.line if cells else 0)
        if len(rows) > MOST_ROWS:
            raise NotRead(
                _("“%(name)s” has more than %(most)d rows. Take out what is not of this plan.")
                % {"name": f"{name} {sheet}".strip(), "most": MOST_ROWS}
            )
        if len(cells) > MOST_COLUMNS:
            raise NotRead(
                _("“%(name)s” has more than %(most)d columns. Take out those that are not needed.")
                % {"name": f"{name} {sheet}".strip(), "most": MOST_COLUMNS}
            )
    if problems:
        where = _("“%(name)s”, line %(line)d: %(reason)s")
        problem = problems[0]
        raise NotRead(where % {"name": name, "line": problem.at.line, "reason": problem.reason})
    return Grid(name, sheet, named, tuple(rows), tuple(lines))


def _no_spreadsheet(name: str) -> NotRead:
    return NotRead(
        _("“%(name)s” is no spreadsheet. Save it as XLSX or CSV and send that.") % {"name": name}
    )
