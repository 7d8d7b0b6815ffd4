"""Comments on anything that can be discussed."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils.translation import gettext as _

from forums.domain import comment_notices, moderation
from forums.domain.errors import Incomplete
from forums.domain.publication import forum_of
from forums.models import Comment, Person

# What a double click repeats.
SAME = ("content_type", "object_id", "author", "text", "parent", "internal")

HasPart = Callable[[Any, str], bool]
_parts: dict[str, HasPart] = {}


def add_parts(label: str, has_part: HasPart) -> None:
    """Lets an app above say what parts its things have that can be talked of apart."""
    _parts[label] = has_part


def _part(target: models.Model, key: str) -> str:
    """The key, where the thing has such a part; empty, which is the whole, where it has none."""
    has_part = _parts.get(target._meta.label)
    return key if key and has_part is not None and has_part(target, key) else ""


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

    Where the forum holds what new accounts send, it waits for a first look and nobody is told.

    An `internal` one is read by the forum alone, such as a remark on draft minutes.

    The same text sent twice in one submission is one comment. An answer stands where the comment
    stands that it answers, one on a part that is none on the whole.
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
        "question": parent.question if parent else _part(target, question),
    }
    waits = not internal and moderation.holds(by, values["forum"])
    if submission is None:
        comment, created = Comment.objects.create(**values), True
    else:
        comment, created = Comment.objects.get_or_create(submission=submission, defaults=values)
        if not created and any(getattr(comment, name) != values[name] for name in SAME):
            comment, created = Comment.objects.create(**values), True
    comment.target = target
    if created and waits:
        moderation.hold(comment)
    elif created:
        comment_notices.tell_who_is_answered(comment)
    return comment
