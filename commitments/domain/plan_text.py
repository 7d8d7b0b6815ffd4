"""A plan's whole text in all its languages, in OGP's order, and how a version keeps it. Pure.

Page, PDF, DOCX and differences are made of these; a version of the plan holds them as JSON.
"""

from __future__ import annotations

import datetime as dt
import types
import typing
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cache
from typing import Any, TypeVar

from action_plans.models import OpenGovernmentValue
from forums.models import Translated

FORMAT = 1
"""The shape in which a version is kept. What a later shape adds has a default, so that an older
version is read as it is; what it takes away gets a reader of its own."""

T = TypeVar("T")


class UnknownFormat(Exception):
    """The version was kept by a later release of the portal."""


@dataclass(frozen=True)
class Office:
    """An organisation by the name that it had."""

    slug: str
    name: Translated
    sector: str = ""


@dataclass(frozen=True)
class StepText:
    """A milestone. `first_due_on` is the date with which it was adopted."""

    number: str
    title: Translated
    outputs: Translated = field(default_factory=Translated)
    starts_on: dt.date | None = None
    due_on: dt.date | None = None
    first_due_on: dt.date | None = None
    office: Office | None = None
    unit: str = ""
    taken_out_on: dt.date | None = None

    @property
    def is_moved(self) -> bool:
        """Whether its date is another than at first."""
        return self.first_due_on is not None and self.first_due_on != self.due_on


@dataclass(frozen=True)
class AnswerText:
    """A question of the plan's template as it was asked, and the answer."""

    key: str
    question: Translated
    text: Translated


@dataclass(frozen=True)
class CommitmentText:
    """One commitment. `theme` is the address of a theme of the plan; empty where it has none."""

    number: int
    title: Translated
    theme: str = ""
    lead: Office | None = None
    supporting: tuple[Office, ...] = ()
    contact_name: str = ""
    contact_role: str = ""
    contact_email: str = ""
    values: tuple[str, ...] = ()
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    answers: tuple[AnswerText, ...] = ()
    milestones: tuple[StepText, ...] = ()
    taken_out_on: dt.date | None = None

    @property
    def has_outputs(self) -> bool:
        """Whether any milestone says what it is expected to produce."""
        return any(row.outputs for row in self.milestones)

    @property
    def value_labels(self) -> str:
        """The values that it serves as people read them."""
        known = dict(OpenGovernmentValue.choices)
        return ", ".join(str(known.get(value, value)) for value in self.values)

    @property
    def contact(self) -> str:
        """Whom to ask: name and post. The address is where the form's questions go; nobody sees it."""
        parts = (self.contact_name, self.contact_role)
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True)
class ThemeText:
    slug: str
    name: Translated


@dataclass(frozen=True)
class PhaseText:
    title: Translated
    opens_on: dt.date
    closes_on: dt.date


@dataclass(frozen=True)
class Process:
    """How the plan was made, counted from what is public.

    `people_reached` adds up the activities of which it is known, which are `people_counted_in`.
    """

    phases: tuple[PhaseText, ...] = ()
    activities: int = 0
    people_reached: int = 0
    people_counted_in: int = 0
    contributions: int = 0
    answered: int = 0
    meetings: int = 0

    @property
    def unknown_reach(self) -> int:
        """Activities of which it is not known how many people they reached."""
        return self.activities - self.people_counted_in


@dataclass(frozen=True)
class PlanText:
    """The whole plan in OGP's structure (domain.md §4.1)."""

    title: Translated
    forum: Translated
    member: Translated
    starts_on: dt.date
    ends_on: dt.date
    number: int | None = None
    introduction: Translated = field(default_factory=Translated)
    efforts: Translated = field(default_factory=Translated)
    process: Translated = field(default_factory=Translated)
    figures: Process = field(default_factory=Process)
    themes: tuple[ThemeText, ...] = ()
    commitments: tuple[CommitmentText, ...] = ()

    @property
    def by_theme(self) -> list[tuple[ThemeText | None, list[CommitmentText]]]:
        """The commitments by theme in the plan's order, those without one last."""
        known = {theme.slug for theme in self.themes}
        groups: list[tuple[ThemeText | None, list[CommitmentText]]] = [
            (theme, [row for row in self.commitments if row.theme == theme.slug])
            for theme in self.themes
        ]
        groups.append((None, [row for row in self.commitments if row.theme not in known]))
        return [(theme, rows) for theme, rows in groups if rows]

    @property
    def in_order(self) -> list[CommitmentText]:
        """The commitments as they are read: theme by theme."""
        return [row for _theme, rows in self.by_theme for row in rows]


def to_json(value: Any) -> Any:
    """What JSON can hold of a text: objects, lists, ISO dates."""
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: to_json(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, tuple):
        return [to_json(each) for each in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    return dict(value) if isinstance(value, dict) else value


def from_json(kind: type[T], value: Any) -> T:
    """The text that `to_json` gave. Raises KeyError, TypeError or ValueError for another thing."""
    found: T = _read(kind, value)
    return found


def keep(text: PlanText) -> dict[str, Any]:
    """What a version keeps of the plan's text."""
    return {"format": FORMAT, "plan": to_json(text)}


def kept(content: dict[str, Any]) -> PlanText:
    """The plan's text as a version kept it. Raises UnknownFormat."""
    if content.get("format") != FORMAT:
        raise UnknownFormat(f"Format {content.get('format')} of a plan's version")
    return from_json(PlanText, content["plan"])


def _read(kind: Any, value: Any) -> Any:
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        inner = next(each for each in typing.get_args(kind) if each is not type(None))
        return None if value is None else _read(inner, value)
    if origin is tuple:
        inner = typing.get_args(kind)[0]
        return tuple(_read(inner, each) for each in value)
    if kind is Translated:
        return Translated.of(value)
    if kind is dt.date:
        return dt.date.fromisoformat(value)
    if not is_dataclass(kind):
        return kind(value)
    made: Any = kind
    shape = _shape(made)
    return made(**{name: _read(shape[name], each) for name, each in _known(shape, value)})


@cache
def _shape(kind: Any) -> dict[str, Any]:
    """The type of each field."""
    return {each.name: typing.get_type_hints(kind)[each.name] for each in fields(kind)}


def _known(shape: dict[str, Any], value: dict[str, Any]) -> Iterable[tuple[str, Any]]:
    return ((name, each) for name, each in value.items() if name in shape)
