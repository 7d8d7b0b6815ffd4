"""How people heard of a plan, as open data: overviews and outreach."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from action_plans.domain.overviews import told_of
from action_plans.models import OutreachActivity, OutreachKind, Overview
from forums.models import Document, Meeting, Translated
from ogp_portal.api.action_plans import InPlan
from ogp_portal.api.base import OpenData
from ogp_portal.api.plan_versions import InPlanFilter

TIMELINE = {
    "type": "array",
    "description": "The phases as they stood on the day of publication.",
    "items": {
        "type": "object",
        "properties": {
            "kind": {"type": "string"},
            "title": {"type": "object", "additionalProperties": {"type": "string"}},
            "opens_on": {"type": "string", "format": "date"},
            "closes_on": {"type": "string", "format": "date"},
            "acts": {"type": "object", "additionalProperties": {"type": "string"}},
        },
    },
}


class OverviewSerializer(InPlan):
    """An overview of a co-creation as it was published."""

    timeline = serializers.SerializerMethodField()

    class Meta:
        model = Overview
        fields = (
            "id", "forum", "plan", "number", "text", "timeline", "co_creation_starts_on",
            "published_at", "page",
        )  # fmt: skip

    @extend_schema_field(TIMELINE)
    def get_timeline(self, overview: Overview) -> list[dict[str, Any]]:
        return [
            {
                "kind": entry.kind,
                "title": Translated.of(entry.title).texts(),
                "opens_on": entry.opens_on.isoformat(),
                "closes_on": entry.closes_on.isoformat(),
                "acts": dict(entry.acts),
            }
            for entry in told_of(overview)
        ]


class Overviews(OpenData):
    """Overviews of co-creations: every version, as it was published."""

    queryset = (
        Overview.objects.public()
        .select_related("plan__forum")
        .order_by("plan__forum__slug", "plan", "number", "pk")
    )
    serializer_class = OverviewSerializer
    filterset_class = InPlanFilter


class OutreachSerializer(InPlan):
    """What was done to reach people. A number that nobody knows is null, never 0."""

    meeting = serializers.IntegerField(
        source="meeting.number", read_only=True, default=None, allow_null=True
    )
    evidence = serializers.IntegerField(
        source="document.pk", read_only=True, default=None, allow_null=True
    )

    class Meta:
        model = OutreachActivity
        fields = (
            "id", "forum", "plan", "number", "kind", "title", "description", "held_on", "until",
            "place", "audience", "people_reached", "organisations_reached", "counted_how",
            "meeting", "evidence", "published_at", "page",
        )  # fmt: skip


class OutreachFilter(InPlanFilter):
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), field_name="kind", choices=OutreachKind.choices
    )


class Outreach(OpenData):
    """Outreach activities with whom they reached and how that was counted; the latest first."""

    queryset = (
        OutreachActivity.objects.public()
        .select_related("plan__forum")
        .prefetch_related(Prefetch("meeting", Meeting.objects.public()))
        .prefetch_related(Prefetch("document", Document.objects.public()))
        .order_by("-held_on", "-pk")
    )
    serializer_class = OutreachSerializer
    filterset_class = OutreachFilter
