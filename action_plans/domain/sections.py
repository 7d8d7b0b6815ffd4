"""Paragraphs under the headings of the questions that they answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Generic, Protocol, TypeVar

from django.utils.translation import gettext as _

from action_plans.domain.passages import MILESTONES, TITLE
from action_plans.domain.templates import questions
from action_plans.models import ActionPlan


class Row(Protocol):
    """What is asked of a paragraph: to which question it belongs."""

    @property
    def question(self) -> Any: ...


R = TypeVar("R", bound=Row)


@dataclass(frozen=True)
class Section(Generic[R]):
    """Paragraphs that follow each other and belong to one question, under its words."""

    label: str
    rows: list[R]


def headed(plan: ActionPlan, rows: Sequence[R]) -> list[Section[R]]:
    """The paragraphs in their order, cut where the question changes."""
    labels = {
        TITLE: "",
        MILESTONES: _("Milestones"),
        "introduction": _("Introduction"),
        "efforts": _("Open government efforts to date"),
        "process": _("How the plan was developed"),
        **{asked.key: str(asked.label) for asked in questions(plan.template)},
    }
    return [
        Section(labels.get(question, question), list(group))
        for question, group in groupby(rows, key=lambda row: row.question)
    ]
