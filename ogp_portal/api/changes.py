"""When rows of open data changed, read from the history that the database keeps of every row.

A row changes when it does itself, or when anything does that is shown in it: what the list's
queryset joins and prefetches.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import Model, Prefetch, Q, QuerySet
from django.db.models.fields.related import ManyToManyField
from django.db.models.fields.reverse_related import ManyToManyRel
from django.utils import timezone
from pghistory.models import Event

SETTLED = dt.timedelta(minutes=15)
"""How long a transaction may take. A change carries the time at which its transaction began and is
seen when it ends: so long the last change may still be followed by earlier ones."""


@dataclass(frozen=True)
class Trail:
    """A table of the history: its rows lead by `column` to those rows of the list whose `path` has
    the same value."""

    events: Any
    column: str
    path: str


def since(rows: QuerySet[Any], moment: dt.datetime, *, more: tuple[str, ...] = ()) -> QuerySet[Any]:
    """Those of the rows that changed at the moment or later; a few that did shortly before, too."""
    changed = Q()
    for trail in trails(rows, more):
        events = trail.events.objects.filter(pgh_created_at__gte=moment - SETTLED)
        keys = events.values(trail.column)
        if trail.path != "pk":
            above = rows.model._base_manager.filter(**{f"{trail.path}__in": keys})
            keys = above.values("pk")
        changed |= Q(pk__in=keys)
    return rows.filter(changed)


def last(
    rows: QuerySet[Any],
    *,
    more: tuple[str, ...] = (),
    by_the_clock: dt.timedelta | None = None,
) -> dt.datetime:
    """When one of the list's rows last changed; now, while other changes may still come to light.

    `by_the_clock` says how often rows change without anybody's doing, such as what is overdue.
    """
    return _settled(
        [trail.events.objects.all() for trail in trails(rows, more)], by_the_clock=by_the_clock
    )


def last_of(
    rows: QuerySet[Any],
    key: Any,
    *,
    more: tuple[str, ...] = (),
    by_the_clock: dt.timedelta | None = None,
) -> dt.datetime:
    """The same for the one row whose primary key it is."""
    row = rows.model._base_manager.filter(pk=key)
    return _settled(
        [
            trail.events.objects.filter(**{f"{trail.column}__in": row.values(trail.path)})
            for trail in trails(rows, more)
        ],
        by_the_clock=by_the_clock,
    )


def _settled(events: list[Any], *, by_the_clock: dt.timedelta | None) -> dt.datetime:
    """In one query, whatever the number of tables: each gives its latest time by its index."""
    now = timezone.now()
    times = [
        each.order_by("-pgh_created_at").values_list("pgh_created_at", flat=True)[:1]
        for each in events
    ]
    found: dt.datetime | None = max(
        times[0].union(*times[1:], all=True) if times else [], default=None
    )
    if found is None or found > now - SETTLED:
        return now
    if by_the_clock is not None:
        passed = now.timestamp() % by_the_clock.total_seconds()
        return max(found, now - dt.timedelta(seconds=passed))
    return found


def trails(rows: QuerySet[Any], more: tuple[str, ...] = ()) -> tuple[Trail, ...]:
    """The tables of the history that tell of what the rows show, by what the queryset joins and
    prefetches and by `more` ways. What keeps no history is left out."""
    found: dict[Trail, None] = {}
    for events in _tables().get(rows.model._meta.concrete_model, ()):
        found[Trail(events, "pgh_obj_id", "pk")] = None
    for path in (*_paths(rows), *more):
        for trail in _along(rows.model, path):
            found[trail] = None
    return tuple(found)


def _paths(rows: QuerySet[Any], before: str = "") -> Iterator[str]:
    joined = rows.query.select_related
    yield from _nested(joined if isinstance(joined, dict) else {}, before)
    for lookup in rows._prefetch_related_lookups:  # type: ignore[attr-defined]
        if isinstance(lookup, Prefetch):
            path = f"{before}{lookup.prefetch_through}"
            yield path
            if lookup.queryset is not None:
                yield from _paths(lookup.queryset, f"{path}__")
        else:
            yield f"{before}{lookup}"


def _nested(joined: dict[str, Any], before: str) -> Iterator[str]:
    for name, deeper in joined.items():
        yield f"{before}{name}"
        yield from _nested(deeper, f"{before}{name}__")


def _along(model: type[Model], path: str) -> Iterator[Trail]:
    """The trails of every step of a path such as `milestones__responsible`."""
    before = ""
    for step in path.split("__"):
        field: Any = model._meta.get_field(step)
        if field.related_model is None:  # a link to rows of any kind
            return
        here = f"{before}{step}"
        if isinstance(field, (ManyToManyField, ManyToManyRel)):
            yield from _links(field, before)
        backwards = field.one_to_many or (field.one_to_one and field.auto_created)
        for events in _tables().get(field.related_model._meta.concrete_model, ()):
            if backwards:
                yield Trail(events, _column(field), before.removesuffix("__") or "pk")
            else:
                yield Trail(events, "pgh_obj_id", here)
        model, before = field.related_model, f"{here}__"


def _column(field: Any) -> str:
    """The column of the other side that holds our key; so too where its rows are of any kind."""
    of_any_kind = getattr(field, "object_id_field_name", "")
    return of_any_kind or str(field.field.attname)


def _links(field: Any, before: str) -> Iterator[Trail]:
    """The rows that say which belongs to which, so that a link taken away is a change too."""
    through: Any
    if isinstance(field, ManyToManyField):
        through, name = field.remote_field.through, field.m2m_field_name()
    else:
        through, name = field.through, field.field.m2m_reverse_field_name()
    column = through._meta.get_field(name).attname
    for events in _tables().get(through._meta.concrete_model, ()):
        yield Trail(events, column, before.removesuffix("__") or "pk")


@cache
def _tables() -> dict[type[Model], list[Any]]:
    """The tables of the history by the model whose rows they tell of."""
    found: dict[type[Model], list[Any]] = {}
    for model in apps.get_models():
        if issubclass(model, Event) and model.pgh_tracked_model is not None:
            found.setdefault(model.pgh_tracked_model._meta.concrete_model, []).append(model)
    return found
