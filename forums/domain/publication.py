"""Publishing, withdrawing, and where a row stands."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.domain.errors import AlreadyPublished, NotPublished

if TYPE_CHECKING:
    from forums.models import Forum, Person
    from forums.models.publication import Published


def forum_of(thing: Any) -> Forum:
    """The forum in which a row stands, by the way that its queryset names."""
    manager = getattr(type(thing), "_default_manager", None)
    path = getattr(manager.all(), "forum_path", "forum") if manager is not None else "forum"
    for name in filter(None, path.split("__")):
        thing = getattr(thing, name)
    return thing  # type: ignore[no-any-return]


@transaction.atomic
def publish(thing: Published, *, at: dt.datetime | None = None) -> None:
    """Makes a row public from now on. Raises AlreadyPublished where it was, unless withdrawn."""
    locked: Any = type(thing)._default_manager.select_for_update(of=("self",)).get(pk=thing.pk)
    if locked.published_at is not None and locked.withdrawn_at is None:
        raise AlreadyPublished(_("This is published already."))
    if locked.published_at is None:
        locked.published_at = at or timezone.now()
    locked.withdrawn_at = None
    locked.save(update_fields=["published_at", "withdrawn_at"])
    thing.published_at, thing.withdrawn_at = locked.published_at, None


@transaction.atomic
def withdraw(thing: Published, *, by: Person) -> None:
    """Takes a row out of the public's sight; the day of its publication stands."""
    if not thing.is_public:
        raise NotPublished(_("This is not published."))
    thing.withdrawn_at = timezone.now()
    thing.save(update_fields=["withdrawn_at"])
