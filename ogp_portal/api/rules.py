"""Rules of procedure as open data: every version, with the settings that follow from it."""

from __future__ import annotations

import datetime as dt

import django_filters
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from forums.models import Forum, RulesVersion
from forums.models.rules_of_procedure import RulesVersionQuerySet
from ogp_portal.api.base import OpenData
from ogp_portal.api.fields import OpenSerializer, Page


class RulesSerializer(OpenSerializer):
    """A published version. `in_force_until` is empty while it is the last one."""

    forum = serializers.SlugRelatedField[Forum](slug_field="slug", read_only=True)
    proposed_by = serializers.SerializerMethodField()
    decision = serializers.SerializerMethodField()
    in_force_until = serializers.DateField(read_only=True, allow_null=True)
    seats_by_sector = serializers.DictField(child=serializers.IntegerField(), read_only=True)
    page = Page()

    class Meta:
        model = RulesVersion
        fields = (
            "id", "forum", "number", "text", "summary", "proposed_by", "proposed_on",
            "comments_close_on", "decision", "in_force_from", "in_force_until", "quorum_share",
            "quorum_exceeds", "quorum_sector_share", "method", "majority_share",
            "majority_exceeds", "majority_of", "majority_in_each_sector", "tie_rule",
            "notice_days", "minutes_days", "term_months", "most_terms", "seats_by_sector",
            "published_at", "page",
        )  # fmt: skip

    def get_proposed_by(self, version: RulesVersion) -> str | None:
        """The name of who proposed it."""
        return version.proposed_by.name if version.proposed_by else None

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_decision(self, version: RulesVersion) -> int | None:
        """The number of the decision that adopted it, where that is public."""
        decision = version.decision
        return decision.number if decision and decision.is_public else None


class RulesFilter(django_filters.FilterSet):
    forum = django_filters.CharFilter(label=_("Forum"), field_name="forum__slug")
    in_force_on = django_filters.DateFilter(
        label=_("In force on the day"), method="filter_in_force_on"
    )

    def filter_in_force_on(
        self, rows: RulesVersionQuerySet, name: str, day: dt.date
    ) -> RulesVersionQuerySet:
        return rows.standing(day)


class Rules(OpenData):
    """Versions of the forums' rules of procedure; the newest first."""

    queryset = (
        RulesVersion.objects.public()
        .select_related("forum", "decision", "proposed_by")
        .with_end()
        .order_by("forum__slug", "-number")
    )
    serializer_class = RulesSerializer
    filterset_class = RulesFilter
