"""What was chosen of an import: sheet by sheet, column by column. Plain values that JSON keeps."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, field
from typing import Any

LEFT_OUT, MIXED_BY_WORD, MIXED_BY_NUMBER, REPEATED = "", "column", "numbering", "repeated"
MIXED = (MIXED_BY_WORD, MIXED_BY_NUMBER)


@dataclass
class SheetChoice:
    """One sheet. `kind` is a level where all rows are of it, or how rows of several are told apart.

    `levels` says which word or depth is which level. `columns` has the target of each heading:
    `field` or `field.language`, in a repeating sheet with the level and a colon before it.
    """

    file: str
    sheet: str
    encoding: str = ""
    heading_row: int = 1
    kind: str = LEFT_OUT
    levels: dict[str, str] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    skip: list[int] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The file and, of a workbook, the sheet, for people."""
        return f"{self.file}: {self.sheet}" if self.sheet else self.file

    def used(self) -> list[str]:
        """The levels of which the sheet has rows."""
        if self.kind in (*MIXED, REPEATED):
            return list(dict.fromkeys(level for level in self.levels.values() if level))
        return [self.kind] if self.kind else []


@dataclass
class Choices:
    """A whole import. `order` says whether dates in figures begin with day or month.

    `status` has the state of each word, casefolded; `corrections` what a cell of a column stands
    for. `as_of` is the day of which reports tell. `saved` names the saved mapping that is used
    as it is, without any of these.
    """

    language: str = "en"
    order: str = "dmy"
    forms: list[str] = field(default_factory=list)
    separator: str = ";"
    sheets: list[SheetChoice] = field(default_factory=list)
    status: dict[str, str] = field(default_factory=dict)
    corrections: dict[str, dict[str, str]] = field(default_factory=dict)
    as_of: str = ""
    round_slug: str = ""
    round_title: dict[str, str] = field(default_factory=dict)
    saved: str = ""
    ready: bool = False

    @classmethod
    def of(cls, stored: dict[str, Any]) -> Choices:
        """What was stored by `stored`."""
        known = {name: value for name, value in stored.items() if name in cls.__annotations__}
        known["sheets"] = [SheetChoice(**sheet) for sheet in stored.get("sheets", [])]
        return cls(**known)

    def stored(self) -> dict[str, Any]:
        """The same as values that JSON keeps."""
        return asdict(self)

    @property
    def day(self) -> dt.date | None:
        return dt.date.fromisoformat(self.as_of) if self.as_of else None


def target_parts(target: str) -> tuple[str, str, str]:
    """Level, field and language of a target; what it does not name is empty."""
    level, colon, rest = target.rpartition(":")
    if rest.startswith("answers."):
        question, _dot, language = rest.removeprefix("answers.").partition(".")
        return level, f"answers.{question}", language
    name, _dot, language = rest.partition(".")
    return level if colon else "", name, language


def target_of(name: str, *, language: str = "", level: str = "") -> str:
    """A target as it is kept."""
    target = f"{name}.{language}" if language else name
    return f"{level}:{target}" if level else target
