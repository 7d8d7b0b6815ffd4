"""The parts of a self-assessment in OGP's order, and how much of it is written. Pure.

domain.md §5: the structure is the same at mid-term and at the end of the term; what has to be
there differs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from commitments.models import AssessmentKind
from forums.models import Translated


@dataclass(frozen=True)
class Section:
    """One text that people write, under the name of its column. `standards` are those of 2021
    that it gives an account of."""

    key: str
    title: StrOrPromise
    asks: StrOrPromise
    standards: tuple[int, ...] = ()


@dataclass(frozen=True)
class Part:
    """A chapter. The text of a section that bears the same title stands under the chapter's own."""

    key: str
    title: StrOrPromise
    sections: tuple[Section, ...]


PARTS: tuple[Part, ...] = (
    Part(
        "introduction",
        _("Introduction and background"),
        (
            Section(
                "introduction",
                _("Introduction and background"),
                _("What the plan set out to do, and what a reader should know first."),
            ),
        ),
    ),
    Part(
        "action-plan-process",
        _("Action plan process"),
        (
            Section(
                "process",
                _("Taking part through the whole cycle"),
                _("How government and civil society work together in the forum, and who decides."),
                (1, 2),
            ),
            Section(
                "development",
                _("Taking part while the plan was made"),
                _("Who was asked, how it was made known, and what became of what people said."),
                (3, 4),
            ),
            Section(
                "monitoring",
                _("Taking part while the plan was carried out"),
                _("How progress was shown, discussed and verified, and what that changed."),
                (5,),
            ),
        ),
    ),
    Part(
        "irm",
        _("Use of the IRM's recommendations"),
        (
            Section(
                "irm_use",
                _("Use of the IRM's recommendations"),
                _("What was done with what the Independent Reporting Mechanism recommended."),
            ),
        ),
    ),
    Part(
        "implementation-of-commitments",
        _("Implementation of the commitments"),
        (
            Section(
                "implementation",
                _("Implementation of the commitments"),
                _("The commitments together: what moved, what did not, and why."),
            ),
        ),
    ),
    Part(
        "peers",
        _("Peer exchange and learning"),
        (
            Section(
                "peer_learning",
                _("Peer exchange and learning"),
                _("What was learnt from other members of the partnership, and given to them."),
            ),
        ),
    ),
    Part(
        "conclusion",
        _("Conclusion"),
        (
            Section(
                "lessons",
                _("Lessons learned"),
                _("What went well, what did not, and what will be done differently."),
            ),
            Section(
                "other_initiatives",
                _("Other initiatives"),
                _("What else was done for open government, outside the plan."),
            ),
            Section("next_steps", _("Next steps"), _("What is done next, by whom and by when.")),
        ),
    ),
)
SECTIONS: dict[str, Section] = {row.key: row for part in PARTS for row in part.sections}

REQUIRED: dict[str, frozenset[str]] = {
    AssessmentKind.MID_TERM: frozenset(
        {"introduction", "process", "development", "implementation", "next_steps"}
    ),
    AssessmentKind.END_OF_TERM: frozenset(
        {"introduction", "process", "monitoring", "implementation", "lessons", "next_steps"}
    ),
}
"""What has to be written before the public reads it. Mid-term looks at how the plan was made and
how far it is, the end of the term at results, at how it was followed and at what was learnt."""

STANDARDS: dict[int, StrOrPromise] = {
    1: _("Standard 1: a space for ongoing dialogue and collaboration"),
    2: _("Standard 2: open, accessible and timely information"),
    3: _("Standard 3: inclusive and informed participation in co-creation"),
    4: _("Standard 4: a reasoned response and ongoing dialogue"),
    5: _("Standard 5: inclusive and informed dialogue in implementation and monitoring"),
}
"""Titles of the 2021 standards, in short (domain.md §2.2)."""

ACCOUNT: tuple[str, ...] = ("results", "changes", "challenges", "next_steps")
"""The texts that a self-assessment has of each commitment."""


@dataclass(frozen=True)
class Written:
    """How many of the sections there is a text of in one language."""

    language: str
    count: int
    total: int


def written(assessment: Any, languages: Iterable[str]) -> list[Written]:
    """How much is written in each of the languages."""
    texts = [Translated.of(getattr(assessment, key)) for key in SECTIONS]
    return [
        Written(code, sum(bool(text.get(code)) for text in texts), len(texts)) for code in languages
    ]


def missing(assessment: Any) -> list[Section]:
    """The sections that its kind asks for and of which there is no text in any language."""
    asked = REQUIRED[assessment.kind]
    return [row for key, row in SECTIONS.items() if key in asked and not getattr(assessment, key)]


def comments_at(parts: Sequence[Part] = PARTS) -> set[str]:
    """The keys of the parts that can be commented on apart."""
    return {part.key for part in parts}
