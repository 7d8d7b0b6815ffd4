"""What is wrong with a file that was to be imported, and exactly where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Position:
    """A place in a file. Line and column count from 1; in a spreadsheet, row and column.

    The line is the one on which the cell begins, also where earlier cells have line breaks.
    `field` is the heading of the column, or the key of a mapping; empty where it is neither.
    `sheet` is empty where a mapping names none.
    """

    file: str
    line: int = 1
    column: int = 1
    field: str = ""
    sheet: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}"
        return f"{place} ({self.field})" if self.field else place


@dataclass(frozen=True, order=True)
class Problem:
    """A reason why nothing is imported, as a sentence, and where it stands."""

    at: Position
    reason: str

    def __str__(self) -> str:
        return f"{self.at}: {self.reason}"


class Broken(Exception):
    """Mapping or files have problems; nothing was saved. `problems` is never empty."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))
