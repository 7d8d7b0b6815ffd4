"""The filters of the lists of commitments, the same on pages and in the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from action_plans.models import ActionPlan, Theme
from commitments.models import Commitment, CommitmentStatus
from forums.models import Forum

MOST = 100
"""Choices that one list offers; who knows an address finds what is beyond by it."""


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
        self._offer("theme", Theme.objects.filter(pk__in=listed.values("theme")).order_by("slug"))
        if of is not None:
            del self.filters["forum"], self.filters["plan"]
            return
        plans = ActionPlan.objects.filter(pk__in=listed.values("plan"))
        self._offer("forum", Forum.objects.filter(pk__in=plans.values("forum")).order_by("slug"))
        slugs = plans.order_by("-slug").values_list("slug", flat=True).distinct()[:MOST]
        self.filters["plan"].extra["choices"] = [(slug, slug) for slug in slugs]

    def _offer(self, name: str, rows: QuerySet[Any]) -> None:
        """The first of these things as choices, each address once."""
        found = {row.slug: str(row) for row in rows[:MOST]}
        self.filters[name].extra["choices"] = list(found.items())
