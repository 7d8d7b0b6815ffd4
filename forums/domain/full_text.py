"""Finding rows by words, by PostgreSQL's full-text search in the reader's language."""

from __future__ import annotations

import unicodedata
from typing import Any, TypeVar

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import F, Func, Model, QuerySet, TextField
from django.db.models.fields.json import KeyTextTransform
from django.utils.translation import get_language

M = TypeVar("M", bound=Model)

CONFIGURATIONS = {"en": "english", "es": "spanish", "pt": "portuguese", "fr": "french"}


class WithoutAccents(Func):
    """A text without its accents, by core PostgreSQL: it has no unaccent here."""

    template = "regexp_replace(normalize(%(expressions)s, NFD), '[\\u0300-\\u036f]', '', 'g')"
    output_field = TextField()


def with_words(rows: QuerySet[M], words: str, *, texts: tuple[str, ...]) -> QuerySet[M]:
    """The rows whose translated `texts` hold the words, in the reader's language or in English.

    Accents are left out of account, for many people type without them.
    """
    language = (get_language() or "en").split("-")[0]
    configuration = CONFIGURATIONS.get(language, "simple")
    columns: list[Any] = [
        WithoutAccents(KeyTextTransform(code, F(name)))
        for name in texts
        for code in dict.fromkeys([language, "en"])
    ]
    query = SearchQuery(
        without_accents(words).replace("\x00", ""), config=configuration, search_type="websearch"
    )
    found: QuerySet[M] = rows.filter(pk__in=_matching(rows, columns, configuration, query))
    return found


def without_accents(words: str) -> str:
    """The words as `WithoutAccents` leaves them."""
    parts = unicodedata.normalize("NFD", words)
    return "".join(sign for sign in parts if not "\u0300" <= sign <= "\u036f")


def _matching(rows: Any, columns: list[Any], configuration: str, query: SearchQuery) -> Any:
    vector = SearchVector(*columns, config=configuration)
    return rows.order_by().annotate(words=vector).filter(words=query).values("pk")
