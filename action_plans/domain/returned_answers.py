"""What a file that came back changes in the answers of a draft."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from action_plans.domain.merging import merge
from action_plans.domain.office_text import sent
from action_plans.domain.returned_text import Loose, Returned
from action_plans.domain.templates import questions
from action_plans.models import Draft, Revision
from forums.domain.difference import Piece
from forums.domain.readable import readable_difference

MOST_CHARACTERS = 20_000
PLAIN, MERGES, CONFLICTS = "plain", "merges", "conflicts"


@dataclass(frozen=True)
class TextEdit:
    """An answer that the file changes: what went out, what came back, what becomes of it.

    `outcome` is PLAIN where nobody else changed the answer since, MERGES where both changes go
    together, CONFLICTS where they touch and the file's text will stand beside `standing`.
    `refused` says why it cannot be taken over; empty where it can.
    """

    key: str
    label: str
    base: int
    before: str
    text: str
    outcome: str
    standing: Revision | None
    refused: str = ""

    @property
    def pieces(self) -> list[Piece]:
        """What the file changes, word by word."""
        return readable_difference(self.before, self.text)

    @property
    def meanwhile(self) -> list[Piece]:
        """What others changed since, word by word."""
        return readable_difference(self.before, self.standing.text if self.standing else "")

    @property
    def empties(self) -> bool:
        return not self.text

    @property
    def proposed(self) -> bool:
        """Whether it is taken over unless somebody says no."""
        return not self.refused and not self.empties


def judge(before: str, came: str, standing: str) -> tuple[str, str] | None:
    """The text that the file's editor meant, and what becomes of it; None where nothing does.

    `before` went out as `sent(before)`, so only what differs from that was typed: what the file
    could not show, such as a nested list, stays as it was wherever nobody wrote. Pure.
    """
    went_out = sent(before)
    if came == went_out:
        return None
    kept = merge(went_out, came, before)
    text = kept.text if not kept.conflict and sent(kept.text) == came else came
    if text == standing:
        return None
    if standing == before:
        return text, PLAIN
    together = merge(before, text, standing)
    if together.conflict:
        return text, CONFLICTS
    return None if together.text == standing else (text, MERGES)


def compare(draft: Draft, returned: Returned) -> tuple[list[TextEdit], list[Loose]]:
    """The answers that the file changes, and what of its answers leads nowhere."""
    language = returned.reference.language
    rows = draft.revisions.filter(language=language)
    heads = {row.question: row for row in rows.standing().heads().select_related("author")}
    wanted = Q(pk=None)
    for answer in returned.answers:
        wanted |= Q(question=answer.key, number=answer.base or 0)
    texts = {(row.question, row.number): row.text for row in rows.filter(wanted)}
    labels = {asked.key: str(asked.label) for asked in questions(draft.plan.template)}
    edits: list[TextEdit] = []
    loose: list[Loose] = []
    for answer in returned.answers:
        label = labels.get(answer.key, answer.key)
        known = answer.base == 0 or (answer.key, answer.base) in texts
        if answer.key not in labels or answer.base is None or not known:
            where = _("%(question)s: the draft has no such revision") % {"question": label}
            loose.append(Loose(where, answer.text))
            continue
        before = texts.get((answer.key, answer.base), "")
        head = heads.get(answer.key)
        verdict = judge(before, answer.text, head.text if head else "")
        if verdict is not None:
            text, outcome = verdict
            edits.append(
                TextEdit(
                    answer.key, label, answer.base, before, text, outcome, head, _refused(text)
                )
            )
    return edits, loose


def _refused(text: str) -> str:
    if len(text) <= MOST_CHARACTERS:
        return ""
    return _("An answer has at most %(most)d characters; this one has %(count)d.") % {
        "most": MOST_CHARACTERS,
        "count": len(text),
    }
