"""The change of a draft's text that an answer caused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from action_plans.domain.history import steps
from action_plans.models import ConsultationParagraph, Contribution, Draft, Revision
from action_plans.models.revisions import BESIDE
from forums.domain.difference import Piece
from forums.domain.readable import readable_difference
from forums.models import Comment, Person

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

MOST = 40
"""Changes that one is asked to choose from."""


@dataclass(frozen=True)
class TextChange:
    """What one sitting changed in an answer of a draft, word by word."""

    revision: Revision
    before: str

    @property
    def pieces(self) -> list[Piece]:
        """The words that were removed and added."""
        return readable_difference(self.before, self.revision.text)


def of(revision: Revision) -> TextChange:
    """What the sitting in which the revision was saved changed, up to this revision."""
    siblings = Revision.objects.filter(
        draft=revision.draft_id, question=revision.question, language=revision.language
    )
    found = steps(list(siblings.defer("text").order_by("number")))
    step = next(row for row in found if any(each.pk == revision.pk for each in row.rows))
    before = siblings.filter(number=step.before).values_list("text", flat=True).first()
    return TextChange(revision, before or "")


def drafts_for(
    contributions: Iterable[Contribution], comments: Iterable[Comment]
) -> QuerySet[Draft]:
    """The drafts that take the contributions up, and those on which the comments were made."""
    rows = list(comments)
    paragraphs = ConsultationParagraph.objects.filter(
        consultation__in=[row.object_id for row in rows], key__in=[row.question for row in rows]
    )
    taken_up = Draft.objects.filter(contributions__in=list(contributions))
    return Draft.objects.filter(pk__in=taken_up.values("pk").union(paragraphs.values("draft")))


def choices(drafts: QuerySet[Draft]) -> list[Revision]:
    """The text at the end of each of the latest sittings in these drafts, the newest first."""
    answers: dict[tuple[int, str, str], list[Revision]] = {}
    rows = Revision.objects.filter(draft__in=drafts).defer("text")
    for row in rows.select_related("draft__plan", "author").order_by("number"):
        answers.setdefault((row.draft_id, row.question, row.language), []).append(row)
    ends = [step.last for rows in answers.values() for step in steps(rows)]
    standing = [row for row in ends if row.kind not in BESIDE]
    return sorted(standing, key=lambda row: (row.created_at, row.pk), reverse=True)[:MOST]


def shown(revision: Revision | None, reader: Person | AnonymousUser) -> TextChange | None:
    """The change, where the reader may read the draft."""
    if revision is None:
        return None
    readable = Draft.objects.visible_to(reader)
    rows = Revision.objects.select_related("draft__plan__forum", "author")
    found = rows.filter(pk=revision.pk, draft__in=readable).first()
    return of(found) if found is not None else None
