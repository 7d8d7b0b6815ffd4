"""What differs between two texts of a plan or of a commitment, word by word.

Dates, offices and values are compared as the lines that people read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from django.utils import translation
from django.utils.translation import gettext as _

from commitments.domain.plan_text import CommitmentText, PlanText, StepText
from forums.domain.dates import full_date
from forums.domain.difference import Piece, difference
from forums.domain.readable import readable_difference
from forums.models import Translated

T = TypeVar("T")
PROSE = {"introduction", "efforts", "process"}
"""The lines of a plan that are Markdown; so are the answers of a commitment."""

Lines = dict[str, tuple[str, str]]
"""By key: what a line is called, and what it says."""


@dataclass(frozen=True)
class Change:
    """One line that differs, in a language."""

    label: str
    language: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class CommitmentChange:
    """What became of one commitment: added, removed, withdrawn or changed."""

    number: int
    title: Translated
    kind: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class PlanChanges:
    """All that differs between two texts of a plan."""

    front: tuple[Change, ...]
    commitments: tuple[CommitmentChange, ...]

    def __bool__(self) -> bool:
        return bool(self.front or self.commitments)


def of_plans(before: PlanText, after: PlanText, languages: list[str]) -> PlanChanges:
    """What differs, commitment by commitment. `languages`: the reader's first, then the others."""
    front = _changes(_in_each(before, _front, languages), _in_each(after, _front, languages))
    themes = {row.slug: row.name for row in (*before.themes, *after.themes)}
    old = {row.number: row for row in before.commitments}
    new = {row.number: row for row in after.commitments}
    rows = (
        of_commitments(old.get(number), new.get(number), languages, themes)
        for number in sorted({*old, *new})
    )
    return PlanChanges(tuple(front), tuple(row for row in rows if row is not None))


def of_commitments(
    before: CommitmentText | None,
    after: CommitmentText | None,
    languages: list[str],
    themes: Mapping[str, Translated],
) -> CommitmentChange | None:
    """What differs between two texts of one commitment; None where nothing does.

    `themes`: the names of the plan's themes by their addresses.
    """
    known = after or before
    assert known is not None
    lines = partial(_lines, themes=themes)
    changes = _changes(_in_each(before, lines, languages), _in_each(after, lines, languages))
    if not changes:
        return None
    return CommitmentChange(known.number, known.title, _kind(before, after), tuple(changes))


def _kind(before: CommitmentText | None, after: CommitmentText | None) -> str:
    if before is None:
        return "added"
    if after is None:
        return "removed"
    return "withdrawn" if after.taken_out_on and not before.taken_out_on else "changed"


def _in_each(
    text: T | None, lines: Callable[[T], Iterator[tuple[str, str, str]]], languages: list[str]
) -> dict[str, Lines]:
    """The lines of the text in each language."""
    found: dict[str, Lines] = {}
    for language in languages:
        with translation.override(language):
            rows = lines(text) if text is not None else ()
            found[language] = {key: (label, words) for key, label, words in rows if words}
    return found


def _changes(before: dict[str, Lines], after: dict[str, Lines]) -> list[Change]:
    """The lines that differ, each in the first of the languages in which it does."""
    found: list[Change] = []
    seen: set[str] = set()
    first = next(iter(after))
    labels = {key: label for key, (label, _words) in (before[first] | after[first]).items()}
    for language, new in after.items():
        old = before[language]
        for key in [*new, *(key for key in old if key not in new)]:
            was, now = old.get(key, ("", "")), new.get(key, ("", ""))
            if key not in seen and was[1] != now[1]:
                seen.add(key)
                pieces = tuple(_compared(key, was[1], now[1]))
                label = labels.get(key) or now[0] or was[0]
                found.append(Change(label, language, pieces))
    return found


def _compared(key: str, before: str, after: str) -> list[Piece]:
    is_markdown = key in PROSE or key.startswith("answer-")
    return readable_difference(before, after) if is_markdown else difference(before, after)


def _front(text: PlanText) -> Iterator[tuple[str, str, str]]:
    yield "title", _("Title"), str(text.title)
    yield "period", _("Period"), _period(text.starts_on, text.ends_on)
    yield "introduction", _("Introduction"), str(text.introduction)
    yield "efforts", _("Open government efforts to date"), str(text.efforts)
    yield "process", _("How the plan was developed"), str(text.process)


def _lines(
    text: CommitmentText, themes: Mapping[str, Translated]
) -> Iterator[tuple[str, str, str]]:
    yield "title", _("Title"), str(text.title)
    yield "theme", _("Theme"), str(themes.get(text.theme, text.theme))
    yield "lead", _("Responsible office"), str(text.lead.name) if text.lead else ""
    supporting = ", ".join(str(row.name) for row in text.supporting)
    yield "supporting", _("With the support of"), supporting
    yield "contact", _("Contact"), text.contact
    yield "values", _("Open government values"), text.value_labels
    yield "period", _("Period"), _period(text.starts_on, text.ends_on)
    for row in text.answers:
        yield f"answer-{row.key}", str(row.question) or _("The promise"), str(row.text)
    for step in text.milestones:
        label = _("Milestone %(number)s") % {"number": step.number}
        yield f"milestone-{step.number}", label, _step(step)
    if text.taken_out_on:
        words = _("Withdrawn on %(day)s.") % {"day": full_date(text.taken_out_on)}
        yield "withdrawn", _("State"), words


def _step(step: StepText) -> str:
    """A milestone as lines."""
    lines = [str(step.title), str(step.outputs)]
    if step.starts_on:
        lines.append(_("Starts: %(day)s") % {"day": full_date(step.starts_on)})
    if step.due_on:
        lines.append(_("Due: %(day)s") % {"day": full_date(step.due_on)})
    if step.office:
        office = ", ".join(part for part in (str(step.office.name), step.unit) if part)
        lines.append(_("Responsible office: %(office)s") % {"office": office})
    if step.taken_out_on:
        lines.append(_("Withdrawn on %(day)s.") % {"day": full_date(step.taken_out_on)})
    return "".join(f"{line}\n" for line in lines if line)


def _period(first: dt.date | None, last: dt.date | None) -> str:
    return f"{full_date(first)} – {full_date(last)}" if first and last else ""
