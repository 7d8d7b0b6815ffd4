"""Finding rows by words, by PostgreSQL's full-text search in the reader's language."""

from __future__ import annotations

import unicodedata

from django.contrib.postgres.search import SearchQuery, SearchVector, SearchVectorExact
from django.db.models import Q
from django.utils.translation import get_language

from forums.models.searching import CONFIGURATIONS, words_for


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
    vector = words_for(language, texts=texts, plain=plain)
    return vector, asked(words, CONFIGURATIONS.get(language, "simple"))


def asked(words: str, configuration: str) -> SearchQuery:
    """What somebody looks for, as she types it into a search box."""
    return SearchQuery(
        without_accents(words).replace("\x00", ""), config=configuration, search_type="websearch"
    )


def without_accents(words: str) -> str:
    """The words as `WithoutAccents` leaves them."""
    parts = unicodedata.normalize("NFD", words)
    return "".join(sign for sign in parts if not "\u0300" <= sign <= "\u036f")
