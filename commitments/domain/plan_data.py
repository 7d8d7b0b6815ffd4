"""A whole plan as tables, in a layout that the import takes back unchanged.

Each table is a file (or a sheet) of its own; `plan_mapping` writes the mapping that says which
column is what, with forum, plan, themes and rounds. Only what is public is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, QuerySet

from action_plans.domain.templates import questions
from action_plans.models import ActionPlan, ReasonedResponse
from commitments.domain.importing import links
from commitments.models import (
    Commitment,
    Indicator,
    Milestone,
    PolicyArea,
    Reading,
    ReportingRound,
    Update,
)
from forums.models import Document, Organisation, Translated

SEPARATOR = "|"
"""Between the names of a cell that holds several."""
AT_ONCE = 200


@dataclass(frozen=True)
class Field:
    """A field of a table: the importer's name for it, and its columns, one for each language."""

    name: str
    columns: dict[str, str]
    read: Callable[[Any], Any]

    def cells(self, row: Any) -> list[Any]:
        value = self.read(row)
        if not self.has_languages:
            return [value]
        texts = Translated.of(value).texts()
        return [_clean(texts.get(code, "")) for code in self.columns]

    @property
    def has_languages(self) -> bool:
        return "" not in self.columns


@dataclass(frozen=True)
class Table:
    """One level of the plan. `answers` are fields by questions of the plan's template."""

    name: str
    rows: QuerySet[Any]
    fields: list[Field]
    answers: list[Field]
    readings: list[Field]

    @property
    def headings(self) -> list[str]:
        return [column for field in self._all for column in field.columns.values()]

    def records(self) -> Iterator[list[Any]]:
        """The cells of each row under the headings, fetched some hundred at a time."""
        for row in self.rows.iterator(chunk_size=AT_ONCE):
            yield [cell for field in self._all for cell in field.cells(row)]

    @property
    def _all(self) -> list[Field]:
        return [*self.fields, *self.answers, *self.readings]


def languages_of(plan: ActionPlan) -> list[str]:
    """Codes of the languages in which the plan's texts may be."""
    return sorted({*plan.forum.languages, *(code for code, _name in settings.LANGUAGES)})


def rounds_of(plan: ActionPlan) -> list[ReportingRound]:
    """The plan's public reporting rounds, the earliest first."""
    return list(ReportingRound.objects.public().filter(plan=plan).order_by("as_of"))


def tables_of(plan: ActionPlan, rounds: list[ReportingRound]) -> list[Table]:
    """The plan's tables in the order in which the import reads them; `rounds` are its public ones."""
    make = _Tables(plan, rounds)
    return [make.commitments(), make.milestones(), make.indicators(), make.updates(),
            make.responses()]  # fmt: skip


def commitment_key(commitment: Commitment) -> str:
    """By what the import knows it again: the spreadsheet's key, else its number."""
    return commitment.source_key or f"#{commitment.number}"


def milestone_key(milestone: Milestone) -> str:
    return milestone.source_key or f"{commitment_key(milestone.commitment)}/{milestone.number}"


def indicator_key(indicator: Indicator) -> str:
    return indicator.source_key or f"{milestone_key(indicator.milestone)}/{indicator.number}"


