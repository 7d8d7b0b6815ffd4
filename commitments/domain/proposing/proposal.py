"""A proposal for a whole import: what each sheet and column is taken for, and why. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import zip_longest

from commitments.domain.importing.numbering import parts_of
from commitments.domain.importing.tables import headings_of
from commitments.domain.proposing import cells
from commitments.domain.proposing.choices import (
    LEFT_OUT,
    MIXED,
    MIXED_BY_NUMBER,
    MIXED_BY_WORD,
    REPEATED,
    Choices,
    SheetChoice,
    target_parts,
)
from commitments.domain.proposing.columns import Taking, find_parents
from commitments.domain.proposing.fields import Field
from commitments.domain.proposing.grids import Grid
from commitments.domain.proposing.headings import heading_row, meaning
from commitments.domain.proposing.levels import Column, Rows, rows_are
from commitments.domain.proposing.vocabulary import LEVELS, level_named, state_named

CLOSE = 0.85  # how alike two spellings are that are proposed as the same, from 0 to 1
CORRECTED = ("theme", "office")


@dataclass
class Sheet:
    """A sheet as it was sent, and what it is proposed or was chosen to be."""

    grid: Grid
    choice: SheetChoice
    columns: list[Column] = field(default_factory=list)
    reason: str = ""

    @property
    def count(self) -> int:
        """How many rows stand under the heading."""
        rows = self.grid.rows[self.choice.heading_row :]
        return sum(any(row) for row in rows)

    def cells_of(self, *names: str) -> Iterable[tuple[str, list[str]]]:
        """Headings and cells of the columns that are chosen to be one of these fields."""
        for column in self.columns:
            if target_parts(self.choice.columns.get(column.heading, ""))[1] in names:
                yield column.heading, column.cells


@dataclass(frozen=True)
class Ground:
    """What proposals go by: the forum's languages, and the fields that there are."""

    languages: Sequence[str]
    main: str
    known: Mapping[str, Field]


def propose(grids: Sequence[Grid], ground: Ground) -> tuple[Choices, list[Sheet]]:
    """What is proposed for these sheets, before anybody chose."""
    sheets = [_sheet(grid, ground) for grid in grids]
    found = [(_rows_of(sheet.choice), sheet.columns) for sheet in sheets]
    find_parents(found)
    for sheet in sheets:
        _keep(sheet)
    choices = Choices(language=ground.main, sheets=[sheet.choice for sheet in sheets])
    choices.order, _sure = cells.date_order(_dates(sheets))
    complete(choices, sheets)
    return choices, sheets


def look_again(grids: Sequence[Grid], choices: Choices, ground: Ground) -> list[Sheet]:
    """The sheets with what was chosen; reasons say where it is what would be proposed."""
    return [_chosen(grid, choice, ground) for grid, choice in _pairs(grids, choices)]


def propose_anew(sheet: Sheet, ground: Ground) -> None:
    """Proposes the columns again, for another heading row or other rows than were proposed."""
    sheet.columns = columns_of(sheet.grid, sheet.choice.heading_row, ground)
    rows = _rows_again(sheet)
    sheet.choice.kind, sheet.choice.levels = rows.kind, rows.levels
    _take(sheet.columns, rows, ground)
    _keep(sheet)


def complete(choices: Choices, sheets: Sequence[Sheet]) -> None:
    """Adds what follows from the columns that are chosen: forms of dates, words for states."""
    for sheet in sheets:
        _complete_levels(sheet)
    choices.forms = cells.date_forms(_dates(sheets), choices.order)
    for word in state_words(sheets):
        choices.status.setdefault(word, state_named(word))


def _complete_levels(sheet: Sheet) -> None:
    """For rows of several levels: which word or depth is which level, for those that are there."""
    choice, before = sheet.choice, sheet.choice.levels
    if choice.kind == MIXED_BY_WORD:
        told = sheet.cells_of("level")
        words = {text.casefold(): level_named(text) for _h, texts in told for text in texts if text}
        choice.levels = {word: before.get(word, level) for word, level in words.items()}
    elif choice.kind == MIXED_BY_NUMBER:
        told = sheet.cells_of("key")
        depths = sorted({len(parts_of(text)) for _h, texts in told for text in texts} - {0})
        fitting = zip_longest(map(str, depths), LEVELS[: len(depths)], fillvalue="")
        choice.levels = {depth: before.get(depth, level) for depth, level in fitting}
    elif choice.kind == REPEATED:
        choice.levels = before or {level: level for level in LEVELS[:2]}
    else:
        choice.levels = {}


