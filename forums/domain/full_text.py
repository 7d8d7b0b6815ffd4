"""Finding rows by words, by PostgreSQL's full-text search in the reader's language."""

from __future__ import annotations

import unicodedata
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVector, SearchVectorExact
from django.db.models import F, Func, Q, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils.translation import get_language

CONFIGURATIONS = {"en": "english", "es": "spanish", "pt": "portuguese", "fr": "french"}


class WithoutAccents(Func):
    """A text without its accents, by core PostgreSQL: it has no unaccent here."""

    template = "regexp_replace(normalize(%(expressions)s, NFD), '[\\u0300-\\u036f]', '', 'g')"
    output_field = TextField()


def holds(words: str, *, texts: tuple[str, ...]) -> Q:
    """The condition that the translated `texts` hold the words, in the reader's language or English.

    Accents are left out of account, for many people type without them. It looks at each row once;
    a subquery of what was found would be planned as a loop within a loop.
    """
    vector, query = compared(words, texts=texts)
    return Q(SearchVectorExact(vector, query))


def compared(
    words: str, *, texts: tuple[str, ...], plain: tuple[str, ...] = ()
) -> tuple[SearchVector, SearchQuery]:
    """What a row says in its translated `texts` and `plain` columns, and what is looked for."""
    language = (get_language() or "en").split("-")[0]
    configuration = CONFIGURATIONS.get(language, "simple")
    columns: list[Any] = [
        WithoutAccents(KeyTextTransform(code, F(name)))
        for name in texts
        for code in dict.fromkeys([language, "en"])
    ]
    columns += [WithoutAccents(Cast(F(name), TextField())) for name in plain]
    query = SearchQuery(
        without_accents(words).replace("\x00", ""), config=configuration, search_type="websearch"
    )
    return SearchVector(*columns, config=configuration), query


def without_accents(words: str) -> str:
    """The words as `WithoutAccents` leaves them."""
    parts = unicodedata.normalize("NFD", words)
    return "".join(sign for sign in parts if not "\u0300" <= sign <= "\u036f")
