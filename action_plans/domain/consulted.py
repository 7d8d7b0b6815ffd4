"""What was consulted against what was adopted, or as it is now, paragraph by paragraph."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any, TypeVar

from django.db.models import Q, QuerySet

from action_plans.domain.passages import PLAN, TITLE, Passage, passages, with_text
from action_plans.models import Consultation, ConsultationParagraph, Draft, DraftState, PlanState
from forums.domain.difference import Piece
from forums.domain.readable import readable_difference
from forums.models import Translated

KEPT, CHANGED, REMOVED, ADDED = "kept", "changed", "removed", "added"

A = TypeVar("A")
B = TypeVar("B")
R = TypeVar("R")


@dataclass(frozen=True)
class Pair:
    """A paragraph as it was consulted on and as it is after; one of both where it came or went."""

    question: str
    old: ConsultationParagraph | None
    new: Passage | None

    @property
    def kind(self) -> str:
        """kept, changed, removed or added, in all languages together."""
        if self.old is None:
            return ADDED
        if self.new is None:
            return REMOVED
        return KEPT if self.old.text.texts() == self.new.text.texts() else CHANGED

    @property
    def language(self) -> str:
        """The reader's language, or where nothing was changed in it one in which something was."""
        shown = [row.text for row in (self.old, self.new) if row is not None]
        common = set(shown[0].languages).intersection(*(text.languages for text in shown))
        differing = {code for code in common if len({text.get(code) for text in shown}) > 1}
        wanted, among = shown[0].language, differing or common
        return wanted if wanted in among or not among else _first(shown[0], among)

    @property
    def pieces(self) -> list[Piece]:
        """The words that were removed and added."""
        return readable_difference(_in(self.old, self.language), _in(self.new, self.language))

    @property
    def size(self) -> int:
        """How many characters it takes on a page."""
        return len(_in(self.old, self.language)) + len(_in(self.new, self.language))


@dataclass(frozen=True)
class Part:
    """A draft, or the plan's own text, with what became of it: kept, changed, removed or added."""

    name: str
    title: Translated
    draft: Draft | None
    pairs: list[Pair] = field(default_factory=list)
    is_dropped: bool = False

    @property
    def changed(self) -> int:
        """How many paragraphs are not as they were."""
        return sum(pair.kind != KEPT for pair in self.pairs)

    @property
    def state(self) -> str:
        """What became of the part as a whole."""
        if self.is_dropped:
            return REMOVED
        if all(pair.old is None for pair in self.pairs):
            return ADDED
        return CHANGED if self.changed else KEPT


def parts(consultation: Consultation) -> list[Part]:
    """All parts of a published consultation, each paragraph beside what it became.

    Before the plan is adopted that is the text as it is now, as far as the public can read it.
    """
    plan = consultation.plan
    rows = list(consultation.paragraphs.select_related("draft").order_by("position"))
    now = list(with_text(_drafts_now(consultation)))
    after = passages(plan, now)
    found: list[Part] = []
    consulted = _by_part(rows, lambda row: row.key.rsplit("-", 1)[0])
    latest = _by_part(after, lambda row: row.part)
    for name in [*consulted, *(name for name in latest if name not in consulted)]:
        old, new = consulted.get(name, []), latest.get(name, [])
        both: list[ConsultationParagraph | Passage] = [*old, *new]
        draft = next((row.draft for row in both if row.draft is not None), None)
        dropped = name != PLAN and not new
        found.append(Part(name, _title(old, new), draft, _pairs(old, new), is_dropped=dropped))
    return sorted(
        found, key=lambda part: (part.name != PLAN, part.draft.number if part.draft else 0)
    )


def _drafts_now(consultation: Consultation) -> QuerySet[Draft]:
    plan = consultation.plan
    drafts = Draft.objects.public().filter(plan=plan, for_amendment=False)
    if plan.state != PlanState.CO_CREATION:
        return drafts.filter(state=DraftState.ADOPTED)
    asked = consultation.paragraphs.exclude(draft=None).order_by().values("draft")
    return drafts.exclude(state=DraftState.WITHDRAWN).filter(
        Q(state=DraftState.PROPOSED) | Q(pk__in=asked)
    )


def _pairs(old: Sequence[ConsultationParagraph], new: Sequence[Passage]) -> list[Pair]:
    """The paragraphs of one part, question by question in the order of the newer text."""
    order = list(dict.fromkeys([row.question for row in new] + [row.question for row in old]))
    before = _by_part(old, lambda row: row.question)
    after = _by_part(new, lambda row: row.question)
    return [
        Pair(question, first, second)
        for question in order
        for first, second in aligned(
            before.get(question, []), after.get(question, []), key=lambda row: _key(row.text)
        )
    ]


def aligned(
    old: Sequence[A], new: Sequence[B], *, key: Callable[[Any], str]
) -> list[tuple[A | None, B | None]]:
    """The rows of two lists side by side: equal ones face each other, and what was put in the
    place of others faces these in order. Each row stands once, in its order. Pure."""
    matcher = SequenceMatcher(None, [key(row) for row in old], [key(row) for row in new], False)
    found: list[tuple[A | None, B | None]] = []
    for _tag, i, i_end, j, j_end in matcher.get_opcodes():
        for step in range(max(i_end - i, j_end - j)):
            found.append(
                (
                    old[i + step] if i + step < i_end else None,
                    new[j + step] if j + step < j_end else None,
                )
            )
    return found


def _by_part(rows: Iterable[R], name: Callable[[Any], str]) -> dict[str, list[R]]:
    found: dict[str, list[R]] = {}
    for row in rows:
        found.setdefault(name(row), []).append(row)
    return found


def _key(text: Translated) -> str:
    return repr(sorted(text.texts().items()))


def _title(old: Sequence[ConsultationParagraph], new: Sequence[Passage]) -> Translated:
    """How the part is called now, or was when the public was asked."""
    both: list[ConsultationParagraph | Passage] = [*new, *old]
    for row in both:
        if row.question == TITLE:
            return Translated.of(row.text)
    return Translated()


def _in(row: ConsultationParagraph | Passage | None, language: str) -> str:
    return row.text.get(language, "") if row is not None else ""


def _first(text: Translated, among: set[str]) -> str:
    return text.main if text.main in among else min(among)