class _Tables:
    def __init__(self, plan: ActionPlan, rounds: list[ReportingRound]) -> None:
        self.plan, self.rounds = plan, rounds
        self.codes = languages_of(plan)
        self.main = plan.forum.main_language

    def texts(self, name: str, read: Callable[[Any], Any], column: str = "") -> Field:
        return Field(name, {code: f"{column or name}_{code}" for code in self.codes}, read)

    def commitments(self) -> Table:
        areas = PolicyArea.objects.filter(commitments=OuterRef("pk")).order_by("slug")
        rows = (
            Commitment.objects.public()
            .filter(plan=self.plan)
            .select_related("theme", "lead")
            .prefetch_related("supporting")
            .annotate(areas=ArraySubquery(areas.values("slug")))
            .order_by("number", "pk")
        )
        return Table(
            "commitments",
            rows,
            [
                _one("key", commitment_key),
                _one("number"),
                _one("ogp_id"),
                self.texts("title", lambda row: row.title),
                _one("theme", lambda row: row.theme and row.theme.slug),
                _one("lead", lambda row: self.office(row.lead)),
                _one("supporting", lambda row: self.offices(row.supporting.all())),
                _one("policy_areas", lambda row: _joined(row.areas)),
                _one("values", lambda row: _joined(row.values)),
                _one("goals", lambda row: _joined(row.goals)),
                _one("contact_name"),
                _one("contact_role"),
                *map(_one, ("starts_on", "ends_on", "original_starts_on", "original_ends_on")),
                _one("taken_out_on"),
            ],
            [self.answer(question.key) for question in questions(self.plan.template)],
            [],
        )

    def answer(self, question: str) -> Field:
        return self.texts(question, lambda row: row.answers.get(question), f"answer_{question}")

    def milestones(self) -> Table:
        rows = (
            Milestone.objects.public()
            .filter(commitment__plan=self.plan)
            .select_related("commitment", "responsible")
            .order_by("commitment__number", "position", "pk")
        )
        return Table(
            "milestones",
            rows,
            [
                _one("key", milestone_key),
                _one("commitment", lambda row: commitment_key(row.commitment)),
                _one("number"),
                self.texts("title", lambda row: row.title),
                self.texts("outputs", lambda row: row.outputs),
                _one("responsible", lambda row: self.office(row.responsible)),
                _one("unit", lambda row: _clean(row.responsible_unit)),
                *map(_one, ("starts_on", "due_on", "original_due_on", "status", "taken_out_on")),
            ],
            [],
            [],
        )

    def indicators(self) -> Table:
        public = Reading.objects.filter(update__in=Update.objects.public())
        rows = (
            Indicator.objects.filter(milestone__in=Milestone.objects.public())
            .filter(milestone__commitment__plan=self.plan)
            .select_related("milestone__commitment")
            .prefetch_related(Prefetch("readings", public.select_related("update__round")))
            .order_by("milestone__commitment__number", "milestone__position", "position", "pk")
        )
        return Table(
            "indicators",
            rows,
            [
                _one("key", indicator_key),
                _one("milestone", lambda row: milestone_key(row.milestone)),
                _one("number"),
                self.texts("title", lambda row: row.title),
                *map(_one, ("baseline", "target")),
            ],
            [],
            [_reading(round.slug) for round in self.rounds],
        )

    def updates(self) -> Table:
        links_alone = Document.objects.public().exclude(url="").order_by("pk")
        rows = (
            Update.objects.public()
            .filter(milestone__commitment__plan=self.plan, round__in=self.rounds)
            .select_related("milestone__commitment", "round")
            .prefetch_related(Prefetch("evidence", links_alone, to_attr="linked"))
            .order_by("round__as_of", "milestone__commitment__number", "milestone__position", "pk")
        )
        return Table(
            "updates",
            rows,
            [
                _one("milestone", lambda row: milestone_key(row.milestone)),
                _one("round", lambda row: row.round.slug),
                _one("status"),
                self.texts("done", lambda row: row.done),
                self.texts("obstacles", lambda row: row.obstacles),
                self.texts("next_steps", lambda row: row.next_steps),
                _one("happened_on"),
                _one("links", lambda row: "\n".join(filter(None, map(self.link, row.linked)))),
            ],
            [],
            [],
        )

    def responses(self) -> Table:
        rows = (
            ReasonedResponse.objects.public()
            .filter(plan=self.plan)
            .select_related("theme")
            .order_by("position", "pk")
        )
        return Table(
            "responses",
            rows,
            [
                _one("reference"),
                _one("theme", lambda row: row.theme and row.theme.slug),
                self.texts("heard", lambda row: row.heard),
                self.texts("answer", lambda row: row.answer),
                _one("disposition"),
            ],
            [],
            [],
        )

    def office(self, office: Organisation | None) -> str:
        """The name in the forum's main language, by which the import finds it."""
        if office is None:
            return ""
        name = office.name.get(self.main) or office.name.get(office.name.main) or str(office.name)
        return _clean(name).replace(SEPARATOR, "/")

    def offices(self, offices: Iterable[Organisation]) -> str:
        return _joined(sorted(self.office(office) for office in offices))

    def link(self, document: Document) -> str:
        """A link as Markdown, with the title that the import would give it."""
        url = links.address(document.url)
        title = document.title.get(self.main) or document.title.get(document.title.main) or ""
        title = " ".join(title.replace("[", "(").replace("]", ")").split())
        if not title or re.match(r"(?:https?:|www\.)", title):
            title = re.sub(r"^https?://(?:www\.)?", "", url).rstrip("/")
        return f"[{title[: links.LONGEST_TITLE]}]({url})" if url else ""


def _one(name: str, read: Callable[[Any], Any] | None = None) -> Field:
    """A field of one column that has the field's name."""
    return Field(name, {"": name}, read or (lambda row: _plain(getattr(row, name))))


def _plain(value: Any) -> Any:
    return _clean(value) if isinstance(value, str) else value


def _reading(slug: str) -> Field:
    """What was read of the indicator in that round."""

    def read(row: Any) -> str:
        values = (each.value for each in row.readings.all() if each.update.round.slug == slug)
        return _clean(next(values, ""))

    return Field(slug, {"": f"reading {slug}"}, read)


def _joined(values: Iterable[Any]) -> str:
    return SEPARATOR.join(str(value) for value in values)


def _clean(text: str) -> str:
    """A text as the import reads it: without spaces around it, its lines parted by \\n."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
