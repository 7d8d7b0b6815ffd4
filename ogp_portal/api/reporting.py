"""Reporting rounds, what the government says of whole commitments, and indicators, as open data."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from commitments.models import (
    CommitmentReport,
    GovernmentStatus,
    Indicator,
    Milestone,
    Reading,
    ReportingRound,
    Update,
)
from ogp_portal.api.base import OpenData
from ogp_portal.api.fields import OpenSerializer, Page

READINGS = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "round": {"type": "string"},
            "as_of": {"type": "string", "format": "date"},
            "value": {"type": "string"},
        },
        "required": ["round", "as_of", "value"],
    },
}


class RoundSerializer(OpenSerializer):
    """A time in which the responsible offices report how far they are on one day."""

    forum = serializers.CharField(source="plan.forum.slug", read_only=True)
    plan = serializers.CharField(source="plan.slug", read_only=True)
    page = Page()

    class Meta:
        model = ReportingRound
        fields = (
            "id", "forum", "plan", "slug", "title", "as_of", "opens_on", "due_on", "published_at",
            "page",
        )  # fmt: skip


class RoundFilter(django_filters.FilterSet):
    """By forum and plan address."""

    forum = django_filters.CharFilter(label=_("Forum"), field_name="plan__forum__slug")
    plan = django_filters.CharFilter(label=_("Plan"), field_name="plan__slug")


class Rounds(OpenData):
    """Reporting rounds of all plans; the latest first."""

    queryset = (
        ReportingRound.objects.public()
        .select_related("plan__forum")
        .order_by("-as_of", "plan", "pk")
    )
    serializer_class = RoundSerializer
    filterset_class = RoundFilter


class ReportSerializer(OpenSerializer):
    """What the government says of a whole commitment in a round, in its own four values."""

    forum = serializers.CharField(source="commitment.plan.forum.slug", read_only=True)
    plan = serializers.CharField(source="commitment.plan.slug", read_only=True)
    commitment = serializers.IntegerField(source="commitment_id", read_only=True)
    commitment_number = serializers.IntegerField(source="commitment.number", read_only=True)
    round = serializers.CharField(source="round.slug", read_only=True)
    as_of = serializers.DateField(source="round.as_of", read_only=True)
    reported_by = serializers.CharField(
        source="reported_by.name", read_only=True, default=None, allow_null=True
    )
    page = Page(source="commitment")

    class Meta:
        model = CommitmentReport
        fields = (
            "id", "forum", "plan", "commitment", "commitment_number", "round", "as_of", "status",
            "text", "obstacles", "reported_by", "published_at", "page",
        )  # fmt: skip


class ReportFilter(django_filters.FilterSet):
    """By forum and plan address, reported state, round and commitment id."""

    forum = django_filters.CharFilter(label=_("Forum"), field_name="commitment__plan__forum__slug")
    plan = django_filters.CharFilter(label=_("Plan"), field_name="commitment__plan__slug")
    status = django_filters.ChoiceFilter(label=_("State"), choices=GovernmentStatus.choices)
    round = django_filters.CharFilter(label=_("Reporting round"), field_name="round__slug")
    commitment = django_filters.NumberFilter(
        label=_("Commitment"), field_name="commitment_id", min_value=0
    )


class CommitmentReports(OpenData):
    """What the government reports of whole commitments; the latest round first."""

    queryset = (
        CommitmentReport.objects.public()
        .select_related("commitment__plan__forum", "round", "reported_by")
        .order_by("-round__as_of", "commitment", "pk")
    )
    serializer_class = ReportSerializer
    filterset_class = ReportFilter


class IndicatorSerializer(OpenSerializer):
    """A figure of a milestone, and what was read of it in each published update."""

    forum = serializers.CharField(source="milestone.commitment.plan.forum.slug", read_only=True)
    plan = serializers.CharField(source="milestone.commitment.plan.slug", read_only=True)
    commitment = serializers.IntegerField(source="milestone.commitment_id", read_only=True)
    milestone = serializers.IntegerField(source="milestone_id", read_only=True)
    milestone_number = serializers.CharField(source="milestone.number", read_only=True)
    readings = serializers.SerializerMethodField()
    page = Page(source="milestone.commitment")

    class Meta:
        model = Indicator
        fields = (
            "id", "forum", "plan", "commitment", "milestone", "milestone_number", "number", "title",
            "baseline", "target", "readings", "page",
        )  # fmt: skip

    @extend_schema_field(READINGS)
    def get_readings(self, row: Any) -> list[dict[str, str]]:
        """What was read in each round, the earliest first."""
        return [
            {
                "round": reading.update.round.slug,
                "as_of": reading.update.round.as_of.isoformat(),
                "value": reading.value,
            }
            for reading in row.public_readings
        ]


class IndicatorFilter(django_filters.FilterSet):
    """By forum and plan address, commitment and milestone id."""

    forum = django_filters.CharFilter(
        label=_("Forum"), field_name="milestone__commitment__plan__forum__slug"
    )
    plan = django_filters.CharFilter(
        label=_("Plan"), field_name="milestone__commitment__plan__slug"
    )
    commitment = django_filters.NumberFilter(
        label=_("Commitment"), field_name="milestone__commitment_id", min_value=0
    )
    milestone = django_filters.NumberFilter(
        label=_("Milestone"), field_name="milestone_id", min_value=0
    )


class Indicators(OpenData):
    """Indicators of public commitments' milestones, with their readings."""

    queryset = (
        Indicator.objects.filter(milestone__in=Milestone.objects.public())
        .select_related("milestone__commitment__plan__forum")
        .prefetch_related(
            Prefetch(
                "readings",
                Reading.objects.filter(update__in=Update.objects.public())
                .select_related("update__round")
                .order_by("update__round__as_of"),
                to_attr="public_readings",
            )
        )
        .order_by("milestone__commitment", "milestone__position", "position", "pk")
    )
    serializer_class = IndicatorSerializer
    filterset_class = IndicatorFilter
