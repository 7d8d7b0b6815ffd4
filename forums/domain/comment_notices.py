"""Telling who is answered in a discussion."""

from __future__ import annotations

from typing import Any

from forums.domain import notices
from forums.models import Comment


def tell_who_is_answered(comment: Comment) -> None:
    """Tells the author of the comment that is answered, where she may still read the thing."""
    parent, target = comment.parent, comment.target
    if parent is None or parent.author_id == comment.author_id or not _reads(parent):
        return
    notices.queue(
        [parent.author],
        template="forums/mail/comment_answered",
        key=f"comment:{comment.pk}:answered",
        context={
            "comment": comment,
            "target": target,
            "url": notices.absolute(comment.get_absolute_url()),
        },
        forum=comment.forum,
    )


def _reads(comment: Comment) -> bool:
    """Whether the comment's author may read the thing, or the forum's own remarks on it, today."""
    if comment.internal:
        return comment.author.forum_ids().filter(seat__forum=comment.forum_id).exists()
    target: Any = comment.target
    visible = type(target)._default_manager.visible_to(comment.author)
    return bool(visible.filter(pk=target.pk).exists())
