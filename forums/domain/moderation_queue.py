"""What waits for the moderators: texts for a first look, reported texts, appeals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.db.models import CharField, Count, Min, QuerySet, Value

from forums.domain import moderated, moderation
from forums.domain.errors import Refused
from forums.domain.moderated import KINDS
from forums.models import Appeal, Comment, Flag, Forum, ModerationRule, Person

Act = Literal["release", "remove", "keep"]
Key = tuple[str, int]
"""The word of a kind and the id of a text."""


@dataclass
class Entry:
    """A text in the queue, since when it waits, and what readers reported of it."""

    word: str
    text: Any
    since: dt.datetime
    flags: list[Flag] = field(default_factory=list)

    @property
    def key(self) -> str:
        return f"{self.word}-{self.text.pk}"

    @property
    def words(self) -> str:
        return moderated.words_of(self.text)

    @property
    def author(self) -> str:
        return moderated.author_of(self.text)

    @property
    def place(self) -> Any:
        """The thing under which a comment stands; otherwise the text itself."""
        return self.text.target if self.word == "comment" else self.text


def held(forum: Forum) -> QuerySet[Any, dict[str, Any]]:
    """`word`, `id` and `held_at` of what waits for a first look, the oldest first."""
    rows: list[QuerySet[Any, dict[str, Any]]] = [
        kind.of(forum)
        .filter(kind.waiting)
        .order_by()
        .annotate(word=Value(word, output_field=CharField()))
        .values("word", "id", "held_at")
        for word, kind in KINDS.items()
    ]
    return rows[0].union(*rows[1:], all=True).order_by("held_at", "id")


def reported(forum: Forum) -> QuerySet[Any, Any]:
    """Kind, id and first report of the texts that readers reported, the oldest report first."""
    return (
        Flag.objects.filter(forum=forum, settled_by=None)
        .order_by()
        .values("content_type_id", "object_id")
        .annotate(first=Min("at"), times=Count("pk"))
        .order_by("first", "object_id")
    )


def appeals(forum: Forum) -> QuerySet[Appeal]:
    """Appeals without an answer, the oldest first."""
    return (
        Appeal.objects.waiting()
        .filter(moderation__forum=forum)
        .select_related(
            "moderation__forum", "moderation__rule", "moderation__by", "moderation__author"
        )
        .prefetch_related("moderation__target")
    )


def held_entries(rows: Iterable[dict[str, Any]]) -> list[Entry]:
    """The texts of one page of `held`."""
    since = {(row["word"], row["id"]): row["held_at"] for row in rows}
    return _entries(since)


def reported_entries(rows: Iterable[dict[str, Any]]) -> list[Entry]:
    """The texts of one page of `reported`, with the reports."""
    words = {}
    for word, kind in KINDS.items():
        words[ContentType.objects.get_for_model(kind.rows.model).pk] = word
    since = {(words[row["content_type_id"]], row["object_id"]): row["first"] for row in rows}
    entries = _entries(since)
    by_key = {(entry.word, entry.text.pk): entry for entry in entries}
    flags = Flag.objects.filter(settled_by=None, object_id__in=[pk for _word, pk in since])
    for flag in flags.order_by("at", "pk"):
        entry = by_key.get((words[flag.content_type_id], flag.object_id))
        if entry is not None:
            entry.flags.append(flag)
    return entries


def _entries(since: dict[Key, dt.datetime]) -> list[Entry]:
    found: dict[Key, Any] = {}
    for word in {word for word, _pk in since}:
        for text in texts(word, [pk for of, pk in since if of == word]):
            found[word, text.pk] = text
    return [Entry(key[0], found[key], at) for key, at in since.items() if key in found]


def texts(word: str, ids: Iterable[int]) -> QuerySet[Any]:
    """Texts of a kind with all that their authors' names and their addresses take."""
    kind = KINDS[word]
    rows = kind.rows.filter(pk__in=[*ids]).select_related("author__organisation", kind.forum)
    return rows.prefetch_related(GenericPrefetch("target", _discussed())) if _is(rows) else rows


def _is(rows: QuerySet[Any]) -> bool:
    return rows.model is Comment


def _discussed() -> list[QuerySet[Any]]:
    """Everything that comments stand under, with the way to its forum."""
    kinds = Comment.objects.order_by().values("content_type").distinct()
    found = []
    for each in ContentType.objects.filter(pk__in=kinds):
        model = each.model_class()
        rows = model._default_manager.all() if model else None
        if rows is not None:
            path = getattr(rows, "forum_path", "")
            found.append(rows.select_related(path) if path else rows)
    return found


@dataclass
class Dealt:
    """With how many texts it was done, how many somebody else had dealt with, and why not others."""

    done: int = 0
    before: int = 0
    refused: list[str] = field(default_factory=list)


def deal(
    forum: Forum,
    *,
    by: Person,
    act: Act,
    keys: Iterable[Key],
    rule: ModerationRule | None = None,
    reason: str = "",
) -> Dealt:
    """Does the same with many texts, each in a transaction of its own; each reason is said once."""
    dealt = Dealt()
    chosen: dict[str, list[int]] = {}
    for word, pk in keys:
        chosen.setdefault(word, []).append(pk)
    for word, ids in chosen.items():
        for text in texts(word, ids).filter(**{KINDS[word].forum: forum}):
            try:
                _do(text, by=by, act=act, rule=rule, reason=reason)
                dealt.done += 1
            except moderation.LookedAtAlready:
                dealt.before += 1
            except Refused as refused:
                if str(refused) not in dealt.refused:
                    dealt.refused.append(str(refused))
    return dealt


def _do(text: Any, *, by: Person, act: Act, rule: ModerationRule | None, reason: str) -> None:
    if act == "release":
        moderation.release(text, by=by)
    elif act == "remove":
        moderation.remove(text, by=by, rule=rule, reason=reason, only_waiting=True)
    else:
        moderation.keep(text, by=by)
