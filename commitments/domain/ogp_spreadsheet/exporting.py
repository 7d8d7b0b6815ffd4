"""The portal's commitments as rows of the partnership's spreadsheet.

A commitment stands once for each of its policy areas, as it does there (its ids repeat), so that
a table counted by theme counts the same; once, with no theme, where it has none.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, QuerySet

from commitments.domain.ogp_spreadsheet.columns import (
    COLUMNS,
    COUNTRY,
    ID,
    LEAD,
    NO_DATA,
    NOT_APPLICABLE,
    NUMBER,
    PLAN,
    SCALES,
    SUPPORTING,
    TEXT,
    THEME,
    TITLE,
    URL,
    VALUES,
    YEAR,
)
from commitments.models import Commitment, IrmCoding, IrmProduct
from forums.domain.tables import as_text
from forums.models import Translated

AT_ONCE = 200
LANGUAGE = "en"
"""The spreadsheet's; a text that is not in it stands in the language that it was written in."""
SEPARATOR = "; "


def with_codings(rows: QuerySet[Commitment]) -> QuerySet[Commitment]:
    """Commitments with all that a row says, in a fixed number of queries; the codings from the
    public products, the latest last."""
    products = IrmProduct.objects.public()
    codings = (
        IrmCoding.objects.filter(product__in=products)
        .select_related("product")
        .order_by("product__year", "product__pk")
    )
    return (
        rows.select_related("plan__forum", "lead")
        .prefetch_related("supporting", "policy_areas", Prefetch("codings", codings, "coded"))
        .order_by("plan__forum__slug", "plan__starts_on", "plan", "number", "pk")
    )


def lines(rows: QuerySet[Commitment]) -> Iterator[str]:
    """The lines of the CSV file, streamed. A text that a spreadsheet would run is marked as text."""
    writer = csv.writer(_Echo())
    yield writer.writerow(COLUMNS)
    for commitment in with_codings(rows).iterator(chunk_size=AT_ONCE):
        record = record_of(commitment)
        for theme in themes_of(commitment) or [""]:
            yield writer.writerow([as_text((record | {THEME: theme})[name]) for name in COLUMNS])


def record_of(commitment: Commitment) -> dict[str, str]:
    """What the row says under each column, apart from the theme."""
    plan = commitment.plan
    record = dict.fromkeys(COLUMNS, "")
    return record | {
        ID: commitment.ogp_id or "",
        COUNTRY: said(plan.forum.member) or said(plan.forum.name),
        YEAR: str((plan.delivered_on or plan.starts_on).year),
        PLAN: str(plan.number or ""),
        NUMBER: str(commitment.number),
        TITLE: said(commitment.title),
        TEXT: text_of(commitment),
        LEAD: said(commitment.lead.name) if commitment.lead else "",
        SUPPORTING: SEPARATOR.join(sorted(said(each.name) for each in commitment.supporting.all())),
        URL: f"{settings.PORTAL_URL}{commitment.get_absolute_url()}",
        **_coded(commitment),
    }


def themes_of(commitment: Commitment) -> list[str]:
    """The names of its policy areas."""
    return sorted(said(area.name) for area in commitment.policy_areas.all())


def text_of(commitment: Commitment) -> str:
    """All its answers, one under the other."""
    texts = [said(answer) for answer in commitment.answers.values()]
    return "\n\n".join(text for text in texts if text)


def said(texts: Any) -> str:
    """A text in the spreadsheet's language, else in its own, without spaces around it."""
    value = Translated.of(texts)
    found = value.get(LANGUAGE) or value.get(value.main) or next(iter(value.texts().values()), "")
    return found.replace("\r\n", "\n").strip()


def _coded(commitment: Any) -> dict[str, str]:
    """The latest word of the mechanism on each variable of the old scales: 1 or 0 for a value where
    it has coded the design at all, else ND; NA where the plan is coded in the new scales."""
    codings: list[IrmCoding] = commitment.coded
    old = [coding for coding in codings if coding.product.scale == IrmProduct.Scale.OLD]
    nothing = NOT_APPLICABLE if codings and not old else NO_DATA
    valued = [each for each in old if each.values or each.specificity or each.potential_impact]
    found = {
        column: nothing if not valued else str(int(value in valued[-1].values))
        for column, value in VALUES.items()
    }
    for column, scale in SCALES.items():
        words = [scale.words[word] for each in old if (word := getattr(each, scale.field))]
        found[column] = words[-1] if words else nothing
    return found


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, line: str) -> str:
        return line
