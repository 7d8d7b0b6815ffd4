"""What of a draft goes out in a file: its answers in one language, and its milestones."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from action_plans.domain.draft_marks import MilestoneMark, QuestionMark, Reference
from action_plans.domain.templates import questions
from action_plans.models import Draft, DraftMilestone
from forums.models import Organisation


@dataclass(frozen=True)
class Answer:
    """A question of the template, and the text that stands as its answer."""

    mark: QuestionMark
    label: str
    help: str
    text: str


@dataclass(frozen=True)
class Step:
    """A milestone in one language; empty where something is not said."""

    title: str
    outputs: str = ""
    starts_on: dt.date | None = None
    due_on: dt.date | None = None
    responsible: str = ""


@dataclass(frozen=True)
class DraftText:
    """A draft in one language. `facts` are (label, value) pairs that are there to be read."""

    draft: int
    number: int
    language: str
    title: str
    plan: str
    forum: str
    state: str
    theme: str
    lead: str
    changed_at: dt.datetime
    answers: tuple[Answer, ...]
    steps: tuple[tuple[MilestoneMark, Step], ...]

    @property
    def reference(self) -> Reference:
        return Reference(
            self.draft,
            self.language,
            {answer.mark.key: answer.mark.base for answer in self.answers},
            {mark.pk: mark.event for mark, _step in self.steps},
        )


def of(draft: Draft, *, language: str) -> DraftText:
    """The draft as it stands now, with the numbers that its edits will be found by."""
    heads = {
        row.question: row for row in draft.revisions.standing().heads().filter(language=language)
    }
    with translation.override(language):
        answers = tuple(
            Answer(
                QuestionMark(draft.pk, asked.key, _number(heads.get(asked.key)), language),
                str(asked.label),
                str(asked.help),
                heads[asked.key].text if asked.key in heads else "",
            )
            for asked in questions(draft.plan.template)
        )
        return DraftText(
            draft=draft.pk,
            number=draft.number,
            language=language,
            title=str(draft.title),
            plan=str(draft.plan.title),
            forum=str(draft.plan.forum.name),
            state=str(draft.get_state_display()),
            theme=str(draft.theme or ""),
            lead=str(draft.lead or ""),
            changed_at=max([draft.created_at, *(row.created_at for row in heads.values())]),
            answers=answers,
            steps=_steps(draft),
        )


def _number(revision: Any) -> int:
    return revision.number if revision else 0


def _steps(draft: Draft) -> tuple[tuple[MilestoneMark, Step], ...]:
    """Each milestone as the newest row of its history has it, in the language that is active."""
    newest = events().objects.filter(draft=draft).values("pgh_obj").annotate(at=Max("pgh_id"))
    rows = events().objects.filter(pgh_id__in=newest.values("at")).select_related("responsible")
    standing = set(draft.milestones.values_list("pk", flat=True))
    return tuple(
        (MilestoneMark(draft.pk, row.pgh_obj_id, row.pgh_id), step(row, row.responsible))
        for row in sorted(rows, key=lambda row: (row.position, row.pgh_obj_id))
        if row.pgh_obj_id in standing
    )


def events() -> Any:
    """The model of the history of milestones, whose rows the triggers add."""
    return DraftMilestone._meta.get_field("events").related_model


def step(row: Any, responsible: Organisation | None) -> Step:
    """A milestone, or a row of its history, in the language that is active."""
    return Step(str(row.title), str(row.outputs), row.starts_on, row.due_on, str(responsible or ""))


def milestones_help() -> str:
    """What stands above the table of milestones, in the language that is active."""
    return _(
        "Verifiable steps with their dates (year-month-day) and one responsible office. "
        "Use the empty rows for new ones."
    )


def columns() -> tuple[str, ...]:
    """The headings of the table of milestones, in the language that is active."""
    return (
        _("What will be there to see"),
        _("Expected outputs"),
        _("Starts"),
        _("Due"),
        _("Responsible office"),
    )
