"""What the public says of a draft self-assessment, and how each comment is answered.

An official answer stands in the talk that it answers; an official word that answers nobody in
particular answers in general whatever has no answer of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commitments.domain.assessment_parts import PARTS, comments_at
from commitments.models import AssessmentStage, SelfAssessment
from forums.domain import comments
from forums.domain.errors import NotPublished, Refused
from forums.models import Comment, Person
from forums.models.comments import CommentQuerySet


class NotToAnswer(Refused):
    """There is no such comment to answer, or nothing can be answered any more."""


@dataclass(frozen=True)
class Answered:
    """One comment with the official answers in its talk, the oldest first.

    `in_general` are those that answer all; they count where there is no own one.
    """

    comment: Comment
    own: tuple[Comment, ...] = ()
    in_general: tuple[Comment, ...] = field(default=())

    @property
    def answers(self) -> tuple[Comment, ...]:
        """What answers it, none where it still waits."""
        return self.own or self.in_general

    @property
    def part(self) -> str:
        """The chapter that it is on; empty for the whole."""
        names = {part.key: str(part.title) for part in PARTS}
        return names.get(self.comment.question, "")


def has_part(assessment: SelfAssessment, key: str) -> bool:
    """Whether the self-assessment can be commented on under this key."""
    return key in comments_at()


def to_answer(assessment: SelfAssessment) -> CommentQuerySet:
    """The comments to which an answer is due: each that begins a talk and that everybody sees.

    Replies are answered with it, see `consultation_comments`: one begins a talk itself where it
    replies to the forum's own official words or to a comment that was removed.
    """
    alone = Q(parent=None) | Q(parent__is_official=True) | Q(parent__removed_at__isnull=False)
    return _said(assessment).filter(alone, is_official=False)


def unanswered(assessment: SelfAssessment) -> CommentQuerySet:
    """Those of them that have no answer, not even a general one."""
    if general_answers(assessment).exists():
        return to_answer(assessment).none()
    own = _said(assessment).filter(parent=OuterRef("pk"), is_official=True)
    after = _said(assessment).filter(
        parent=OuterRef("parent"), is_official=True, created_at__gt=OuterRef("created_at")
    )
    return to_answer(assessment).exclude(Exists(own)).exclude(Exists(after))


def general_answers(assessment: SelfAssessment) -> CommentQuerySet:
    """Official words that answer nobody in particular."""
    return _said(assessment).filter(parent=None, is_official=True).order_by("created_at", "pk")


def with_answers(assessment: SelfAssessment, rows: list[Comment]) -> list[Answered]:
    """Comments of `to_answer` with what answers them, in two queries."""
    general = tuple(general_answers(assessment).select_related("author__organisation"))
    threads = [row.parent_id or row.pk for row in rows]
    said = _said(assessment).filter(parent__in=threads, is_official=True)
    official = list(said.select_related("author__organisation").order_by("created_at", "pk"))
    return [
        Answered(
            row,
            tuple(
                answer
                for answer in official
                if answer.parent_id == row.pk
                or (answer.parent_id == row.parent_id and answer.created_at > row.created_at)
            ),
            general,
        )
        for row in rows
    ]


def all_answered(assessment: SelfAssessment) -> list[Answered]:
    """Every comment in the order in which it came, with its answers."""
    rows = to_answer(assessment).select_related("author__organisation")
    return with_answers(assessment, list(rows.order_by("created_at", "pk")))


@transaction.atomic
def answer(assessment: SelfAssessment, *, by: Person, text: str, comment: Comment) -> Comment:
    """Answers one comment officially; its author is told. Raises NotToAnswer, Incomplete."""
    _refuse(assessment)
    if not to_answer(assessment).filter(pk=comment.pk).exists():
        raise NotToAnswer(_("This comment is not there to be answered."))
    top = comment.parent or comment
    return comments.add(
        assessment, by=by, text=text, language=get_language() or "", parent=top, is_official=True
    )


@transaction.atomic
def answer_in_general(assessment: SelfAssessment, *, by: Person, text: str) -> Comment:
    """Answers all that has no answer of its own. Raises NotToAnswer, Incomplete."""
    _refuse(assessment)
    return comments.add(
        assessment, by=by, text=text, language=get_language() or "", is_official=True
    )


def _refuse(assessment: SelfAssessment) -> None:
    locked = (
        SelfAssessment.objects.select_for_update(of=("self",))
        .select_related("plan__forum")
        .get(pk=assessment.pk)
    )
    if not locked.is_public:
        raise NotPublished(_("This is not published."))
    if locked.stage == AssessmentStage.FINAL:
        raise NotToAnswer(_("This self-assessment is final. Its answers stand with it."))


def _said(assessment: SelfAssessment) -> CommentQuerySet:
    """What everybody can read: neither removed nor held, and not the forum's own."""
    return Comment.objects.filter(
        content_type=ContentType.objects.get_for_model(SelfAssessment),
        object_id=assessment.pk,
        internal=False,
        held_at=None,
        removed_at=None,
    )
