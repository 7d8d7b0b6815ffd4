"""What the rows of a sheet are: of one level, or of several and how these are told apart. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from commitments.domain.importing.numbering import parts_of
from commitments.domain.proposing.cells import Look
from commitments.domain.proposing.choices import MIXED_BY_NUMBER, MIXED_BY_WORD, REPEATED
from commitments.domain.proposing.headings import Meaning
from commitments.domain.proposing.vocabulary import LEVELS, level_named


@dataclass
class Column:
    """A column with its cells, what its heading says and how its cells look.

    `target` is what it is proposed to be, `reason` a key of `reasons.REASONS`.
    """

    heading: str
    cells: list[str]
    meaning: Meaning
    look: Look
    target: str = ""
    reason: str = ""

    @property
    def samples(self) -> list[str]:
        """The first different cells."""
        return list(dict.fromkeys(text for text in self.cells if text))[:3]

    @property
    def is_coded(self) -> bool:
        """Whether the cells are short codes and numbers rather than texts."""
        return self.look.codes > 0.7 or self.look.length < 5


@dataclass
class Rows:
    """What rows are: `kind`, `levels` by word or depth, why, and the column that tells."""

    kind: str
    reason: str
    levels: dict[str, str] = field(default_factory=dict)
    column: Column | None = None


def rows_are(columns: Sequence[Column], name: str) -> Rows:
    """What the rows of a sheet with these columns are; `name` is the sheet's and the file's."""
    for column in columns:
        if found := _by_word(column):
            return found
    for column in columns:
        if found := _by_number(column):
            return found
    return _repeated(columns) or _one_level(columns, name)


def _by_word(column: Column) -> Rows | None:
    if column.look.levels < 0.9 or column.look.length > 25:
        return None
    named = {text.casefold(): level_named(text) for text in column.cells if text}
    if len(set(named.values())) < 2:
        return None
    return Rows(MIXED_BY_WORD, "level_words", named, column)


def _by_number(column: Column) -> Rows | None:
    if column.look.numbering < 0.95 or column.look.dates > 0.3:
        return None
    all_parts = [parts_of(text) for text in column.cells if text]
    depths = sorted({len(parts) for parts in all_parts})
    known = set(all_parts)
    top = depths[0]
    if not 1 < len(depths) <= len(LEVELS):
        return None
    if any(len(parts) > top and parts[: len(parts) - 1] not in known for parts in all_parts):
        return None
    levels = {str(depth): level for depth, level in zip(depths, LEVELS, strict=False)}
    return Rows(MIXED_BY_NUMBER, "numbering", levels, column)


def _repeated(columns: Sequence[Column]) -> Rows | None:
    told = {
        column.meaning.level
        for column in columns
        if column.meaning.level and column.meaning.field in ("", "title") and not column.is_coded
    }
    if LEVELS[0] not in told or len(told) < 2:
        return None
    return Rows(REPEATED, "several_titles", {level: level for level in LEVELS if level in told})


def _one_level(columns: Sequence[Column], name: str) -> Rows:
    if level := level_named(name):
        return Rows(level, "name")
    said = {column.meaning.field for column in columns}
    named = [column.meaning.level for column in columns]
    if {"baseline", "target"} <= said or (said & {"baseline", "target"} and LEVELS[2] in named):
        return Rows(LEVELS[2], "columns")
    if LEVELS[1] in named or (said & {"status", "ends"} and "parent" in said):
        return Rows(LEVELS[1], "columns")
    if LEVELS[0] in named or "title" in said:
        return Rows(LEVELS[0], "columns")
    return Rows("", "no_title")