def state_words(sheets: Sequence[Sheet]) -> list[str]:
    """The different words of the columns that hold states, casefolded."""
    words = [
        text.casefold()
        for sheet in sheets
        for _heading, texts in sheet.cells_of("status")
        for text in texts
        if text
    ]
    return list(dict.fromkeys(words))


def alike(word: str, known: Collection[str]) -> str:
    """A known spelling that the word nearly is; empty where it is one or is like none."""
    if word in known:
        return ""
    by_case = {name.casefold(): name for name in known}
    if word.casefold() in by_case:
        return by_case[word.casefold()]
    close = get_close_matches(word.casefold(), by_case, n=1, cutoff=CLOSE)
    return by_case[close[0]] if close else ""


def columns_of(grid: Grid, heading: int, ground: Ground) -> list[Column]:
    """The columns under the headings of a row, counted from 1."""
    if not 0 < heading <= len(grid.rows):
        return []
    below = [row for row in grid.rows[heading:] if any(row)]
    found = []
    for place, name in enumerate(headings_of(grid.rows[heading - 1])):
        texts = [row[place] if place < len(row) else "" for row in below]
        if name:
            found.append(Column(name, texts, meaning(name, ground.languages), cells.look(texts)))
    return found


def _sheet(grid: Grid, ground: Ground) -> Sheet:
    heading = heading_row(grid.rows, ground.languages)
    choice = SheetChoice(grid.file, grid.sheet, grid.encoding, heading or 1)
    sheet = Sheet(grid, choice, columns_of(grid, heading, ground))
    if not heading or not sheet.count:
        sheet.reason = "no_rows"
        return sheet
    rows = rows_are(sheet.columns, grid.sheet or grid.file.rpartition(".")[0])
    choice.kind, choice.levels, sheet.reason = rows.kind, rows.levels, rows.reason
    _take(sheet.columns, rows, ground)
    return sheet


def _take(columns: Sequence[Column], rows: Rows, ground: Ground) -> None:
    if rows.kind:
        Taking(columns, rows, dict(ground.known), ground.languages, ground.main).propose()


def _rows_of(choice: SheetChoice) -> Rows:
    return Rows(choice.kind, "chosen", choice.levels)


def _rows_again(sheet: Sheet) -> Rows:
    """The rows of the kind that was chosen, with the column that tells levels apart."""
    kind = sheet.choice.kind
    found = rows_are(sheet.columns, sheet.grid.sheet)
    if found.kind == kind and kind in (*MIXED, REPEATED):
        return found
    if kind == REPEATED:
        levels = sheet.choice.levels if set(sheet.choice.levels) <= set(LEVELS) else {}
        return Rows(kind, "chosen", levels or {level: level for level in LEVELS[:2]})
    if kind in MIXED:
        return Rows(kind, "chosen", {level: level for level in LEVELS})
    return Rows(kind, "chosen")


def _keep(sheet: Sheet) -> None:
    sheet.choice.columns = (
        {column.heading: column.target for column in sheet.columns if column.target}
        if sheet.choice.kind != LEFT_OUT
        else {}
    )


def _chosen(grid: Grid, choice: SheetChoice, ground: Ground) -> Sheet:
    sheet = Sheet(grid, choice, columns_of(grid, choice.heading_row, ground))
    rows = rows_are(sheet.columns, grid.sheet or grid.file.rpartition(".")[0])
    sheet.reason = rows.reason if rows.kind == choice.kind else "chosen"
    _take(sheet.columns, rows if rows.kind == choice.kind else _rows_of(choice), ground)
    for column in sheet.columns:
        chosen = choice.columns.get(column.heading, "")
        if chosen != column.target:
            column.target, column.reason = chosen, "chosen"
    return sheet


def _pairs(grids: Sequence[Grid], choices: Choices) -> Iterable[tuple[Grid, SheetChoice]]:
    by_place = {(choice.file, choice.sheet): choice for choice in choices.sheets}
    for grid in grids:
        yield grid, by_place.get((grid.file, grid.sheet)) or SheetChoice(grid.file, grid.sheet)


def _dates(sheets: Sequence[Sheet]) -> list[str]:
    return [
        text
        for sheet in sheets
        for _heading, texts in sheet.cells_of("starts", "ends", "first_start", "first_end")
        for text in texts
        if text
    ]
