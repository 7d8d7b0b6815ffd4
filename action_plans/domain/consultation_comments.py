"""What the public says in consultations, and to which of it a response is due."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet

from action_plans.models import Consultation
from forums.models import Comment


def comments_on(consultations: QuerySet[Consultation]) -> QuerySet[Comment]:
    """What the public said that a response is due to: each comment that begins a talk.

    Replies belong to the talk and are answered with it, see `replies_to`. A reply begins one
    itself where no response can come to what it replies to: to the forum's own official words, or
    to a comment that was removed without an answer.
    """
    alone = (
        Q(parent=None)
        | Q(parent__is_official=True)
        | Q(parent__removed_at__isnull=False, parent__reasoned_answer=None)
    )
    return _said().filter(alone, object_id__in=consultations.values("pk"))


def replies_on(consultations: QuerySet[Consultation]) -> QuerySet[Comment]:
    """What the public replied to such comments: everything else that it said there.

    Those to a comment that was removed after it had its answer are among them.
    """
    said = _said().filter(object_id__in=consultations.values("pk"))
    return said.exclude(pk__in=comments_on(consultations).order_by().values("pk"))


def replies_to(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    """What was replied to comments to which a response is due; it is answered with them."""
    return _said().filter(parent__in=comments.order_by().values("pk"))


def _said() -> QuerySet[Comment]:
    """What the public can read; what the forum says officially is an answer itself."""
    return Comment.objects.filter(
        content_type=ContentType.objects.get_for_model(Consultation),
        internal=False,
        is_official=False,
        held_at=None,
        removed_at=None,
    )
