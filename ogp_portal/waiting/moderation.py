"""What moderation asks for: a look at texts, an answer to an appeal, and of authors to wait."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forums.domain import moderated, moderation, moderation_queue
from forums.models import Forum, Moderation, ModerationAct, Person
from ogp_portal.waiting.rows import Waiting, waited

MOST = 20
APPEALS = dt.timedelta(days=30)
"""So long an author finds a removal here; she can appeal after that too."""


def to_look_at(person: Person, coordinated: list[int]) -> Iterator[Waiting]:
    """Of each forum the held and the reported texts, and the appeals that the person may answer."""
    for forum in Forum.objects.filter(pk__in=coordinated):
        page = reverse("forums:moderation-queue", args=[forum.slug])
        held = moderation_queue.held(forum)
        if oldest := held.first():
            yield Waiting(_held(held.count()), str(forum), page, *waited(oldest["held_at"]))
        reported = moderation_queue.reported(forum)
        if oldest := reported.first():
            address = f"{page}?show=reported"
            yield Waiting(
                _reported(reported.count()), str(forum), address, *waited(oldest["first"])
            )
        for appeal in moderation_queue.appeals(forum)[:MOST]:
            if moderation.may_answer(appeal, person):
                yield Waiting(
                    _short(appeal.text),
                    _("Appeal against a removal to answer"),
                    reverse("forums:removal", args=[forum.slug, appeal.moderation_id]),
                    *waited(appeal.made_at),
                )


def _held(count: int) -> str:
    return ngettext(
        "%(count)d text waits for a first look", "%(count)d texts wait for a first look", count
    ) % {"count": count}


def _reported(count: int) -> str:
    return ngettext(
        "%(count)d text was reported by readers", "%(count)d texts were reported by readers", count
    ) % {"count": count}


def own_texts(person: Person) -> Iterator[Waiting]:
    """What the person sent and nobody has looked at yet, and what of hers was removed lately."""
    for word, kind in moderated.KINDS.items():
        mine = kind.rows.filter(kind.waiting, author=person).values_list("pk", flat=True)
        for text in moderation_queue.texts(word, mine[:MOST]):
            yield Waiting(
                _short(moderated.words_of(text)),
                _("Your text waits for a first look"),
                text.get_absolute_url(),
                *waited(text.held_at),
            )
    for row in _removed(person):
        yield Waiting(
            _short(moderated.words_of(row.target)),
            _("Your text was removed; you can appeal"),
            reverse("forums:removal", args=[row.forum.slug, row.pk]),
            *waited(row.at),
        )


def _removed(person: Person) -> Any:
    """Removals of the person's texts against which she can appeal, the latest first."""
    back = Moderation.objects.filter(
        content_type=OuterRef("content_type"),
        object_id=OuterRef("object_id"),
        act=ModerationAct.RESTORED,
        pk__gt=OuterRef("pk"),
    )
    return (
        Moderation.objects.filter(
            ~Exists(back),
            author=person,
            act=ModerationAct.REMOVED,
            appeal=None,
            at__gte=timezone.now() - APPEALS,
        )
        .exclude(by=person)
        .select_related("forum")
        .prefetch_related("target")
        .order_by("-at")[:MOST]
    )


def _short(words: str) -> str:
    return Truncator(" ".join(words.split())).chars(90)
