"""What every column of every list of open data means, in the reader's language.

The words come from the list's own remarks (`words.py`), else from the model that holds the value.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import get_language_info, override

from ogp_portal.api import docs
from ogp_portal.api.fields import Answers, Page, Texts
from ogp_portal.api.tables import languages
from ogp_portal.api.words import COLUMNS

LANGUAGES = ("en", "es")
"""In which the dictionary is written."""


@dataclass(frozen=True)
class Column:
    """A column of a list's tables; `field` is the way to the value in JSON, such as `theme.slug`."""

    list: str
    column: str
    field: str
    type: str
    choices: tuple[str, ...]
    about: str


def lists() -> Iterator[tuple[str, Any]]:
    """The name of each list, and its view."""
    from ogp_portal.api.urls import router  # the addresses lead to the page of the dictionary

    for name, view, _basename in router.registry:
        yield name, view


def columns(only: str = "") -> Iterator[Column]:
    """Every column of every list, or of one, described in the language of now."""
    codes = languages()
    kinds = {endpoint.name: endpoint.fields for endpoint in docs.endpoints()}
    for name, view in lists():
        if only and name != only:
            continue
        serializer = view.list_serializer_class or view.serializer_class
        known = {field.name: field for field in kinds.get(name, ())}
        row = serializer()
        for column, way in serializer.columns(codes):
            field = known.get(way[0])
            yield Column(
                list=name,
                column=column,
                field=".".join(way),
                type=_type(row, way, field.type if field else ""),
                choices=field.choices if field and len(way) == 1 else (),
                about=about(name, row, way),
            )


def fields(only: str) -> dict[str, str]:
    """What each value of a row of that list is, in the language of now; empty where nobody says."""
    for name, view in lists():
        if name == only:
            row = view.serializer_class()
            return {field: about(name, row, [field]) for field in row.fields}
    return {}


def about(name: str, row: Any, way: list[str]) -> str:
    """What a value is; empty where nobody has said it. `row` is the serializer of the list."""
    said: list[str] = []
    model: type[Model] | None = row.Meta.model
    inside = row.fields
    for step in way:
        field = inside.get(step)
        if field is None:
            return f"{': '.join(said)} ({_language(step)})" if all(said) else ""
        said.append(_about("" if said else name, step, field, model))
        inside = getattr(field, "fields", {})
        model = getattr(getattr(field, "Meta", None), "model", None)
    return ": ".join(said) if all(said) else ""


def _language(code: str) -> str:
    """The language's name in the language of now."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def _about(name: str, step: str, field: Any, model: type[Model] | None) -> str:
    for key in (f"{name}.{step}", step):
        if key in COLUMNS:
            return str(COLUMNS[key])
    return _of_model(model, field.source or step) or str(field.help_text or "")


def _of_model(model: type[Model] | None, source: str) -> str:
    """The model's words for a field of its own, where somebody has chosen them."""
    if model is None or "." in source:
        return ""
    try:
        field: Any = model._meta.get_field(source)
    except FieldDoesNotExist:
        return ""
    words, more = getattr(field, "verbose_name", ""), str(getattr(field, "help_text", "") or "")
    if not more and not isinstance(words, Promise):  # Django's own, from the field's name
        return ""
    return f"{capfirst(words)}. {more}" if more else str(capfirst(words))


def _type(row: Any, way: list[str], shown: str) -> str:
    if len(way) == 1:
        return shown or "string"
    field = row.fields[way[0]]
    if isinstance(field, Texts):
        return "string"
    inner = getattr(field, "fields", {}).get(way[1])
    return "string" if isinstance(inner, (Texts, Answers, Page)) or inner is None else _plain(inner)


def _plain(field: Any) -> str:
    kinds = {"IntegerField": "integer", "BooleanField": "boolean", "DateField": "date"}
    return kinds.get(type(field).__name__, "string")


def table() -> Iterator[dict[str, Any]]:
    """The rows of the machine-readable dictionary, the words in each of its languages."""
    written = {}
    for code in LANGUAGES:
        with override(code):
            written[code] = list(columns())
    for each in zip(*written.values(), strict=True):
        one = each[0]
        yield {
            "list": one.list,
            "column": one.column,
            "field": one.field,
            "type": one.type,
            "choices": list(one.choices),
            **{f"about_{code}": column.about for code, column in zip(written, each, strict=True)},
        }


TABLE_COLUMNS = (
    "list", "column", "field", "type", "choices", *(f"about_{code}" for code in LANGUAGES),
)  # fmt: skip
