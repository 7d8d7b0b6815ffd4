"""The questions that a commitment answers, by template (domain.md §4.2, §4.3)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from action_plans.models import CommitmentTemplate


@dataclass(frozen=True)
class Question:
    """One question of a template: its key in addresses and data, what it asks, a word of help."""

    key: str
    label: str | Promise
    help: str | Promise


_HANDBOOK_4 = (
    Question(
        "problem",
        _("What is the public problem that the commitment will address?"),
        _("Who is affected, how much, since when? Name a figure that can be compared later."),
    ),
    Question(
        "commitment",
        _("What is the commitment?"),
        _("What will be done, and what will be different when it is done?"),
    ),
    Question(
        "contribution",
        _("How will it contribute to solving the problem?"),
        _("From what is done to what changes, step by step."),
    ),
    Question(
        "relevance",
        _("Why is it relevant to open government?"),
        _("What becomes more transparent, more participatory or more accountable, and for whom?"),
    ),
    Question(
        "additional",
        _("Additional information"),
        _("Budget, laws, links to other plans or to the Sustainable Development Goals."),
    ),
)

_HANDBOOK_2022 = (
    Question(
        "problem",
        _("What problem does the commitment aim to address?"),
        _("Describe the problem, who is affected and how. Name a figure to compare with later."),
    ),
    Question(
        "causes",
        _("What are the causes of the problem?"),
        _("What lies behind it, as far as is known, and how is it known?"),
    ),
    Question(
        "done_so_far",
        _("What has been done so far?"),
        _("Earlier attempts and what came of them."),
    ),
    Question(
        "solution",
        _("What solution are you proposing?"),
        _("What will be done, by whom, and how is it different from what was tried?"),
    ),
    Question(
        "results",
        _("What results do you want to achieve?"),
        _("What will be there (outputs), and what will be better because of it (outcomes)?"),
    ),
    Question(
        "open_government",
        _("How does it promote transparency, participation or accountability?"),
        _("Name at least one, and say what people will be able to see, say or ask."),
    ),
)

QUESTIONS: dict[str, tuple[Question, ...]] = {
    CommitmentTemplate.HANDBOOK_4: _HANDBOOK_4,
    CommitmentTemplate.HANDBOOK_2022: _HANDBOOK_2022,
}


def questions(template: str) -> tuple[Question, ...]:
    """The questions of a template, in order."""
    return QUESTIONS[template]
