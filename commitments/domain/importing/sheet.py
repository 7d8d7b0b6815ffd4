"""The rows of one level of a mapping, and reading their cells as values."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from commitments.domain.importing import days, links
from commitments.domain.importing.numbering import parts_of
from commitments.domain.importing.problems import Position, Problem
from commitments.domain.importing.specs import Level, Mapping, Rule, Texts
from commitments.domain.importing.tables import Cell, Row, Table
from forums.models import Precision

SMALLEST, LARGEST = 1, 32767


class Sheet:
    """Reads fields of rows as the mapping names them; what is wrong is added to `problems`."""

    def __init__(
        self,
        table: Table,
        mapping: Mapping,
        level: Level,
        problems: list[Problem],
        *,
        more: Collection[str] = (),
    ) -> None:
        self.mapping = mapping
        self.level = level
        self.problems = problems
        problems.extend(table.problems)
        named = [column for texts in level.columns.values() for column in texts.values()]
        named += [*level.fill_down, *([level.where.column] if level.where else [])]
        missing = sorted({*named, *filter(None, more)} - set(table.headings))
        if table.headings:
            heading = Position(level.file, level.heading_row, 1, "", level.sheet)
            there = ", ".join(filter(None, table.headings))
            reason = _("There is no column “%(column)s”. There are: %(there)s.")
            problems.extend(
                Problem(heading, reason % {"column": column, "there": there}) for column in missing
            )
        self.rows = [] if missing else list(self._ours(_filled(table.rows, level.fill_down)))

    def _ours(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Those rows of the sheet that are of this level."""
        level, seen = self.level, set()
        for row in rows:
            if row.at.line in level.skip:
                continue
            if level.where and row.text(level.where.column).casefold() not in level.where.words:
                continue
            key = row.text(level.column("key"))
            if level.depth and len(parts_of(key)) != level.depth:
                continue
            if level.repeats and (not key or key in seen):
                continue
            seen.add(key)
            yield row

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
            self.refuse(row, column, _("The cell is empty."))
        if longest is not None and len(text) > longest:
            reason = _("The text has more than %(most)d characters.") % {"most": longest}
            self.refuse(row, column, reason)
        return text

    def texts(self, row: Row, columns: Texts, *, required: bool = False) -> Texts:
        """The texts of columns by language, without the empty ones, their links completed."""
        found = {code: self.correct(row, column) for code, column in columns.items()}
        if required and not any(found.values()):
            self.refuse(row, next(iter(columns.values()), ""), _("The cell is empty."))
        base = self.mapping.base_url
        return {code: links.completed(text, base=base) for code, text in found.items() if text}

    def list(self, row: Row, field: str) -> tuple[str, ...]:
        """The texts of a cell that holds several, each once; line breaks part them too."""
        column = self.level.column(field)
        corrections = self.mapping.corrections.get(column, {})
        parts = re.split(rf"{re.escape(self.mapping.separator)}|\n", self.correct(row, column))
        found = [corrections.get(part.strip(), part.strip()) for part in parts]
        return tuple(dict.fromkeys(part for part in found if part))

    def word(self, row: Row, column: str, words: dict[str, str]) -> str:
        """The portal's word for the cell's; empty where the cell is, or is not known."""
        text = self.correct(row, column)
        if text and text.casefold() not in words:
            reason = _("“%(text)s” is none of: %(words)s.")
            self.refuse(row, column, reason % {"text": text, "words": ", ".join(words)})
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
        whole = re.fullmatch(r"([0-9]{1,5})(?:\.0*|\)|)", text)
        if not whole or not SMALLEST <= int(whole[1]) <= LARGEST:
            reason = _("“%(text)s” is no whole number from 1 to 32767.") % {"text": text}
            self.refuse(row, column, reason)
            return None
        return int(whole[1])

    def day(self, row: Row, field: str) -> dt.date | None:
        """A whole date; None where the cell is empty."""
        column = self.level.column(field)
        if not row.text(column):
            return None
        start, precision = self.start(row, row.cells[column])
        if start is not None and precision == Precision.MONTH:
            reason = _("“%(text)s” has no day.") % {"text": row.text(column)}
            self.refuse(row, column, reason)
        return start.date() if start else None

    def start(self, row: Row, cell: Cell) -> tuple[dt.datetime | None, Precision]:
        """A date as it is known: to the minute, the day or the month, without a time zone."""
        text = cell.text
        try:
            if re.fullmatch(r"\d{4}-\d{2}", text):
                return dt.datetime.fromisoformat(f"{text}-01"), Precision.MONTH
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
                return dt.datetime.fromisoformat(text), Precision.DAY
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2})?", text):
                return dt.datetime.fromisoformat(text), Precision.TIME
        except ValueError:
            pass
        for form in self.mapping.date_formats:
            if start := days.parse(text, form):
                timed = "%H" in form or "%I" in form
                return start, Precision.TIME if timed else Precision.DAY
        reason = _("“%(text)s” is no date such as %(wanted)s.") % {
            "text": text,
            "wanted": _("2025-08-31, or 2025-08 where only the month is known"),
        }
        self.problems.append(Problem(cell.at, reason))
        return None, Precision.DAY


def _filled(rows: Iterable[Row], columns: Sequence[str]) -> Iterator[Row]:
    """The rows, an empty cell of these columns holding what stands above it.

    What stands above counts until one of the columns that are named before holds something new.
    """
    above: dict[str, str] = {}
    for row in rows:
        cells = dict(row.cells)
        for place, column in enumerate(columns):
            if column not in cells:
                continue
            if cells[column].text:
                if cells[column].text != above.get(column):
                    above = {name: above[name] for name in columns[:place] if name in above}
                above[column] = cells[column].text
            elif column in above:
                cells[column] = replace(cells[column], text=above[column])
        yield replace(row, cells=cells)
