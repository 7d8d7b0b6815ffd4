"""What a file of a draft says when it comes back, whatever kind of file it is. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from action_plans.domain.draft_marks import MilestoneMark, QuestionMark, Reference
from action_plans.domain.draft_text import columns, milestones_help
from action_plans.domain.office_files import OfficeFileRefused
from action_plans.domain.office_text import sent
from action_plans.domain.templates import questions


@dataclass(frozen=True)
class ReturnedAnswer:
    """The text below a question; `base` is the revision that went out, None where it is lost."""

    key: str
    base: int | None
    text: str


@dataclass(frozen=True)
class ReturnedStep:
    """A row of the table of milestones as it was typed; `mark` is None in a new one."""

    mark: MilestoneMark | None
    title: str
    outputs: str = ""
    starts_on: str = ""
    due_on: str = ""
    responsible: str = ""

    @property
    def is_empty(self) -> bool:
        return not any((self.title, self.outputs, self.starts_on, self.due_on, self.responsible))


@dataclass(frozen=True)
class Loose:
    """Something in the file that belongs to no question: where it stands, and what it says."""

    where: str
    text: str


@dataclass(frozen=True)
class Returned:
    """A whole file. `steps` is None where it has no table of milestones.

    `title` is that of the draft as it came back and `title_sent` as it went out; empty where the
    file does not say so.
    """

    reference: Reference
    answers: tuple[ReturnedAnswer, ...]
    steps: tuple[ReturnedStep, ...] | None
    loose: tuple[Loose, ...]
    title: str = ""
    title_sent: str = ""


class Words:
    """The words by which a file's parts are known where its marks are lost, in every language."""

    def __init__(self, template: str) -> None:
        self.labels: dict[str, str] = {}
        self.helps: set[str] = set()
        self.milestones: set[str] = set()
        self.columns: set[str] = set()
        self.questions: set[str] = set()
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                self.milestones.add(plain(_("Milestones")))
                self.helps.add(plain(milestones_help()))
                self.columns.add(plain(columns()[0]))
                self.questions.add(plain(_("Question")))
                for asked in questions(template):
                    self.labels[plain(str(asked.label))] = asked.key
                    self.helps.add(plain(str(asked.help)))


def plain(text: str) -> str:
    """The text so that capitals and spaces make no difference."""
    return " ".join(text.split()).casefold()


def complete(
    name: str,
    reference: Reference | None,
    *,
    marks: Iterable[QuestionMark],
    answers: Iterable[ReturnedAnswer],
    steps: list[ReturnedStep] | None,
    loose: Iterable[Loose],
) -> Returned:
    """The file, its answers with the revisions that went out.

    Where the line at the end is lost, the marks say what it said. Raises OfficeFileRefused where
    nothing says which draft this is.
    """
    if reference is None:
        found = list(marks)
        if not found:
            raise OfficeFileRefused(
                _(
                    "“%(name)s” does not say which draft it belongs to. Download the draft, copy "
                    "the texts into that file, and send it."
                )
                % {"name": name}
            )
        bases = {mark.key: mark.base for mark in found}
        reference = Reference(found[0].draft, found[0].language, bases, {})
    kept: dict[str, ReturnedAnswer] = {}
    again: list[Loose] = []
    for answer in answers:
        if kept.setdefault(answer.key, answer) is not answer:
            again.append(Loose(_("A question that stands twice"), answer.text))
    return Returned(
        reference,
        tuple(
            replace(
                answer,
                text=sent(answer.text),
                base=reference.bases.get(answer.key) if answer.base is None else answer.base,
            )
            for answer in kept.values()
        ),
        steps if steps is None else tuple(step for step in steps if not step.is_empty),
        tuple(piece for piece in (*loose, *again) if piece.text.strip()),
    )
