"""Finding documents by the words of their titles and by what their files say, and the place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.postgres.search import SearchVectorExact
from django.db import connection
from django.db.models import F, Func, IntegerField, Q, QuerySet, TextField, Value
from django.db.models.functions import Greatest, Substr

from forums.domain.full_text import asked, without_accents
from forums.models import Document, DocumentText
from forums.models.searching import CONFIGURATIONS, LONG_TEXTS, translated_words

BEFORE, LENGTH = 90, 260
"""Letters of an excerpt before the first word that was looked for, and of all of it."""
_LOOK_ALIKE = {"a": "aáàâäãå", "c": "cç", "e": "eéèêë", "i": "iíìîïy", "n": "nñ", "o": "oóòôöõ", "u": "uúùûü"}  # fmt: skip


@dataclass(frozen=True)
class Piece:
    """A run of an excerpt; `is_found` where it is a word that was looked for."""

    text: str
    is_found: bool


def holding(words: str) -> QuerySet[Any, Any]:
    """Documents whose title or file holds the words, in whatever language of the portal.

    Whose they are and who may see them is for the caller to say.
    """
    inside = DocumentText.objects.filter(_inside(words)).order_by().values("pk")
    return _titled(words).union(inside)


def inside(words: str) -> QuerySet[DocumentText]:
    """Texts of files that hold the words; the key of each is its document's."""
    return DocumentText.objects.filter(_inside(words)).order_by()


def stems(words: str) -> list[str]:
    """What the words are looked for by: without accents, endings and words that say nothing."""
    vectors = " || ".join("to_tsvector(%s::regconfig, %s)" for _each in LONG_TEXTS)
    plain = without_accents(words).replace("\x00", "")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT tsvector_to_array({vectors})",
            [each for configuration in LONG_TEXTS for each in (configuration, plain)],
        )
        return list(cursor.fetchone()[0])


def excerpts(documents: Iterable[Document], words: str) -> dict[object, list[Piece]]:
    """By document: the place in its file where one of the words stands first, in two queries."""
    wanted = [document.pk for document in documents]
    found = stems(words) if wanted else []
    if not found:
        return {}
    pattern = _pattern(found)
    place = Func(
        *(F("text"), Value(pattern), Value(1), Value(1), Value(0), Value("i")),
        function="regexp_instr",
        output_field=IntegerField(),
    )
    begins = Greatest(place - BEFORE, Value(1))
    rows = inside(words).filter(pk__in=wanted).annotate(place=place)
    told = rows.filter(place__gt=0).annotate(
        begins=begins, excerpt=Substr("text", begins, LENGTH, output_field=TextField())
    )
    return {
        pk: list(_pieces(excerpt, pattern, cut=begins > 1))
        for pk, excerpt, begins in told.values_list("pk", "excerpt", "begins")
    }


def _titled(words: str) -> QuerySet[Any, Any]:
    query = reduce(or_, (asked(words, each) for each in CONFIGURATIONS.values()))
    return (
        Document.objects.filter(Q(SearchVectorExact(translated_words("title"), query)))
        .order_by()
        .values("pk")
    )


def _inside(words: str) -> Q:
    return reduce(
        or_,
        (
            Q(**{f"words_{configuration}": asked(words, configuration)})
            for configuration in LONG_TEXTS
        ),
    )


def _pattern(found: Iterable[str]) -> str:
    """Words that begin with one of these stems, with or without accents, for PostgreSQL."""
    spelled = (
        "".join(
            f"[{_LOOK_ALIKE[letter]}]" if letter in _LOOK_ALIKE else re.escape(letter)
            for letter in stem
        )
        for stem in found
    )
    return rf"\m({'|'.join(spelled)})"


def _pieces(excerpt: str, pattern: str, *, cut: bool) -> Iterator[Piece]:
    """The excerpt from a whole word to a whole word, its words that were looked for apart."""
    first = excerpt.find(" ") + 1 if cut else 0
    last = excerpt.rfind(" ") if len(excerpt) == LENGTH else len(excerpt)
    text = ("… " if cut else "") + excerpt[first:last] + (" …" if len(excerpt) == LENGTH else "")
    at = 0
    for match in re.finditer(pattern.replace(r"\m", r"\b", 1) + r"\w*", text, re.IGNORECASE):
        yield Piece(text[at : match.start()], is_found=False)
        yield Piece(match[0], is_found=True)
        at = match.end()
    yield Piece(text[at:], is_found=False)
