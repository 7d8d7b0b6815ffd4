"""Finding contributions that say the same, whatever the order of the words, accents and typos."""

from __future__ import annotations

import math
import re
import unicodedata
import zlib
from itertools import islice, zip_longest

from django.db import connection
from django.db.models.functions import Coalesce

from action_plans.models import ActionPlan, Contribution
from action_plans.models.contributions import ContributionQuerySet

MOST = 5
ENOUGH = 0.3
"""The share of a text's weight, from 0 to 1, that another has to share to be shown."""
LETTERS_OF_A_PROBLEM = 400
"""The beginning of a text says what it is about, and a long one shares groups with everything."""

FEWEST = 8
"""Groups of letters without which a text says too little to compare."""
RAREST = 48
"""Groups of letters of a text that are looked for: those that the fewest others have."""
PROBED = 16
"""Of these, the rarest: who shares none of them is not looked at more closely."""
LOOKED_AT = 100
"""Contributions by which is judged how rare a group is."""

_COMMON = """
    SELECT letters, count(*) FROM ({shown} LIMIT %s) AS shown
    CROSS JOIN LATERAL unnest(shown.fingerprint) AS found (letters)
    WHERE letters = ANY(%s) GROUP BY letters
"""
_RANKED = """
    SELECT goes_on, max(score) AS best FROM (
        SELECT shown.goes_on, sum(weight) / %s AS score
        FROM ({shown}) AS shown
        CROSS JOIN LATERAL unnest(shown.fingerprint) AS found (letters)
        JOIN unnest(%s::integer[], %s::float[]) AS weights (letters, weight) USING (letters)
        WHERE shown.fingerprint && %s::integer[]
        GROUP BY shown.id, shown.goes_on
    ) AS scored
    WHERE score >= %s GROUP BY goes_on ORDER BY best DESC, goes_on LIMIT %s
"""


def fingerprint(title: str, problem: str = "") -> list[int]:
    """The groups of three letters in the words of a text, each as a number, in order. Pure.

    Case and accents are folded. The order of the words does not matter, and a typo changes three
    groups at most.
    """
    text = f"{title} {problem[:LETTERS_OF_A_PROBLEM]}"
    parts = unicodedata.normalize("NFKD", text.casefold())
    words = re.findall(r"\w+", "".join(sign for sign in parts if not unicodedata.combining(sign)))
    groups = {
        f" {word} "[start : start + 3] for word in set(words) for start in range(len(word) or 1)
    }
    return sorted(zlib.crc32(group.encode()) - 2**31 for group in groups)


def similar(
    plan: ActionPlan,
    *,
    title: str,
    problem: str = "",
    but: Contribution | None = None,
    most: int = MOST,
) -> list[Contribution]:
    """Public contributions to the plan that sound like the text, the most similar first.

    One that was merged is found as the one that it was merged into; `but` leaves one out.
    """
    asked = fingerprint(title, problem)
    if len(asked) < FEWEST:
        return []
    rows = Contribution.objects.public().filter(plan=plan)
    if but is not None:
        same = but.merged_into_id or but.pk
        rows = rows.exclude(pk=same).exclude(merged_into=same)
    found = _ranked(rows, asked, most=most)
    by_id = Contribution.objects.public().for_lists().with_supporters().in_bulk(found)
    return [by_id[pk] for pk in found if pk in by_id]


def _ranked(rows: ContributionQuerySet, asked: list[int], *, most: int) -> list[int]:
    """Ids of the rows that share most of what is rare in the text."""
    shown, values = (
        rows.order_by("-pk")
        .annotate(goes_on=Coalesce("merged_into", "pk"))
        .values("id", "goes_on", "fingerprint")
        .query.sql_with_params()
    )
    with connection.cursor() as cursor:
        cursor.execute(_COMMON.format(shown=shown), [*values, LOOKED_AT, asked])
        weights = weigh(asked, dict(cursor.fetchall()))
        letters = list(weights)
        whole = sum(weights.values())
        cursor.execute(
            _RANKED.format(shown=shown),
            [
                whole,
                *values,
                letters,
                list(weights.values()),
                letters[:PROBED],
                ENOUGH,
                most,
            ],
        )
        return [pk for pk, _best in cursor.fetchall()]


def weigh(asked: list[int], common: dict[int, int]) -> dict[int, float]:
    """The rarest groups of a text, each with a weight that falls with how common it is. Pure.

    Those that were seen and those that were not take turns: what nobody has may be a typo, and
    what few have is what makes two texts alike.
    """
    seen = sorted((each for each in asked if each in common), key=lambda each: common[each])
    unseen = [each for each in asked if each not in common]
    turns = (each for pair in zip_longest(seen, unseen) for each in pair if each is not None)
    rarest = islice(turns, RAREST)
    return {each: math.log(1 + LOOKED_AT / (1 + common.get(each, 0))) for each in rarest}
