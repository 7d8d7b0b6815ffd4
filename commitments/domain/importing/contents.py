"""What the files hold, as plain values that know where they stand."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from commitments.domain.importing.links import Link
from commitments.domain.importing.problems import Position
from commitments.domain.importing.specs import Texts, ThemeSpec


@dataclass(frozen=True)
class CommitmentRow:
    """A commitment; `key` stays the same whenever the file is read."""

    at: Position
    key: str
    title: Texts
    theme: str
    number: int | None
    ogp_id: str
    lead: str
    supporting: tuple[str, ...]
    policy_areas: tuple[str, ...]
    values: tuple[str, ...]
    goals: tuple[int, ...]
    contact_name: str
    contact_role: str
    answers: dict[str, Texts]
    starts_on: dt.date | None
    ends_on: dt.date | None
    original_starts_on: dt.date | None
    original_ends_on: dt.date | None
    taken_out_on: dt.date | None


@dataclass(frozen=True)
class Report:
    """What a milestone's row says for one round."""

    round: str
    status: str
    text: Texts
    links: tuple[Link, ...]
    obstacles: Texts = field(default_factory=dict)
    next_steps: Texts = field(default_factory=dict)
    happened_on: dt.date | None = None


@dataclass(frozen=True)
class MilestoneRow:
    """A milestone of the commitment with the key `commitment`; `reports` in the rounds' order."""

    at: Position
    key: str
    commitment: str
    title: Texts
    outputs: Texts
    number: str
    responsible: str
    unit: str
    starts_on: dt.date | None
    due_on: dt.date | None
    original_due_on: dt.date | None
    taken_out_on: dt.date | None
    status: str
    reports: tuple[Report, ...]


@dataclass(frozen=True)
class IndicatorRow:
    """An indicator of the milestone with the key `milestone`; `readings` are values by round."""

    at: Position
    key: str
    milestone: str
    title: Texts
    number: str
    baseline: str
    target: str
    readings: dict[str, str]


@dataclass(frozen=True)
class UpdateRow:
    """What is reported of the milestone with the key `milestone`, in a row of its own."""

    at: Position
    milestone: str
    report: Report


@dataclass(frozen=True)
class ResponseRow:
    """What was heard and what was answered. `disposition` is empty where the file has none."""

    at: Position
    reference: str
    theme: str
    heard: Texts
    answer: Texts
    disposition: str


@dataclass(frozen=True)
class MeetingRow:
    """A meeting; `starts` is in the forum's time zone, as exact as `precision` says."""

    at: Position
    key: str
    title: Texts
    starts: dt.datetime
    precision: str
    mode: str
    description: Texts
    minutes: Texts
    place: Texts
    documents: tuple[tuple[str, Link], ...]


@dataclass
class Contents:
    """All rows of all files. Themes are in the plan's order."""

    themes: list[ThemeSpec] = field(default_factory=list)
    commitments: list[CommitmentRow] = field(default_factory=list)
    milestones: list[MilestoneRow] = field(default_factory=list)
    indicators: list[IndicatorRow] = field(default_factory=list)
    updates: list[UpdateRow] = field(default_factory=list)
    responses: list[ResponseRow] = field(default_factory=list)
    meetings: list[MeetingRow] = field(default_factory=list)
