"""The lists of open data, from the same description that programs read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.functional import Promise
from drf_spectacular.generators import SchemaGenerator

from ogp_portal.api.words import LISTS


@dataclass(frozen=True)
class Field:
    """A value of a row, or a filter: its name, its type in a word, what it may be, what it is."""

    name: str
    type: str
    choices: tuple[str, ...]
    text: str
    lang: str = "en"


@dataclass(frozen=True)
class Endpoint:
    """A list of open data and the address of one of its rows."""

    name: str
    path: str
    row_path: str
    text: str | Promise
    filters: tuple[Field, ...]
    fields: tuple[Field, ...]


@cache
def endpoints() -> tuple[Endpoint, ...]:
    """All lists, in the order of the description. It changes only with the code."""
    generator: Any = SchemaGenerator
    schema: dict[str, Any] = generator().get_schema(request=None, public=True)
    parts = schema["components"]["schemas"]
    lists = {
        path: item["get"]
        for path, item in schema["paths"].items()
        if path.endswith("/") and "{" not in path
    }
    found = []
    for path, operation in lists.items():
        if "/v1/" not in path:
            continue
        rows = [each for each in schema["paths"] if each.startswith(f"{path}{{")]
        if not rows:  # figures, and what happened: no list of rows that have addresses
            continue
        name = path.strip("/").rpartition("/")[2]
        row = schema["paths"][rows[0]]["get"]["responses"]["200"]["content"]["application/json"]
        found.append(
            Endpoint(
                name=name,
                path=path,
                row_path=rows[0],
                text=LISTS.get(name, ""),
                filters=tuple(
                    _field(each["name"], each["schema"], each.get("description", ""), parts)
                    for each in operation.get("parameters", [])
                ),
                fields=tuple(
                    _field(name, value, "", parts)
                    for name, value in _properties(row["schema"], parts).items()
                ),
            )
        )
    return tuple(found)


def _properties(schema: dict[str, Any], parts: dict[str, Any]) -> dict[str, Any]:
    properties: dict[str, Any] = _followed(schema, parts).get("properties", {})
    return properties


def _followed(schema: dict[str, Any], parts: dict[str, Any]) -> dict[str, Any]:
    """The schema itself, where this one only points at it."""
    for pointer in (schema, *schema.get("allOf", [])):
        if "$ref" in pointer:
            target: dict[str, Any] = parts[pointer["$ref"].rpartition("/")[2]]
            return target
    return schema


def _field(name: str, schema: dict[str, Any], text: str, parts: dict[str, Any]) -> Field:
    real = _followed(schema, parts)
    kind = real.get("format") or real.get("type", "")
    if kind == "array":
        items = _followed(real.get("items", {}), parts)
        inner = ", ".join(items.get("properties", {}))
        kind = f"array of {{{inner}}}" if inner else f"array of {items.get('type', 'value')}"
    elif "properties" in real:
        kind = f"{{{', '.join(real['properties'])}}}"
    elif kind == "object" and "additionalProperties" in real:
        kind = "{language: text}" if "example" in real else "{key: {language: text}}"
    choices = tuple(str(choice) for choice in real.get("enum", []) if choice not in ("", None))
    description = text or schema.get("description", "") or ""
    return Field(name, kind, choices, description.split("\n\n")[0].split("\n* ")[0].strip())
