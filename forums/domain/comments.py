"""Comments on anything that can be discussed."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.domain import notices
from forums.domain.errors import Incomplete
from forums.domain.publication import forum_of
from forums.models import Comment, Person

# What a double click repeats.
SAME = ("content_type", "object_id", "author", "text", "parent", "internal")


@transaction.atomic
def add(
    target: models.Model,
    *,
    by: Person,
    text: str,
    language: str = "",
    parent: Comment | None = None,
    is_official: bool = False,
    question: str = "",
    internal: bool = False,
    submission: uuid.UUID | None = None,
) -> Comment:
    """Adds a comment; who is answered is told, where she may still read the thing.

    An `internal` one is read by the forum alone, such as a remark on draft minutes.

    The same text sent twice in one submission is one comment. An answer stands where the comment
    stands that it answers.
    """
    if not text.strip():
        raise Incomplete(_("Write something before you send."))
    values: dict[str, Any] = {
        "forum": forum_of(target),
        "content_type": ContentType.objects.get_for_model(target),
        "object_id": target.pk,
        "author": by,
        "text": text.strip(),
        "language": language,
        "parent": parent,
        "is_official": is_official,
        "internal": internal,
        "question": parent.question if parent else question,
    }
    if submission is None:
        comment, created = Comment.objects.create(**values), True
    else:
        comment, created = Comment.objects.get_or_create(submission=submission, defaults=values)
        if not created and any(getattr(comment, name) != values[name] for name in SAME):
            comment, created = Comment.objects.create(**values), True
    if created and parent is not None and parent.author_id != by.pk and _reads(parent, target):
        notices.queue(
            [parent.author],
            template="forums/mail/comment_answered",
            key=f"comment:{comment.pk}:answered",
            context={
                "comment": comment,
                "target": target,
                "url": notices.absolute(address(comment, target)),
            },
            forum=comment.forum,
        )
    return comment


def address(comment: Comment, target: Any) -> str:
    """Where a comment can be read: on the thing's page, or on that of its draft minutes."""
    page = f"{target.get_absolute_url()}{'minutes/review/' if comment.internal else ''}"
    return f"{page}#comment-{comment.pk}"


def _reads(comment: Comment, target: Any) -> bool:
    """Whether the comment's author may read the thing, or the forum's own remarks on it, today."""
    if comment.internal:
        return comment.author.forum_ids().filter(seat__forum=comment.forum_id).exists()
    visible = type(target)._default_manager.visible_to(comment.author)
    return bool(visible.filter(pk=target.pk).exists())


def remove(comment: Comment, *, by: Person, reason: str) -> None:
    """Hides the text with a reason that stays readable; replies stay."""
    if not reason.strip():
        raise Incomplete(_("Say why the comment is removed."))
    comment.removed_at = timezone.now()
    comment.removed_reason = reason.strip()
    comment.save(update_fields=["removed_at", "removed_reason"])
