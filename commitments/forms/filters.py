"""The filters of the list of commitments, shared by the page and the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from commitments.models import Commitment, CommitmentStatus


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
