"""What each column of a sheet is taken for, once it is known what the rows are. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from commitments.domain.importing.numbering import parts_of
from commitments.domain.proposing import cells
from commitments.domain.proposing.choices import REPEATED, target_of
from commitments.domain.proposing.fields import Field
from commitments.domain.proposing.levels import Column, Rows
from commitments.domain.proposing.vocabulary import LEVELS

UNKNOWN, NOT_HERE, TAKEN = "unknown", "not_here", "taken"


@dataclass
class Taking:
    """Gives the columns of one sheet their targets, the first that fits each."""

    columns: Sequence[Column]
    rows: Rows
    known: dict[str, Field]
    languages: Sequence[str]
    main: str

    def propose(self) -> None:
        """Sets target and reason of every column."""
        self.levels = list(dict.fromkeys(self.rows.levels.values())) or [self.rows.kind]
        self.level = ""
        self.taken: set[str] = set()
        if self.rows.column:
            told = "level" if self.rows.reason == "level_words" else "key"
            self._take(self.rows.column, told, "", self.rows.reason)
        for column in self.columns:
            if column is not self.rows.column:
                self.level = column.meaning.level or self.level
                self._propose(column)
        if not any("title" in target for target in self.taken):
            self._title_by_length()

    def _propose(self, column: Column) -> None:
        name, reason = self._by_heading(column), "heading"
        if not name:
            name, reason = self._by_cells(column)
        if not name:
            column.reason = UNKNOWN if column.look.filled else "empty"
            return
        level = self._level_of(column, name)
        if not level:
            column.reason = NOT_HERE
            return
        prefix = level if self.rows.kind == REPEATED else ""
        if name == "key" and target_of("key", level=prefix) in self.taken:
            name = "number"
        self._take(column, name, prefix, reason)

    def _by_heading(self, column: Column) -> str:
        """The field by the heading alone; a level's own name is its key, its title or a parent."""
        said = column.meaning
        if said.level and said.field in ("", "key", "number", "title"):
            place = LEVELS.index(said.level)
            if self.rows.kind in LEVELS and self.rows.kind != said.level:
                return "parent" if LEVELS.index(self.rows.kind) == place + 1 else ""
            if not said.field:
                return "key" if column.is_coded else "title"
        if said.field == "title" and column.is_coded and column.look.codes > 0.9:
            return "key"
        return said.field

    def _by_cells(self, column: Column) -> tuple[str, str]:
        look = column.look
        if look.dates > cells.MOST:
            free = [name for name in ("ends", "starts") if name not in self.taken]
            return (free[0], "dates") if free else ("", "")
        if look.states > cells.MOST and look.distinct < 0.9:
            return "status", "states"
        if column.meaning.language and look.length > 20:
            return "title", "language"
        return "", ""

    def _level_of(self, column: Column, name: str) -> str:
        """The level of which the column tells the field; empty where none has such a field."""
        if name not in self.known:
            return ""
        has = [level for level in self.levels if level in self.known[name].levels]
        if not has or self.rows.kind != REPEATED:
            return has[0] if has else ""
        if column.meaning.level:
            return column.meaning.level if column.meaning.level in has else ""
        return self.level if self.level in has else has[-1]

    def _take(self, column: Column, name: str, prefix: str, reason: str) -> None:
        language = ""
        if name in self.known and self.known[name].has_languages:
            language = self._language(column, name, prefix)
            if language not in self.languages:
                column.reason = "other_language" if language else "which_language"
                return
        target = target_of(name, language=language, level=prefix)
        if target in self.taken and name != "evidence":
            column.reason = TAKEN
            return
        column.target, column.reason = target, reason
        self.taken.add(target)

    def _language(self, column: Column, name: str, prefix: str) -> str:
        """The language of a text: by the heading, by its words, else the main one."""
        if column.meaning.language:
            return column.meaning.language
        free = [
            code
            for code in self.languages
            if target_of(name, language=code, level=prefix) not in self.taken
        ]
        spoken = cells.language_of(column.cells, self.languages)
        if spoken:
            return spoken
        return self.main if self.main in free else free[0] if len(free) == 1 else ""

    def _title_by_length(self) -> None:
        """Where no heading names a title it is the column with the longest different texts."""
        free = [c for c in self.columns if not c.target and c.look.length > 15]
        free = [column for column in free if column.look.distinct > 0.8]
        if not free:
            return
        column = max(free, key=lambda column: column.look.length)
        prefix = self.levels[-1] if self.rows.kind == REPEATED else ""
        self._take(column, "title", prefix, "longest")


def find_parents(sheets: Collection[tuple[Rows, Sequence[Column]]]) -> None:
    """Where a column holds keys of the level above in another sheet, it says what a row is of."""
    keys: dict[str, set[str]] = {}
    for rows, columns in sheets:
        for name in ("ogp_id", "key"):
            for column in columns:
                if column.target == name and rows.kind in LEVELS:
                    keys[rows.kind] = {text for text in column.cells if text}
    for rows, columns in sheets:
        if rows.kind not in LEVELS[1:] or any(column.target == "parent" for column in columns):
            continue
        above = keys.get(LEVELS[LEVELS.index(rows.kind) - 1], set())
        for column in columns:
            texts = {text for text in column.cells if text}
            if texts and above and column.target in ("", "number") and texts <= above:
                column.target, column.reason = "parent", "keys_above"
                break


def numbered_depth(column: Column) -> int:
    """How many parts all the numberings of a column have; 0 where they differ or are none."""
    depths = {len(parts_of(text)) for text in column.cells if text}
    return depths.pop() if len(depths) == 1 else 0
