"""The filters of the register of decisions, shared by the page and the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from forums.domain.full_text import with_words
from forums.models import Decision, DecisionMethod, Outcome

SEARCHED = ("title", "text", "reasons")
MOST = 200
"""Letters of a search that count."""


class DecisionFilter(django_filters.FilterSet):
    """`q` words or a number, `outcome`, `year` of the decision, `method`."""

    q = django_filters.CharFilter(label=_("Words"), method="with_words")
    outcome = django_filters.ChoiceFilter(
        label=_("Outcome"), choices=Outcome.choices, empty_label=_("All")
    )
    year = django_filters.ChoiceFilter(
        label=_("Year"), field_name="decided_on__year", empty_label=_("All")
    )
    method = django_filters.ChoiceFilter(
        label=_("How"), choices=DecisionMethod.choices, empty_label=_("All")
    )

    class Meta:
        model = Decision
        fields = ("q", "outcome", "year", "method")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.queryset is not None and isinstance(
            self.filters["year"], django_filters.ChoiceFilter
        ):
            decided = self.queryset.exclude(decided_on=None).order_by()
            self.filters["year"].extra["choices"] = [
                (str(day.year), str(day.year))
                for day in decided.dates("decided_on", "year", order="DESC")
            ]

    def with_words(self, rows: QuerySet[Decision], name: str, value: Any) -> QuerySet[Decision]:
        """Decisions whose title, text or reasons hold the words, or that have this number."""
        words = str(value)[:MOST]
        found = Q(pk__in=with_words(rows.order_by(), words, texts=SEARCHED).values("pk"))
        if words.isascii() and words.isdecimal() and len(words) < 10:
            found |= Q(number=int(words))
        return rows.filter(found)
