"""The draft plan as passages: what a consultation puts to the public, paragraph by paragraph.

The same function reads the plan on the day of the consultation, today, and as it was adopted, so
that what differs between two days is a difference of the plan and of nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from django.db.models import Prefetch, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from action_plans.domain.templates import questions
from action_plans.models import (
    ActionPlan,
    Draft,
    DraftMilestone,
    ParagraphKind,
    Revision,
)
from forums.domain.dates import full_date
from forums.models import Translated

PLAN_PARTS = ("introduction", "efforts", "process")
TITLE, MILESTONES = "title", "milestones"
PLAN = "plan"
"""The part of a text that belongs to no draft; the part of draft 3 is "d3"."""


@dataclass(frozen=True)
class Passage:
    """One paragraph: the draft it stands in (None: the plan itself) and to what it answers."""

    draft: Draft | None
    question: str
    kind: str
    text: Translated

    @property
    def part(self) -> str:
        """The part of the whole text in which it stands."""
        return part_of(self.draft)


def part_of(draft: Draft | None) -> str:
    """The name of a draft's part, as it stands in addresses and keys."""
    return f"d{draft.number}" if draft else PLAN


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a Markdown text: what empty lines part. A list without them is one."""
    return [part.strip("\n") for part in re.split(r"\n[ \t]*\n", text.strip()) if part.strip()]


def in_step(texts: Mapping[str, str], main: str) -> list[dict[str, str]]:
    """The paragraphs of one text in all its languages, side by side. Pure.

    The main language leads; what another language has more of stands with its last paragraph, so
    that no word is left out and none stands twice.
    """
    split = {code: paragraphs(text) for code, text in texts.items() if paragraphs(text)}
    lead = split.get(main) or next(iter(split.values()), [])
    for code, parts in split.items():
        if len(parts) > len(lead):
            split[code] = [*parts[: len(lead) - 1], "\n\n".join(parts[len(lead) - 1 :])]
    rows = zip_longest(*split.values(), fillvalue="")
    return [
        {code: part for code, part in zip(split, row, strict=True) if part}
        for row in rows
        if any(row)
    ]


def with_text(drafts: QuerySet[Draft]) -> QuerySet[Draft]:
    """The drafts with all that `passages` reads of them, in three queries."""
    steps = DraftMilestone.objects.select_related("responsible").order_by("position", "pk")
    return (
        drafts.select_related("theme")
        .prefetch_related(
            Prefetch("revisions", Revision.objects.standing().heads(), to_attr="standing"),
            Prefetch("milestones", steps, to_attr="steps"),
        )
        .order_by("number")
    )


def passages(plan: ActionPlan, drafts: Iterable[Draft], *, whole: bool = True) -> list[Passage]:
    """The plan's own texts (where it is `whole`), then the drafts in order.

    The drafts come from `with_text`. What is empty is no passage.
    """
    found: list[Passage] = []
    if whole:
        for name in PLAN_PARTS:
            found += _passages(plan, None, name, getattr(plan, name).texts())
    for draft in drafts:
        found += _of_draft(plan, draft)
    return found


def _of_draft(plan: ActionPlan, draft: Draft) -> Iterator[Passage]:
    main = plan.forum.main_language
    yield Passage(draft, TITLE, ParagraphKind.HEADING, _marked(draft.title.texts(), main))
    answers: dict[str, dict[str, str]] = {}
    for revision in draft.standing:  # type: ignore[attr-defined]
        answers.setdefault(revision.question, {})[revision.language] = revision.text
    for asked in questions(plan.template):
        yield from _passages(plan, draft, asked.key, answers.get(asked.key, {}))
    for step in draft.steps:  # type: ignore[attr-defined]
        texts = {code: _step(step, code) for code in plan.forum.languages}
        kept = {code: text for code, text in texts.items() if text}
        if kept:
            yield Passage(draft, MILESTONES, ParagraphKind.MILESTONE, _marked(kept, main))


def _passages(
    plan: ActionPlan, draft: Draft | None, question: str, texts: Mapping[str, str]
) -> Iterator[Passage]:
    main = plan.forum.main_language
    for text in in_step(texts, main):
        yield Passage(draft, question, ParagraphKind.TEXT, _marked(text, main))


def _marked(texts: Mapping[str, str], main: str) -> Translated:
    return Translated({**texts, "_": main}) if texts else Translated()


def _step(step: DraftMilestone, code: str) -> str:
    """A milestone as one paragraph in a language; empty where its title is not in it."""
    title = step.title.get(code, "")
    if not title:
        return ""
    with translation.override(code):
        lines = [f"**{title}**", step.outputs.get(code, "")]
        if step.starts_on and step.due_on:
            lines.append(f"{full_date(step.starts_on)} – {full_date(step.due_on)}")
        elif step.due_on:
            lines.append(_("Until %(day)s") % {"day": full_date(step.due_on)})
        if step.responsible:
            lines.append(_("Responsible: %(office)s") % {"office": step.responsible.name})
        return "  \n".join(line for line in lines if line)


def cut(sizes: Sequence[int], most: int) -> list[tuple[int, int]]:
    """Where to cut rows of these sizes into pages of at most `most`, as (first, after). Pure.

    A row that is larger by itself has a page of its own; there is always one page.
    """
    pages: list[tuple[int, int]] = []
    first = filled = 0
    for place, size in enumerate(sizes):
        if filled and filled + size > most:
            pages.append((first, place))
            first, filled = place, 0
        filled += size
    return [*pages, (first, len(sizes))]
