"""How the portal's own kinds of values read in the open data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from forums.models import Translated, TranslatedField

TEXTS = {
    "type": "object",
    "additionalProperties": {"type": "string"},
    "description": "The text by language code.",
    "example": {"en": "Health", "es": "Salud"},
}
ANSWERS = {
    "type": "object",
    "additionalProperties": TEXTS,
    "description": "The text by question of the plan's template and language code.",
}


@extend_schema_field(TEXTS)
class Texts(serializers.Field[Any, Any, Any, Any]):
    """A text in several languages, `{"en": "Health", "es": "Salud"}`."""

    def __init__(self, **kwargs: Any) -> None:
        known = {name: kwargs[name] for name in ("source", "default", "label") if name in kwargs}
        super().__init__(read_only=True, **known)

    def to_representation(self, value: Any) -> dict[str, str]:
        return Translated.of(value).texts()


@extend_schema_field(ANSWERS)
class Answers(serializers.Field[Any, Any, Any, Any]):
    """Answers to the questions of a template, each in several languages."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "read_only": True})

    def to_representation(self, value: Any) -> dict[str, dict[str, str]]:
        return {str(key): Translated.of(text).texts() for key, text in (value or {}).items()}


@extend_schema_field({"type": "string", "format": "uri-reference"})
class Page(serializers.Field[Any, Any, Any, Any]):
    """The address of the page on the portal."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"source": "*", **kwargs, "read_only": True})

    def to_representation(self, value: Any) -> str:
        return str(value.get_absolute_url())


class OpenSerializer(serializers.ModelSerializer[Any]):
    """A row of open data, with translated texts by language."""

    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        TranslatedField: Texts,
    }

    @classmethod
    def columns(cls, languages: Iterable[str]) -> list[tuple[str, list[str]]]:
        """The columns of a table of such rows: each with its way into the row."""
        found: list[tuple[str, list[str]]] = []
        for name, field in cls().fields.items():
            if isinstance(field, Texts):
                found += [(f"{name}_{code}", [name, code]) for code in languages]
            elif isinstance(field, OpenSerializer):
                found += [
                    (f"{name}_{column}", [name, *way])
                    for column, way in type(field).columns(languages)
                ]
            else:
                found.append((name, [name]))
        return found
