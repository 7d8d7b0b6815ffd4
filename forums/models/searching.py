"""What the database has to have ready so that texts are found by their words."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.search import SearchVector
from django.db.models import F, Func, TextField
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

CONFIGURATIONS = {"en": "english", "es": "spanish", "pt": "portuguese", "fr": "french"}
LONG_TEXTS = ("english", "spanish")
"""Configurations in which the words of files are kept: those of the portal's own languages."""


class WithoutAccents(Func):
    """A text without its accents, by core PostgreSQL: it has no unaccent here."""

    template = "regexp_replace(normalize(%(expressions)s, NFD), '[\\u0300-\\u036f]', '', 'g')"
    output_field = TextField()


def translated_words(name: str) -> Combinable:
    """The words of a translated column, each language by its own configuration.

    An index and the query that it serves both take it from here, for they must not differ.
    """
    first, *others = [
        SearchVector(WithoutAccents(KeyTextTransform(code, F(name))), config=configuration)
        for code, configuration in CONFIGURATIONS.items()
    ]
    words: Combinable = first
    for other in others:
        words = words + other
    return words


def plain_words(name: str, configuration: str) -> SearchVector:
    """The words of a plain column, by one configuration."""
    return SearchVector(WithoutAccents(F(name)), config=configuration)


def words_for(
    language: str, *, texts: tuple[str, ...], plain: tuple[str, ...] = ()
) -> SearchVector:
    """The words of translated and plain columns for a reader of the language, who reads English
    where there is nothing else. An index and the query that it serves both take it from here."""
    columns: list[Any] = [
        WithoutAccents(KeyTextTransform(code, F(name)))
        for name in texts
        for code in dict.fromkeys([language, "en"])
    ]
    columns += [WithoutAccents(Cast(F(name), TextField())) for name in plain]
    return SearchVector(*columns, config=CONFIGURATIONS.get(language, "simple"))
