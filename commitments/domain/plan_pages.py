"""A plan's text cut into pages of which none is too long to load. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from commitments.domain.plan_text import CommitmentText, PlanText
from forums.models import Translated

MOST_BYTES = 45_000  # of text; a page carries about as much again in its marks
OF_A_COMMITMENT = 2_500
OF_A_MILESTONE = 900


@dataclass(frozen=True)
class TextPage:
    """One page: the chapters before the commitments on the first, then whole commitments."""

    number: int
    has_front: bool
    commitments: tuple[CommitmentText, ...]


def cut(text: PlanText, language: str) -> list[TextPage]:
    """The pages of the text in a language; there is at least one."""
    pages: list[list[CommitmentText]] = [[]]
    size = _front(text, language)
    for commitment in text.in_order:
        own = weight(commitment, language)
        if size and size + own > MOST_BYTES:
            pages.append([])
            size = 0
        pages[-1].append(commitment)
        size += own
    return [
        TextPage(number, number == 1, tuple(rows)) for number, rows in enumerate(pages, start=1)
    ]


def weight(commitment: CommitmentText, language: str) -> int:
    """About how many bytes a commitment takes on a page."""
    texts = [commitment.title, *(row.text for row in commitment.answers)]
    texts += [part for row in commitment.milestones for part in (row.title, row.outputs)]
    marks = OF_A_COMMITMENT + OF_A_MILESTONE * len(commitment.milestones)
    return marks + _bytes(texts, language)


def _front(text: PlanText, language: str) -> int:
    return _bytes([text.introduction, text.efforts, text.process], language) + 150 * len(
        text.commitments
    )


def _bytes(texts: Iterable[Translated], language: str) -> int:
    return sum(len((text.get(language) or str(text)).encode()) for text in texts)
