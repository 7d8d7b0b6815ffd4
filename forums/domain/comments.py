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
    submission: uuid.UUID | None = None,
) -> Comment:
    """Adds a comment. The same submission twice is one comment; who is answered is told."""
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
        "question": parent.question if parent else question,
    }
    if submission is None:
        comment, created = Comment.objects.create(**values), True
    else:
        comment, created = Comment.objects.get_or_create(submission=submission, defaults=values)
    if created and parent is not None and parent.author_id != by.pk:
        notices.queue(
            [parent.author],
            template="forums/mail/comment_answered",
            key=f"comment:{comment.pk}:answered",
            context={
                "comment": comment,
                "target": target,
                "url": notices.absolute(f"{target.get_absolute_url()}#comment-{comment.pk}"),  # type: ignore[attr-defined]
            },
            forum=comment.forum,
        )
    return comment


def remove(comment: Comment, *, by: Person, reason: str) -> None:
    """Hides the text with a reason that stays readable; replies stay."""
    if not reason.strip():
        raise Incomplete(_("Say why the comment is removed."))
    comment.removed_at = timezone.now()
    comment.removed_reason = reason.strip()
    comment.save(update_fields=["removed_at", "removed_reason"])
