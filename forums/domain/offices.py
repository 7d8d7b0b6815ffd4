"""The government's offices that can be invited to a meeting, and finding one by what is typed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from django.db.models import Q

from forums.models import Forum, Organisation, Sector


def offered(forum: Forum) -> list[Organisation]:
    """The offices of government: those that the forum knows by a seat or a meeting come first."""
    government = Organisation.objects.filter(sector=Sector.GOVERNMENT)
    known = set(
        government.filter(Q(seats__forum=forum) | Q(meetings__forum=forum)).values_list(
            "pk", flat=True
        )
    )
    return sorted(government, key=lambda row: (row.pk not in known, folded(str(row.name))))


def folded(text: str) -> str:
    """The text without capitals, accents and double spaces, to compare by."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).split())


def called(text: str, among: Iterable[Organisation]) -> list[Organisation]:
    """Those with this name in any language; where there are none, those whose name holds it."""
    wanted = folded(text)
    if not wanted:
        return []
    names = [(row, [folded(name) for name in row.name.texts().values()]) for row in among]
    exact = [row for row, known in names if wanted in known]
    return exact or [row for row, known in names if any(wanted in name for name in known)]
