"""What a mapping says, as plain values."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

Texts = dict[str, str]
"""A text by language code."""


@dataclass(frozen=True)
class Rule:
    """`value` holds where the text of `column` matches; a rule without a column always does."""

    value: str
    column: str
    matches: re.Pattern[str] | None

    def holds(self, *texts: str) -> bool:
        """Whether one of the texts matches."""
        return self.matches is None or any(self.matches.search(text) for text in texts)


@dataclass(frozen=True)
class ForumSpec:
    """What a forum is made of where it is not there yet."""

    name: Texts
    member: Texts
    description: Texts
    time_zone: str
    languages: tuple[str, ...]
    cohort: str
    is_local: bool


@dataclass(frozen=True)
class PlanSpec:
    """What a plan is made of where it is not there yet. Dates include both days."""

    title: Texts
    introduction: Texts
    number: int | None
    state: str
    template: str
    co_creation_starts_on: dt.date | None
    starts_on: dt.date
    ends_on: dt.date
    delivered_on: dt.date | None
    adopted_on: dt.date | None


@dataclass(frozen=True)
class ThemeSpec:
    """A theme, and the other spellings that the files have for it."""

    slug: str
    name: Texts
    also: tuple[str, ...]


@dataclass(frozen=True)
class Where:
    """Rows are of a level where the text of `column` is one of `words`, which are casefolded."""

    column: str
    words: frozenset[str]


@dataclass(frozen=True)
class Level:
    """One kind of rows: its file and which column is which field; a text by language.

    The rest says which of a sheet's rows are of this level, and how it is known whose they are:
    `where` by a word, `depth` by how many parts the numbering in the key has. `repeats`: a row
    stands again for each of its parts. `below`: it belongs to the last row above of the level
    over it. `counted`: its key is its place in the file. Cells of `fill_down` that are empty
    hold what stands above. `skip` are lines that are left out.
    """

    file: str
    sheet: str
    heading_row: int
    columns: dict[str, Texts]
    encoding: str = ""
    where: Where | None = None
    depth: int = 0
    repeats: bool = False
    below: bool = False
    counted: bool = False
    fill_down: tuple[str, ...] = ()
    skip: frozenset[int] = frozenset()

    def names(self, field: str) -> bool:
        """Whether a column is named for the field."""
        return bool(self.columns.get(field))

    def column(self, field: str) -> str:
        """The one column of a field that has no languages; empty where none is named."""
        return next(iter(self.columns.get(field, {}).values()), "")


@dataclass(frozen=True)
class RoundSpec:
    """A reporting round: the columns of its texts, states and evidence, and what is no report."""

    slug: str
    title: Texts
    as_of: dt.date
    opens_on: dt.date
    due_on: dt.date
    text: Texts
    status: str
    rules: tuple[Rule, ...]
    evidence: tuple[str, ...]
    no_report: frozenset[str]
    obstacles: Texts
    next_steps: Texts


@dataclass(frozen=True)
class MeetingSpec:
    """How meetings are read. The rules for kinds of documents look at title and address."""

    level: Level
    kind: str
    modes: tuple[Rule, ...]
    skip_documents: re.Pattern[str] | None
    document_kinds: tuple[Rule, ...]


@dataclass(frozen=True)
class Mapping:
    """A valid mapping. Words compared with cells are casefolded. `name` is the file's."""

    name: str
    language: str
    base_url: str
    date_formats: tuple[str, ...]
    separator: str
    sector: str
    forum: ForumSpec | None
    plan: PlanSpec | None
    themes: tuple[ThemeSpec, ...]
    status: dict[str, str]
    dispositions: dict[str, str]
    corrections: dict[str, dict[str, str]]
    not_evidence: frozenset[str]
    commitments: Level
    milestones: Level | None
    indicators: Level | None
    readings: dict[str, str]
    rounds: tuple[RoundSpec, ...]
    updates: Level | None
    responses: Level | None
    meetings: MeetingSpec | None
    answers: dict[str, Texts]
    lead_from_milestones: bool
