"""Following: a person asks to hear of one thing, and how often."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.domain.errors import Refused
from forums.domain.happenings import Topic
from forums.models import Follow, Forum, Pace, Person

MOST_FOLLOWED = 500
_signer = Signer(salt="forums.following")


class FollowsTooMuch(Refused):
    """Nobody reads of so many things."""


@dataclass(frozen=True)
class Followable:
    """A kind of thing that can be followed.

    `public` are those of it that anybody can see, `feed` is the path of one's Atom feed;
    `with_address` leads to what its name and address take.
    """

    kind: str
    model: type[Model]
    public: Callable[[], QuerySet[Any]]
    feed: Callable[[Any], str]
    with_address: tuple[str, ...] = ()


_known: dict[str, Followable] = {}


def add_followable(followable: Followable) -> None:
    """Lets an app say what of it can be followed."""
    _known[followable.kind] = followable


def followables() -> dict[str, Followable]:
    """What can be followed, by its kind."""
    return dict(_known)


def kind_of(thing: Model) -> Followable:
    """As which kind the thing is followed."""
    return next(each for each in _known.values() if isinstance(thing, each.model))


def topic_of(thing: Model) -> Topic:
    """The thing as happenings name it."""
    return (kind_of(thing).kind, thing.pk)


def feed_of(thing: Model) -> str:
    """The path of its Atom feed."""
    return kind_of(thing).feed(thing)


def public_thing(kind: str, pk: int) -> Any:
    """What is named, where anybody can see it; None otherwise."""
    known = _known.get(kind)
    if known is None or pk > 2**63 - 1:
        return None
    return known.public().select_related(*known.with_address).filter(pk=pk).first()


def thing_of(row: Follow) -> Any:
    """What is followed, with what its name and address take."""
    known = next(k for k in _known.values() if k.model is row.content_type.model_class())
    things = known.model._base_manager.select_related(*known.with_address)
    return things.get(pk=row.object_id)


def follow_of(person: Person, thing: Model) -> Follow | None:
    """How the person follows the thing; None where she does not."""
    kind = ContentType.objects.get_for_model(thing)
    return Follow.objects.filter(person=person, content_type=kind, object_id=thing.pk).first()


@transaction.atomic
def follow(thing: Model, *, by: Person, pace: str = Pace.WEEKLY) -> Follow:
    """The person hears of the thing from now on; where she did already, how often is changed.

    Raises FollowsTooMuch where she follows MOST_FOLLOWED things.
    """
    Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    kind = ContentType.objects.get_for_model(thing)
    known = Follow.objects.filter(person=by)
    row = known.filter(content_type=kind, object_id=thing.pk).first()
    if row is not None:
        return set_pace(row, by=by, pace=pace)
    if known.count() >= MOST_FOLLOWED:
        raise FollowsTooMuch(
            _("You follow %(count)d things already. Leave some of them first.")
            % {"count": MOST_FOLLOWED}
        )
    return Follow.objects.create(
        person=by, content_type=kind, object_id=thing.pk, pace=pace, since=timezone.now()
    )


def set_pace(row: Follow, *, by: Person, pace: str) -> Follow:
    """How often she hears of it from now on; it is not paused any more."""
    assert row.person_id == by.pk
    row.pace = pace
    fields = ["pace", *_resumed(row)]
    Follow.objects.filter(pk=row.pk).update(**{name: getattr(row, name) for name in fields})
    return row


def _resumed(row: Follow) -> list[str]:
    """What happened while it was paused is not told afterwards."""
    if row.paused_at is None:
        return []
    row.paused_at, row.since = None, timezone.now()
    return ["paused_at", "since"]


def unfollow(thing: Model, *, by: Person) -> bool:
    """The person hears no more of the thing. Whether she had followed it."""
    kind = ContentType.objects.get_for_model(thing)
    rows = Follow.objects.filter(person=by, content_type=kind, object_id=thing.pk)
    return bool(rows.delete()[0])


def pause(person: Person) -> None:
    """Nothing is told of what the person follows, until she goes on."""
    Follow.objects.filter(person=person, paused_at=None).update(paused_at=timezone.now())


def resume(person: Person) -> None:
    """She hears again of what she follows, from now on."""
    rows = Follow.objects.filter(person=person, paused_at__isnull=False)
    rows.update(paused_at=None, since=timezone.now())


@dataclass(frozen=True)
class Followed:
    """One thing that somebody follows, as her own page lists it; `thing` is None where it is not
    public any more."""

    follow: Follow
    kind: str
    thing: Any


def followed_by(person: Person) -> list[Followed]:
    """All that the person follows, in a query for each kind of thing."""
    rows = list(Follow.objects.filter(person=person).select_related("content_type"))
    found: list[Followed] = []
    for known in _known.values():
        of_kind = [row for row in rows if row.content_type.model_class() is known.model]
        things = known.public().select_related(*known.with_address)
        by_pk = {thing.pk: thing for thing in things.filter(pk__in=[r.object_id for r in of_kind])}
        found += [Followed(row, known.kind, by_pk.get(row.object_id)) for row in of_kind]
    return found


def stop_token(row: Follow) -> str:
    """Proof that whoever opens the link in an e-mail was sent it: of one thing that she follows."""
    kind = next(k for k, each in _known.items() if each.model is row.content_type.model_class())
    return _signer.sign(f"{row.person_id}-{kind}-{row.object_id}-{row.pace}")


def of_token(token: str) -> tuple[Person, Any, str] | None:
    """Person, thing and pace of the link; None where it is not ours or one of them is gone."""
    try:
        person, kind, pk, pace = _signer.unsign(token).split("-")
    except (BadSignature, ValueError):
        return None
    known = _known.get(kind)
    found = Person.objects.filter(pk=int(person), is_active=True).first()
    things = known.model._base_manager.select_related(*known.with_address) if known else None
    thing = things.filter(pk=int(pk)).first() if things is not None else None
    return (found, thing, pace) if found and thing and pace in Pace.values else None


def told_until(pace: str, now: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
    """Up to when what happened is due to be told: now, the last 07:00, or that of a Monday.

    So a worker that comes late still tells, and nothing but what was told has to be kept. Pure.
    """
    if pace == Pace.AT_ONCE:
        return now
    local = now.astimezone(zone)
    days_back = local.weekday() if pace == Pace.WEEKLY else 0
    day = local.date() - dt.timedelta(days=days_back)
    due = dt.datetime.combine(day, TOLD_AT, zone)
    if due > now:
        due = dt.datetime.combine(day - dt.timedelta(days=EVERY[Pace(pace)]), TOLD_AT, zone)
    return due


TOLD_AT = dt.time(7)
EVERY = {Pace.DAILY: 1, Pace.WEEKLY: 7}
"""Days from one digest to the next."""


def add_forums() -> None:
    """A forum can be followed."""
    add_followable(
        Followable(
            kind="forum",
            model=Forum,
            public=Forum.objects.public,
            feed=lambda forum: f"{forum.get_absolute_url()}feed.atom",
        )
    )
