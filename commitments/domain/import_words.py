"""What an import did or would do, in words: counts by kind, and what each row's fields become."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from action_plans.domain.templates import questions
from action_plans.models import OpenGovernmentValue
from commitments.domain.importing.ledger import CHANGED, CREATED, UNCHANGED, Entry, Step
from commitments.models import MilestoneStatus, UpdateState
from forums.domain.dates import full_date
from forums.domain.difference import Piece
from forums.domain.readable import readable_difference
from forums.models import Translated

KINDS = {
    "themes": _("Themes"),
    "reporting rounds": _("Reporting rounds"),
    "organisations": _("Organisations"),
    "commitments": _("Commitments"),
    "supporting offices": _("Supporting offices"),
    "policy areas": _("Policy areas"),
    "milestones": _("Milestones"),
    "updates": pgettext_lazy("what offices report", "Updates"),
    "evidence": _("Evidence"),
    "documents": _("Documents"),
    "indicators": _("Indicators"),
    "readings": _("Readings of indicators"),
    "reasoned responses": _("Reasoned responses"),
    "meetings": _("Meetings"),
    "meeting papers": _("Meeting papers"),
}
LONG = 40  # characters from which on texts are compared word by word


@dataclass(frozen=True)
class Count:
    """How many rows of a kind there are, by what becomes of them."""

    kind: Any
    created: int
    changed: int
    unchanged: int


@dataclass(frozen=True)
class Change:
    """A text or value that becomes another. `pieces` compare long texts word by word."""

    label: str
    language: str
    old: str
    new: str
    pieces: list[Piece] = field(default_factory=list)


@dataclass(frozen=True)
class ChangedRow:
    """A row of the plan that would change, where it stands in the files, and in what."""

    kind: Any
    label: str
    at: Any
    changes: list[Change]


def counts(by_kind: dict[str, dict[str, int]]) -> list[Count]:
    """The counts of an import, for the kinds that people know, in their order."""
    return [
        Count(label, found[CREATED], found[CHANGED], found[UNCHANGED])
        for kind, label in KINDS.items()
        if (found := by_kind.get(kind))
    ]


def changed_rows(entries: list[Entry], template: str) -> list[ChangedRow]:
    """The rows that are there and would change."""
    asked = {question.key: str(question.label) for question in questions(template)}
    return [
        ChangedRow(
            KINDS.get(entry.kind, entry.kind),
            entry.label,
            entry.at,
            [change for step in entry.steps for change in _changes(step, asked)],
        )
        for entry in entries
        if entry.what == CHANGED
    ]


def _changes(step: Step, asked: dict[str, str]) -> Iterator[Change]:
    label = step.label[:1].upper() + step.label[1:]
    if step.name == "answers":
        for question in asked.keys() & (step.old.keys() | step.new.keys()):
            old, new = step.old.get(question, {}), step.new.get(question, {})
            yield from _by_language(asked[question], Translated(old), Translated(new))
    elif isinstance(step.new, Translated):
        yield from _by_language(label, Translated.of(step.old), step.new)
    elif step.name != "imported":
        yield _change(label, "", _said(step.name, step.old), _said(step.name, step.new))


def _by_language(label: str, old: Translated, new: Translated) -> Iterator[Change]:
    for code in sorted({*old.languages, *new.languages}):
        if old.get(code, "") != new.get(code, ""):
            yield _change(label, code, old.get(code, ""), new.get(code, ""))


def _change(label: str, language: str, old: str, new: str) -> Change:
    is_long = max(len(old), len(new)) > LONG and old and new
    pieces = readable_difference(old, new) if is_long else []
    return Change(label, language, old, new, pieces)


def _said(name: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, dt.datetime):
        return full_date(value.date())
    if isinstance(value, dt.date):
        return full_date(value)
    if name == "status":
        return str(MilestoneStatus(value).label)
    if name == "state" and value in UpdateState.values:
        return str(UpdateState(value).label)
    if name == "values":
        return ", ".join(str(OpenGovernmentValue(item).label) for item in value)
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return str(value)
