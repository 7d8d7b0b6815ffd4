"""What moderation tells: authors what was done with their texts, coordinators that some wait."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from forums.domain import moderated, notices
from forums.domain.seats import coordinators
from forums.models import Appeal, Forum, Moderation, ModerationAct, Person


def tell(row: Moderation, target: Any) -> int:
    """Tells the author what was done with the text and why, unless she did it herself."""
    return _write(row, target, template=f"forums/mail/moderation_{row.act}")


def tell_of_answer(appeal: Appeal, target: Any) -> int:
    """Tells the author what came of the appeal."""
    return _write(
        appeal.moderation,
        target,
        template="forums/mail/moderation_appeal_answered",
        appeal=appeal,
        by=appeal.answered_by,
        shown=bool(appeal.granted),
    )


def waits(forum: Forum) -> int:
    """Tells the coordinators, once a day, that something waits in the queue."""
    return notices.queue(
        coordinators(forum),
        template="forums/mail/moderation_waits",
        key=f"moderation:{forum.pk}:waits:{forum.today}",
        context={"url": notices.absolute(reverse("forums:moderation-queue", args=[forum.slug]))},
        forum=forum,
    )


def _write(
    row: Moderation,
    target: Any,
    *,
    template: str,
    appeal: Appeal | None = None,
    by: Person | None = None,
    shown: bool | None = None,
) -> int:
    author, by = row.author, by or row.by
    if author is None or author == by or not author.email or not author.is_active:
        return 0
    page = reverse("forums:removal", args=[row.forum.slug, row.pk])
    if shown if shown is not None else row.act != ModerationAct.REMOVED:
        page = target.get_absolute_url()
    step = "appeal" if appeal else row.act
    return notices.queue(
        [author],
        template=template,
        key=f"moderation:{row.pk}:{step}",
        context={
            "row": row,
            "appeal": appeal,
            "words": moderated.words_of(target),
            "url": notices.absolute(page),
            "rules_url": notices.absolute(reverse("forums:moderation", args=[row.forum.slug])),
        },
        forum=row.forum,
    )
