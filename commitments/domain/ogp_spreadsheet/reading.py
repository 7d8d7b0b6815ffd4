"""Reading a file in the layout of the partnership's spreadsheet: dirty cells, repeated ids."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from commitments.domain.importing import tables
from commitments.domain.importing.problems import Broken, Position, Problem
from commitments.domain.importing.tables import Row
from commitments.domain.ogp_spreadsheet.columns import (
    COLUMNS,
    COUNTRY,
    ID,
    LEAD,
    NOTHING,
    NUMBER,
    PLAN,
    SCALES,
    SHORT,
    SUPPORTING,
    TEXT,
    THEME,
    TITLE,
    VALUES,
    YEAR,
)

NEEDED = (ID, COUNTRY, YEAR, PLAN, TITLE)
SAME_IN_ALL = (COUNTRY, YEAR, PLAN, NUMBER, TITLE, TEXT, LEAD, *VALUES, *SCALES)
"""Columns that say the same in every row of a commitment that stands once for each theme."""
LONGEST_ID = 12
LARGEST = 32767
FIRST_YEAR, LAST_YEAR = 2011, 2100


@dataclass
class OgpCommitment:
    """A commitment as the file has it, its rows in one. Empty: the file says nothing.

    `values` and `codings` are the portal's words; `values` is None where none is coded.
    """

    at: Position
    id: str
    country: str
    year: int
    plan: int
    number: int | None
    title: str
    text: str
    lead: str
    supporting: tuple[str, ...]
    values: tuple[str, ...] | None
    codings: dict[str, str]
    themes: list[str] = field(default_factory=list)

    @property
    def label(self) -> str:
        return f"{self.id or self.number or ''} {self.title}".strip()[:80]


@dataclass(frozen=True)
class Contents:
    """`unknown` are the headings that nobody knows here; nothing is read from them."""

    commitments: list[OgpCommitment]
    unknown: tuple[str, ...]


def read(data: bytes, name: str) -> Contents:
    """The commitments of a CSV or XLSX file. Raises Broken with every problem of every row."""
    table = tables.read({name: data}, name)
    problems = list(table.problems)
    missing = [column for column in NEEDED if column not in table.headings]
    if table.headings and missing:
        reason = _("There is no column “%(columns)s”.") % {"columns": "”, “".join(missing)}
        problems.append(Problem(Position(name), reason))
    if problems:
        raise Broken(problems)
    reader = _Reader(problems)
    for row in table.rows:
        reader.add(row)
    if problems:
        raise Broken(problems)
    unknown = tuple(heading for heading in table.headings if heading not in (*COLUMNS, ""))
    return Contents(list(reader.found.values()), unknown)


class _Reader:
    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        self.found: dict[object, OgpCommitment] = {}
        self.first: dict[object, Row] = {}

    def add(self, row: Row) -> None:
        """Reads a row; one of a commitment that stood before adds its theme."""
        commitment = self._commitment(row)
        if commitment is None:
            return
        key: object = commitment.id or (
            commitment.country.casefold(),
            commitment.plan,
            commitment.number,
        )
        if not commitment.id and commitment.number is None:
            key = id(row)
        if key not in self.found:
            self.found[key], self.first[key] = commitment, row
        else:
            self._compare(self.first[key], row)
        themes = self.found[key].themes
        themes += [theme for theme in commitment.themes if theme not in themes]

    def _compare(self, first: Row, row: Row) -> None:
        for column in SAME_IN_ALL:
            if _said(first, column).casefold() != _said(row, column).casefold():
                reason = _("The row %(line)d of the same commitment says something else.")
                self._refuse(row, column, reason % {"line": first.at.line})

    def _commitment(self, row: Row) -> OgpCommitment | None:
        before = len(self.problems)
        country = self._needed(row, COUNTRY)
        year = self._number(row, YEAR, FIRST_YEAR, LAST_YEAR, needed=True)
        plan = self._number(row, PLAN, 1, LARGEST, needed=True)
        number = self._number(row, NUMBER, 1, LARGEST)
        title = _said(row, TITLE) or _said(row, SHORT) or self._needed(row, TITLE)
        name = _said(row, ID)
        if len(name) > LONGEST_ID:
            reason = _("An id has at most %(most)d characters.") % {"most": LONGEST_ID}
            self._refuse(row, ID, reason)
        values, codings = self._values(row), self._codings(row)
        if len(self.problems) > before or year is None or plan is None:
            return None
        supporting = [part.strip() for part in re.split(r"[;\n]", _said(row, SUPPORTING))]
        return OgpCommitment(
            at=row.at,
            id=name,
            country=country,
            year=year,
            plan=plan,
            number=number,
            title=title,
            text=_said(row, TEXT),
            lead=_said(row, LEAD),
            supporting=tuple(dict.fromkeys(filter(None, supporting))),
            values=values,
            codings=codings,
            themes=[theme] if (theme := _said(row, THEME)) else [],
        )

    def _values(self, row: Row) -> tuple[str, ...] | None:
        """The values that are coded 1; None where the row codes none, neither 1 nor 0."""
        coded: dict[str, str] = {}
        for column, value in VALUES.items():
            word = re.sub(r"\.0*$", "", _said(row, column))
            if word in ("0", "1"):
                coded[value] = word
            elif word:
                reason = _("“%(word)s” is none of 1, 0, ND, NA and nothing.") % {"word": word}
                self._refuse(row, column, reason)
        return tuple(value for value, word in coded.items() if word == "1") if coded else None

    def _codings(self, row: Row) -> dict[str, str]:
        found = {}
        for column, scale in SCALES.items():
            word = row.text(column)
            value = scale.value(word)
            if value is None:
                words = {"word": word, "words": ", ".join(scale.words.values())}
                reason = _("“%(word)s” is none of: %(words)s, ND, NA.")
                self._refuse(row, column, reason % words)
            elif value:
                found[scale.field] = value
        return found

    def _needed(self, row: Row, column: str) -> str:
        text = _said(row, column)
        if not text:
            self._refuse(row, column, _("The cell is empty."))
        return text

    def _number(
        self, row: Row, column: str, least: int, most: int, *, needed: bool = False
    ) -> int | None:
        """A whole number; spreadsheets write 2019.0 too."""
        text = self._needed(row, column) if needed else _said(row, column)
        if not text:
            return None
        whole = re.fullmatch(r"([0-9]{1,6})(?:\.0*)?", text)
        if not whole or not least <= int(whole[1]) <= most:
            values = {"text": text, "least": least, "most": most}
            reason = _("“%(text)s” is no whole number from %(least)d to %(most)d.")
            self._refuse(row, column, reason % values)
            return None
        return int(whole[1])

    def _refuse(self, row: Row, column: str, reason: str) -> None:
        at = row[column].at if column in row.cells else row.at
        self.problems.append(Problem(at, reason))


def _said(row: Row, column: str) -> str:
    """The text of a cell; empty where it says that there are no data."""
    text = row.text(column)
    return "" if text.casefold() in NOTHING else text
