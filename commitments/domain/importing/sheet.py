"""The rows of one level of a mapping, and reading their cells as values."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from pathlib import Path

from commitments.domain.importing import links, tables
from commitments.domain.importing.problems import Position, Problem
from commitments.domain.importing.specs import Level, Mapping, Rule, Texts
from commitments.domain.importing.tables import Cell, Row
from forums.models import Precision


class Sheet:
    """Reads fields of rows as the mapping names them; what is wrong is added to `problems`."""

    def __init__(
        self,
        folder: Path,
        mapping: Mapping,
        level: Level,
        problems: list[Problem],
        *,
        more: Collection[str] = (),
    ) -> None:
        self.mapping = mapping
        self.level = level
        self.problems = problems
        table = tables.read(folder, level.file, sheet=level.sheet, heading_row=level.heading_row)
        problems.extend(table.problems)
        named = [column for texts in level.columns.values() for column in texts.values()]
        missing = sorted({*named, *filter(None, more)} - set(table.headings))
        if table.headings:
            heading = Position(level.file, level.heading_row, 1)
            there = ", ".join(filter(None, table.headings))
            problems.extend(
                Problem(heading, f"There is no column “{column}”. There are: {there}.")
                for column in missing
            )
        self.rows = [] if missing else table.rows

    def refuse(self, row: Row, column: str, reason: str) -> None:
        """Notes a problem at a cell."""
        at = row[column].at if column in row.cells else row.at
        self.problems.append(Problem(at, reason))

    def correct(self, row: Row, column: str) -> str:
        """The cell's text, its spelling corrected by the mapping."""
        text = row.text(column)
        return self.mapping.corrections.get(column, {}).get(text, text)

    def text(
        self, row: Row, field: str, *, required: bool = False, longest: int | None = None
    ) -> str:
        """The text of a field, corrected; empty where the mapping names no column."""
        column = self.level.column(field)
        text = self.correct(row, column)
        if required and not text:
            self.refuse(row, column, "The cell is empty.")
        if longest is not None and len(text) > longest:
            self.refuse(row, column, f"The text has more than {longest} characters.")
        return text

    def texts(self, row: Row, columns: Texts, *, required: bool = False) -> Texts:
        """The texts of columns by language, without the empty ones, their links completed."""
        found = {code: self.correct(row, column) for code, column in columns.items()}
        if required and not any(found.values()):
            self.refuse(row, next(iter(columns.values()), ""), "The cell is empty.")
        base = self.mapping.base_url
        return {code: links.completed(text, base=base) for code, text in found.items() if text}

    def word(self, row: Row, column: str, words: dict[str, str]) -> str:
        """The portal's word for the cell's; empty where the cell is, or is not known."""
        text = self.correct(row, column)
        if text and text.casefold() not in words:
            self.refuse(row, column, f"“{text}” is none of: {', '.join(words)}.")
        return words.get(text.casefold(), "")

    def rule(self, row: Row, rules: Collection[Rule]) -> str:
        """The value of the first rule that matches; empty where none does."""
        for rule in rules:
            if rule.holds(self.correct(row, rule.column)):
                return rule.value
        return ""

    def number(self, row: Row, field: str) -> int | None:
        """A whole number from 1 to 32,767; None where the cell is empty."""
        column = self.level.column(field)
        text = row.text(column)
        if not text:
            return None
        if not re.fullmatch(r"[0-9]{1,5}", text) or not 1 <= int(text) <= 32767:
            self.refuse(row, column, f"“{text}” is no whole number from 1 to 32767.")
            return None
        return int(text)

    def day(self, row: Row, field: str) -> dt.date | None:
        """A whole date; None where the cell is empty."""
        column = self.level.column(field)
        if not row.text(column):
            return None
        start, precision = self.start(row, row.cells[column])
        if start is not None and precision == Precision.MONTH:
            self.refuse(row, column, f"“{row.text(column)}” has no day.")
        return start.date() if start else None

    def start(self, row: Row, cell: Cell) -> tuple[dt.datetime | None, Precision]:
        """A date as it is known: to the minute, the day or the month, without a time zone."""
        text, form = cell.text, self.mapping.date_format
        try:
            if re.fullmatch(r"\d{4}-\d{2}", text):
                return dt.datetime.fromisoformat(f"{text}-01"), Precision.MONTH
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
                return dt.datetime.fromisoformat(text), Precision.DAY
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2})?", text):
                return dt.datetime.fromisoformat(text), Precision.TIME
            if form:
                timed = "%H" in form or "%I" in form
                start = dt.datetime.strptime(text, form)  # noqa: DTZ007 - the caller knows the zone
                return start, Precision.TIME if timed else Precision.DAY
        except ValueError:
            pass
        wanted = "2025-08-31, or 2025-08 where only the month is known"
        self.problems.append(Problem(cell.at, f"“{text}” is no date such as {wanted}."))
        return None, Precision.DAY
