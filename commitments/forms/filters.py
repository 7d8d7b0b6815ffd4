"""The filters of the lists of commitments, the same on pages and in the API."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

import django_filters
from django.conf import settings
from django.core.validators import slug_re
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from action_plans.models import ActionPlan, Theme
from commitments.models import Commitment, CommitmentStatus
from forums.models import Forum

MOST = 100
"""Choices that one list offers; beyond them it offers the one that the address asks for."""


class CommitmentFilter(django_filters.FilterSet):
    """`q` words, `forum` and `plan` by address, `status`, `theme` by address."""

    q = django_filters.CharFilter(label=_("Words"), method="with_words")
    forum = django_filters.CharFilter(label=_("Forum"), field_name="plan__forum__slug")
    plan = django_filters.CharFilter(label=_("Plan"), field_name="plan__slug")
    status = django_filters.ChoiceFilter(
        label=_("State"), choices=CommitmentStatus.choices, empty_label=_("All")
    )
    theme = django_filters.CharFilter(label=_("Theme"), field_name="theme__slug")

    class Meta:
        model = Commitment
        fields = ("q", "forum", "plan", "status", "theme")

    def with_words(self, rows: QuerySet[Commitment], name: str, value: Any) -> QuerySet[Commitment]:
        """Commitments whose title, in any language of the portal, or OGP number holds the words."""
        found = Q(ogp_id__iexact=value)
        for code, _name in settings.LANGUAGES:
            found |= Q(**{f"title__{code}__icontains": value})
        return rows.filter(found)


class PageFilter(CommitmentFilter):
    """The filters of a list that people read: what there is can be chosen. Of a plan, its themes."""

    forum = django_filters.ChoiceFilter(
        label=_("Forum"), field_name="plan__forum__slug", empty_label=_("All")
    )
    plan = django_filters.ChoiceFilter(
        label=_("Plan"), field_name="plan__slug", empty_label=_("All")
    )
    theme = django_filters.ChoiceFilter(
        label=_("Theme"), field_name="theme__slug", empty_label=_("All")
    )

    def __init__(self, *args: Any, of: ActionPlan | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = self.queryset.order_by()
        self._offer("theme", Theme.objects.filter(pk__in=listed.values("theme")))
        if of is not None:
            del self.filters["forum"], self.filters["plan"]
            return
        plans = ActionPlan.objects.filter(pk__in=listed.values("plan"))
        self._offer("forum", Forum.objects.filter(pk__in=plans.values("forum")))
        self._offer("plan", plans, order="-slug", label=attrgetter("slug"))

    def filter_queryset(self, queryset: QuerySet[Commitment]) -> QuerySet[Commitment]:
        """Nothing where something is asked for that there is not, rather than everything."""
        if self.errors:
            return queryset.none()
        found: QuerySet[Commitment] = super().filter_queryset(queryset)
        return found

    def _offer(
        self,
        name: str,
        rows: QuerySet[Any],
        *,
        order: str = "slug",
        label: Callable[[Any], str] = str,
    ) -> None:
        """The first of these things as choices, each address once, and the one asked for."""
        rows = rows.order_by(order, "pk").distinct("slug")
        found = {row.slug: label(row) for row in rows[:MOST]}
        asked = self.data.get(name, "")
        if len(found) == MOST and slug_re.match(asked):
            found |= {row.slug: label(row) for row in rows.filter(slug=asked)}
        self.filters[name].extra["choices"] = list(found.items())
