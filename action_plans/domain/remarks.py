"""Comments at a question of a draft: open until an author says that they are settled."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from action_plans.domain.templates import questions
from action_plans.models import Consultation, Draft
from forums.domain.errors import Refused
from forums.models import Comment, Person


class NotAtAQuestion(Refused):
    """Only a thread at a question can be settled."""


def has_question(draft: Draft, key: str) -> bool:
    """Whether the draft answers a question with this key."""
    return key in {asked.key for asked in questions(draft.plan.template)}


def has_paragraph(consultation: Consultation, key: str) -> bool:
    """Whether a paragraph of the text that is put to the public has this key."""
    return consultation.paragraphs.filter(key=key).exists()


@transaction.atomic
def resolve(comment: Comment, *, by: Person) -> None:
    """Folds a thread away as settled; it stays readable. Settled once, it stays so."""
    locked = _thread(comment)
    if locked.resolved_at is None:
        locked.resolved_at, locked.resolved_by = timezone.now(), by
        locked.save(update_fields=["resolved_at", "resolved_by"])


@transaction.atomic
def reopen(comment: Comment, *, by: Person) -> None:
    """Puts a settled thread back among the open ones."""
    locked = _thread(comment)
    locked.resolved_at = locked.resolved_by = None
    locked.save(update_fields=["resolved_at", "resolved_by"])


def _thread(comment: Comment) -> Comment:
    locked = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    if not locked.question or locked.parent_id is not None:
        raise NotAtAQuestion(_("Only the first comment at a question can be resolved."))
    return locked
