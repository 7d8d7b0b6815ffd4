"""What the Independent Reporting Mechanism asks: an answer to each recommendation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import ngettext

from commitments.models import IrmProduct, RecommendationOutcome
from ogp_portal.waiting.rows import Waiting, waited

MOST = 20


def to_answer(coordinated: list[int]) -> Iterator[Waiting]:
    """Published products with recommendations that nobody has answered."""
    rows: QuerySet[Any] = (
        IrmProduct.objects.public()
        .filter(plan__forum__in=coordinated, recommendations__outcome=RecommendationOutcome.OPEN)
        .annotate(open_ones=Count("recommendations"))
        .select_related("plan__forum")
        .order_by("published_at", "pk")
    )
    for product in rows[:MOST]:
        count = product.open_ones
        what = ngettext(
            "%(count)d recommendation to answer", "%(count)d recommendations to answer", count
        ) % {"count": count}
        address = f"{product.get_absolute_url()}#recommendations"
        yield Waiting(str(product), what, address, *waited(product.published_at))
