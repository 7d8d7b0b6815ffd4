"""A saved mapping brought to the files of another day: found by its columns, and shown again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from commitments.domain.importing.specs import Level, Mapping
from commitments.domain.importing.tables import headings_of
from commitments.domain.proposing.choices import (
    MIXED_BY_NUMBER,
    MIXED_BY_WORD,
    REPEATED,
    Choices,
    SheetChoice,
    target_of,
)
from commitments.domain.proposing.fields import fields
from commitments.domain.proposing.grids import Grid
from commitments.domain.proposing.vocabulary import LEVELS


def rebound(mapping: Mapping, grids: Sequence[Grid]) -> Mapping:
    """The mapping with each level read from the sheet that has its columns.

    One whose file is there by name stays with it.
    """
    changed: dict[str, Any] = {
        name: _rebound(level, grids)
        for name in (*LEVELS, "updates", "responses")
        if (level := getattr(mapping, name)) is not None
    }
    if mapping.meetings is not None:
        level = _rebound(mapping.meetings.level, grids)
        return replace(mapping, meetings=replace(mapping.meetings, level=level), **changed)
    return replace(mapping, **changed)


def _rebound(level: Level, grids: Sequence[Grid]) -> Level:
    grid = _grid_of(level, grids)
    if grid is None:
        return level
    return replace(level, file=grid.file, sheet=grid.sheet, encoding=grid.encoding)


def _grid_of(level: Level, grids: Sequence[Grid]) -> Grid | None:
    named = [grid for grid in grids if grid.file == level.file]
    ours = [grid for grid in named if not level.sheet or grid.sheet == level.sheet]
    if ours:
        return ours[0]
    wanted = {column for texts in level.columns.values() for column in texts.values()}
    fitting = [grid for grid in grids if wanted <= _headings(grid, level.heading_row)]
    same = [grid for grid in fitting if grid.sheet == level.sheet]
    return next(iter(same or fitting), None)


def _headings(grid: Grid, row: int) -> set[str]:
    return set(headings_of(grid.rows[row - 1])) if 0 < row <= len(grid.rows) else set()


def choices_from(mapping: Mapping, grids: Sequence[Grid], proposed: Choices) -> Choices:
    """The choices that a mapping stands for; of sheets that it does not name, none."""
    bound = rebound(mapping, grids)
    sheets = {
        (grid.file, grid.sheet): SheetChoice(grid.file, grid.sheet, grid.encoding) for grid in grids
    }
    used = {name: level for name in LEVELS if (level := getattr(bound, name)) is not None}
    for name, level in used.items():
        choice = sheets.get((level.file, level.sheet))
        if choice is not None:
            _assign(choice, name, level, used, bound)
    status = {word: state for word, state in mapping.status.items() if word != state}
    return Choices(
        language=mapping.language,
        order=proposed.order if not mapping.date_formats else _order(mapping.date_formats),
        forms=list(mapping.date_formats),
        separator=mapping.separator,
        sheets=list(sheets.values()),
        status=proposed.status | status,
        corrections=dict(mapping.corrections),
        as_of=mapping.rounds[-1].as_of.isoformat() if mapping.rounds else "",
    )


def _assign(
    choice: SheetChoice, name: str, level: Level, used: dict[str, Level], mapping: Mapping
) -> None:
    choice.heading_row = level.heading_row
    together = [
        other
        for other, found in used.items()
        if (found.file, found.sheet) == (level.file, level.sheet)
    ]
    repeats = any(used[other].repeats for other in together)
    if level.where is not None:
        choice.kind = MIXED_BY_WORD
        choice.levels |= dict.fromkeys(sorted(level.where.words), name)
        choice.columns[level.where.column] = "level"
    elif level.depth and len(together) > 1:
        choice.kind = MIXED_BY_NUMBER
        choice.levels[str(level.depth)] = name
    elif repeats:
        choice.kind = REPEATED
        choice.levels[name] = name
    else:
        choice.kind = name
    prefix = name if choice.kind == REPEATED else ""
    for target, heading in _targets(name, level, mapping, prefix):
        choice.columns.setdefault(heading, target)


def _targets(name: str, level: Level, mapping: Mapping, prefix: str) -> list[tuple[str, str]]:
    known = fields("")
    by_name = {item.levels[name]: item for item in known.values() if item.levels.get(name)}
    found = [
        (target_of(by_name[field].name, language=language, level=prefix), heading)
        for field, texts in level.columns.items()
        if field in by_name
        for language, heading in texts.items()
    ]
    if name == "commitments":
        for question, texts in mapping.answers.items():
            answer = f"answers.{question}"
            found += [(target_of(answer, language=code), head) for code, head in texts.items()]
    if name == "milestones" and mapping.rounds:
        last = mapping.rounds[-1]
        for field, texts in (
            ("done", last.text),
            ("obstacles", last.obstacles),
            ("next_steps", last.next_steps),
        ):
            found += [(target_of(field, language=code), head) for code, head in texts.items()]
        found += [("evidence", heading) for heading in last.evidence]
    return found


def _order(formats: Sequence[str]) -> str:
    return "mdy" if any(form.startswith("%m") for form in formats) else "dmy"
