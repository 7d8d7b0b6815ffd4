"""The filters of the register of decisions, shared by the page and the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from forums.domain import subjects
from forums.domain.full_text import holds
from forums.models import Decision, DecisionMethod, Outcome

SEARCHED = ("title", "text", "reasons", "dissent")
MOST = 200
"""Letters of a search that count."""


class DecisionFilter(django_filters.FilterSet):
    """`q` words or a number, `outcome`, `year` of the decision, `method`, `changes` a kind of thing."""

    q = django_filters.CharFilter(label=_("Words"), method="with_words")
    outcome = django_filters.ChoiceFilter(
        label=_("Outcome"), choices=Outcome.choices, empty_label=_("All")
    )
    year = django_filters.ChoiceFilter(
        label=_("Year"), field_name="decided_on__year", empty_label=_("All")
    )
    method = django_filters.ChoiceFilter(
        label=_("How"),
        choices=DecisionMethod.choices,
        empty_label=pgettext_lazy("ways of deciding", "All"),
    )

    changes = django_filters.ChoiceFilter(
        label=_("What it changes"),
        choices=[(word, heading) for word, (_label, heading, _path) in subjects.KINDS.items()],
        empty_label=pgettext_lazy("what a decision changes", "All"),
        method="about",
    )

    class Meta:
        model = Decision
        fields = ("q", "outcome", "year", "method", "changes")

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

    def about(self, rows: QuerySet[Decision], name: str, value: Any) -> QuerySet[Decision]:
        """Decisions about the rules, a seat, a plan or a commitment."""
        return rows.filter(subjects.about(str(value)))

    def with_words(self, rows: QuerySet[Decision], name: str, value: Any) -> QuerySet[Decision]:
        """Decisions whose texts hold the words, or that have this number."""
        words = str(value)[:MOST]
        found = holds(words, texts=SEARCHED)
        if words.isascii() and words.isdecimal() and len(words) < 10:
            found |= Q(number=int(words))
        return rows.filter(found)
