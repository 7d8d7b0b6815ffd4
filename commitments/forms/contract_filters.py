"""The filters of the list of contracts, the same on the page and in the API."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments.domain.procurement import holding
from commitments.models import ContractingProcess, ContractingStatus
from forums.forms.days import FIRST, LAST
from forums.models import Forum

MOST = 100
"""Forums that the page offers; an address can ask for any."""
MONEY: dict[str, Any] = {"min_value": 0, "decimal_places": 2}
"""An amount that the database can compare with; it refuses numbers of many thousand digits."""


class ContractFilter(django_filters.FilterSet):
    """`q` words, `forum` by address, `status`, `year`, `amount_from`, `amount_to`, `currency`,
    `commitment` by id."""

    q = django_filters.CharFilter(label=_("Words"), method="with_words")
    forum = django_filters.CharFilter(label=_("Forum"), field_name="forum__slug")
    status = django_filters.ChoiceFilter(
        label=_("State"), choices=ContractingStatus.choices, empty_label=_("All")
    )
    year = django_filters.NumberFilter(
        label=_("Year in which it starts"),
        method="in_year",
        min_value=FIRST.year,
        max_value=LAST.year,
        decimal_places=0,
    )
    amount_from = django_filters.NumberFilter(
        label=_("Value from"), field_name="amount", lookup_expr="gte", **MONEY
    )
    amount_to = django_filters.NumberFilter(
        label=_("Value to"), field_name="amount", lookup_expr="lte", **MONEY
    )
    currency = django_filters.CharFilter(
        label=_("Currency"),
        lookup_expr="iexact",
        max_length=3,
        help_text=_("Three letters, such as USD."),
    )
    commitment = django_filters.NumberFilter(
        label=_("Commitment"),
        field_name="procurements__commitment_id",
        min_value=0,
        decimal_places=0,
    )

    class Meta:
        model = ContractingProcess
        fields = (
            *("q", "forum", "status", "year", "amount_from", "amount_to", "currency"),
            "commitment",
        )

    def with_words(
        self, rows: QuerySet[ContractingProcess], name: str, value: Any
    ) -> QuerySet[ContractingProcess]:
        """Those whose title, buyer, suppliers, id or description hold all the words."""
        return holding(rows, str(value))

    def in_year(
        self, rows: QuerySet[ContractingProcess], name: str, value: Decimal
    ) -> QuerySet[ContractingProcess]:
        """Those that start in the year; where that is not known, that were last told of in it."""
        year = int(value)
        return rows.filter(Q(starts_on__year=year) | Q(starts_on=None, released_at__year=year))


class ContractPageFilter(ContractFilter):
    """The filters of the page: the forum is chosen, the commitment only stands in addresses."""

    forum = django_filters.ChoiceFilter(
        label=_("Forum"),
        field_name="forum__slug",
        empty_label=pgettext_lazy("forums", "All"),
    )
    commitment = django_filters.NumberFilter(
        label=_("Commitment"),
        field_name="procurements__commitment_id",
        min_value=0,
        decimal_places=0,
        widget=forms.HiddenInput,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = ContractingProcess.objects.public().filter(forum=OuterRef("pk"))
        rows = Forum.objects.public().filter(Exists(known)).order_by("slug")
        asked = (self.data or {}).get("forum", "")
        choices = {forum.slug: str(forum) for forum in rows[:MOST]}
        if asked and asked not in choices and len(choices) == MOST:
            choices |= {forum.slug: str(forum) for forum in rows.filter(slug=asked)}
        self.filters["forum"].extra["choices"] = list(choices.items())

    def filter_queryset(self, queryset: QuerySet[ContractingProcess]) -> Any:
        """Nothing where something is asked for that there is not, rather than everything."""
        return queryset.none() if self.errors else super().filter_queryset(queryset)
