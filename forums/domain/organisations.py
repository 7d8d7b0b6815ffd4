"""Organisations as people name them: found by their name, or entered."""

from __future__ import annotations

from django.db import connection, transaction
from django.db.models import Q
from django.utils.text import slugify

from forums.models import Forum, Organisation, Translated

LOCK = "forums.organisations.called"
LONGEST_STEM = 100  # of an address that may hold 120 letters, so that a number fits behind it


@transaction.atomic
def called(name: str, *, sector: str, forum: Forum) -> Organisation:
    """The organisation of this name in a language of the forum, however it is spaced or capitalised.

    Where there is none, a new one of the sector, in the forum's main language. Two people who
    name the same new organisation at once get one: the second waits for the first.
    """
    text = " ".join(name.split())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [LOCK])
    return _found(text, forum) or Organisation.objects.create(
        slug=_free_address(text),
        name=Translated.of(text, main=forum.main_language),
        sector=sector,
    )


def _found(text: str, forum: Forum) -> Organisation | None:
    named = Q()
    for language in {forum.main_language, *forum.languages}:
        named |= Q(**{f"name__{language}__iexact": text})
    return Organisation.objects.filter(named).order_by("pk").first()


def _free_address(text: str) -> str:
    stem = slugify(text)[:LONGEST_STEM] or "organisation"
    taken = set(Organisation.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(
        slug
        for slug in (stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3)))
        if slug not in taken
    )
