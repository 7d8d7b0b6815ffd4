"""Happenings as rows: one query over all sources, with the same columns from each."""

from __future__ import annotations

import re
from typing import Any

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist
from django.db.models import (
    BigIntegerField,
    BooleanField,
    CharField,
    DateTimeField,
    F,
    Func,
    Model,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Concat, JSONObject

from forums.domain.happenings import Source, Wanted, known_sources

TOPICS = ("forum", "plan", "theme", "commitment")
WIDE = ("forum", "plan")

_NAMES = {"forum": ("slug",), "plan": ("slug",), "commitment": ("number", "title")}
_NAMED = re.compile(r"\{(\w+)\}")
_NUMBER = BigIntegerField()
_NUMBERS: ArrayField[Any, Any] = ArrayField(BigIntegerField())


def moment_of(day: str, time_zone: str, *, later: int = 0) -> Func:
    """The first moment of a day where the forum works, or of one some days `later`. Day and time
    zone are named by their columns."""
    midnight = Func(
        F(day), template=f"(%(expressions)s + {later:d})::timestamp", output_field=DateTimeField()
    )
    return Func(F(time_zone), midnight, function="timezone", output_field=DateTimeField())


def rows(wanted: Wanted, *, most: int, telling: bool) -> QuerySet[Any] | None:
    """All that is wanted as one query in no order; None where no source knows the topics.

    `most` bounds what is read of each source, the newest of it; 0 for no bound. `telling` adds
    whom it concerns: offices, actors and the key of another notice of the same.
    """
    parts: list[QuerySet[Any]] = []
    for source in known_sources():
        part = _part(source, wanted, telling=telling)
        if part is not None:
            ordered = part.order_by("-h_at", "h_key")
            parts.append(ordered[:most] if most else part.order_by())
    if not parts:
        return None
    whole: QuerySet[Any] = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    return whole


def _part(source: Source, wanted: Wanted, *, telling: bool) -> QuerySet[Any] | None:
    if wanted.kinds and source.kind not in wanted.kinds:
        return None
    concerns = _concerns(source, wanted, telling=telling)
    if concerns is None:
        return None
    found = source.rows().filter(concerns)
    columns = _columns(source)
    if telling:
        columns |= _whom(source, found.model)
    found = found.annotate(**columns).filter(h_at__lt=wanted.until)
    if wanted.since is not None:
        found = found.filter(h_at__gte=wanted.since)
    chosen: QuerySet[Any] = found.values(*columns)
    return chosen


def _concerns(source: Source, wanted: Wanted, *, telling: bool) -> Q | None:
    """True of the rows that concern one of the wanted topics; None where none can."""
    if wanted.topics is None:
        return None if source.narrow and not telling else Q()
    found: list[Q] = []
    for kind, path in source.topics.items():
        if (ids := wanted.ids(kind)) and not (source.narrow and kind in WIDE):
            found.append(Q(**{f"{path or 'pk'}__in": ids}))
    if offices := wanted.ids("office"):
        for path in source.offices:
            named = source.rows().filter(**{f"{path}__in": offices}).order_by().values("pk")
            found.append(Q(pk__in=named))
    if not found:
        return None
    condition = found[0]
    for other in found[1:]:
        condition |= other
    return condition


def _columns(source: Source) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for kind, path in source.topics.items():
        for name in _NAMES.get(kind, ()):
            facts[f"{kind}_{name}"] = F(f"{path}__{name}" if path else name)
    facts |= {key: F(each) if isinstance(each, str) else each for key, each in source.facts.items()}
    columns: dict[str, Any] = {
        "h_source": Value(source.name, CharField()),
        "h_key": Concat(
            Value(f"{source.name}:"), Cast("pk", TextField()), output_field=TextField()
        ),
        "h_at": F(source.moment) if source.at is None else source.at,
        "h_facts": JSONObject(**facts),
    }
    for kind in TOPICS:
        where = source.topics.get(kind)
        value = Value(None) if where is None else F(f"{where}__pk" if where else "pk")
        columns[f"h_{kind}"] = Cast(value, _NUMBER)
    return columns


def _whom(source: Source, model: type[Model]) -> dict[str, Any]:
    """Whom it concerns: offices, who did it, and the key of another notice of the same."""
    actors = [_array(model, path) for path in source.actors]
    if (doer := _by_history(model, source.moment)) is not None:
        actors.append(doer)
    return {
        "h_wide": Value(not source.narrow, BooleanField()),
        "h_offices": _joined([_array(model, path) for path in source.offices]),
        "h_actors": _joined(actors),
        "h_notice": _notice_key(source.notice),
    }


def _array(model: type[Model], path: str) -> ArraySubquery:
    """The ids to which the path leads from a row."""
    found = model._base_manager.filter(pk=OuterRef("pk"), **{f"{path}__isnull": False})
    return ArraySubquery(found.order_by().values_list(Cast(path, _NUMBER)))


def _by_history(model: type[Model], moment: str) -> ArraySubquery | None:
    """Who was logged in when the column was first filled, as the history of the row has it."""
    if not moment:
        return None
    try:
        model._meta.get_field(moment)
        events: Any = apps.get_model(model._meta.app_label, f"{model._meta.object_name}Event")
    except (FieldDoesNotExist, LookupError):
        return None
    first = events.objects.filter(pgh_obj=OuterRef("pk"), **{f"{moment}__isnull": False})
    user = Cast(KeyTextTransform("user", "pgh_context__metadata"), _NUMBER)
    return ArraySubquery(first.order_by("pgh_id").values_list(user)[:1])


def _joined(arrays: list[Any]) -> Any:
    if not arrays:
        return Value([], _NUMBERS)
    whole = arrays[0]
    for each in arrays[1:]:
        whole = Func(whole, each, function="array_cat", output_field=_NUMBERS)
    return whole


def _notice_key(pattern: str) -> Any:
    """ "meeting:{pk}:{sequence}" with the row's own columns."""
    parts: list[Any] = []
    for position, text in enumerate(_NAMED.split(pattern)):
        if position % 2:
            parts.append(Cast(text, TextField()))
        elif text:
            parts.append(Value(text, TextField()))
    if len(parts) < 2:
        return Value(pattern, TextField())
    return Concat(*parts, output_field=TextField())
