"""Versions and amendments of adopted plans, as open data."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from commitments.models import Amendment, AmendmentKind, AmendmentState, PlanVersion
from ogp_portal.api.base import OpenData
from ogp_portal.api.fields import OpenSerializer, Page


class InPlan(OpenSerializer):
    """A row of a plan that may hang on a decision of the forum."""

    forum = serializers.CharField(source="plan.forum.slug", read_only=True)
    plan = serializers.CharField(source="plan.slug", read_only=True)
    decision = serializers.SerializerMethodField()
    page = Page()

    @extend_schema_field({"type": "integer", "nullable": True})
    def get_decision(self, row: Any) -> int | None:
        """The number of the forum's public decision."""
        return row.decision.number if row.decision and row.decision.is_public else None


class KeptText(serializers.JSONField):
    """A text as a version of the plan keeps it, without addresses of people."""

    def to_representation(self, value: Any) -> Any:
        return _without_addresses(super().to_representation(value))


def _without_addresses(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: _without_addresses(each) for key, each in value.items() if key != "contact_email"
        }
    return [_without_addresses(each) for each in value] if isinstance(value, list) else value


class InPlanFilter(django_filters.FilterSet):
    """`forum` and `plan` by their addresses."""

    forum = django_filters.CharFilter(label=_("Forum"), field_name="plan__forum__slug")
    plan = django_filters.CharFilter(label=_("Plan"), field_name="plan__slug")


IN_A_LIST: tuple[str, ...] = (
    "id", "forum", "plan", "number", "cause", "decision", "made_at", "published_at", "page",
)  # fmt: skip


class VersionListSerializer(InPlan):
    class Meta:
        model = PlanVersion
        fields = IN_A_LIST


class VersionSerializer(VersionListSerializer):
    """A version with the plan's whole text, as it was kept; `format` says in which shape."""

    content = KeptText(read_only=True)

    class Meta(VersionListSerializer.Meta):
        fields = (*IN_A_LIST, "content")


class Versions(OpenData):
    """What plans said since when; one version alone has the whole text."""

    queryset = (
        PlanVersion.objects.public()
        .select_related("plan__forum", "decision")
        .order_by("plan__forum__slug", "plan", "number", "pk")
    )
    serializer_class = VersionSerializer
    list_serializer_class = VersionListSerializer
    filterset_class = InPlanFilter

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        return rows.defer("content") if self.action == "list" else rows


class AmendmentSerializer(InPlan):
    """A change of an adopted plan: the commitment before and after, the reason, the decision."""

    commitment = serializers.IntegerField(
        source="commitment.number", read_only=True, default=None, allow_null=True
    )
    status = serializers.CharField(source="state", read_only=True)
    version = serializers.IntegerField(
        source="version.number", read_only=True, default=None, allow_null=True
    )
    before = KeptText(read_only=True)
    after = KeptText(read_only=True)

    class Meta:
        model = Amendment
        fields = (
            "id", "forum", "plan", "number", "kind", "status", "commitment", "reason", "decision",
            "adopted_on", "version", "dropped_because", "before", "after", "proposed_at",
            "published_at", "page",
        )  # fmt: skip


class AmendmentFilter(InPlanFilter):
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=AmendmentKind.choices)
    status = django_filters.ChoiceFilter(
        label=_("State"), field_name="state", choices=AmendmentState.choices
    )


class Amendments(OpenData):
    """What was changed, added or withdrawn after a plan was adopted."""

    queryset = (
        Amendment.objects.public()
        .select_related("plan__forum", "commitment", "decision", "version")
        .defer("version__content")
        .order_by("plan__forum__slug", "plan", "number", "pk")
    )
    serializer_class = AmendmentSerializer
    filterset_class = AmendmentFilter
