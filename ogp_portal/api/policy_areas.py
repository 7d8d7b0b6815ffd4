"""Policy areas, and what one plan carried on from another, as open data."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from action_plans.models import Draft
from commitments.models import Commitment, Continuation, PolicyArea
from ogp_portal.api.base import OpenData
from ogp_portal.api.fields import OpenSerializer, Page


class PolicyAreaSerializer(OpenSerializer):
    """A tag of the partnership's list; `goes_on_as` is what a renamed one is called now."""

    goes_on_as = serializers.SlugRelatedField[PolicyArea](
        slug_field="slug", read_only=True, allow_null=True
    )
    page = Page()

    class Meta:
        model = PolicyArea
        fields = (
            "id", "slug", "name", "about", "url", "verified", "retired_on", "goes_on_as", "page",
        )  # fmt: skip


class PolicyAreaFilter(django_filters.FilterSet):
    in_use = django_filters.BooleanFilter(
        label=_("Can be given today"), field_name="retired_on", lookup_expr="isnull"
    )


class PolicyAreas(OpenData):
    """Policy areas of the partnership, those that are retired included."""

    queryset = PolicyArea.objects.select_related("goes_on_as").order_by("slug")
    serializer_class = PolicyAreaSerializer
    filterset_class = PolicyAreaFilter


_LATER: list[Any] = [
    Prefetch("later", Commitment.objects.public(), to_attr="public_later"),
    Prefetch("draft", Draft.objects.public(), to_attr="public_draft"),
]


class ContinuationSerializer(OpenSerializer):
    """A commitment that goes on: in a draft of the next plan, and in the commitment it became."""

    forum = serializers.CharField(source="earlier.plan.forum.slug", read_only=True)
    earlier = serializers.IntegerField(source="earlier_id", read_only=True)
    later = serializers.SerializerMethodField()
    draft = serializers.SerializerMethodField()
    page = Page(source="earlier")

    class Meta:
        model = Continuation
        fields = ("id", "forum", "earlier", "later", "draft", "made_at", "page")

    def get_later(self, row: Continuation) -> int | None:
        """The id of the commitment that carries it on, where that is public."""
        return row.public_later.pk if row.public_later else None  # type: ignore[attr-defined]

    def get_draft(self, row: Continuation) -> int | None:
        """The id of the draft that carries it on, where that is public."""
        return row.public_draft.pk if row.public_draft else None  # type: ignore[attr-defined]


class ContinuationFilter(django_filters.FilterSet):
    forum = django_filters.CharFilter(label=_("Forum"), field_name="earlier__plan__forum__slug")
    earlier = django_filters.NumberFilter(
        label=_("Commitment"), field_name="earlier_id", min_value=0
    )


class Continuations(OpenData):
    """What a plan left unfinished and another carries on, where both sides are public."""

    queryset = (
        Continuation.objects.filter(earlier__in=Commitment.objects.public())
        .filter(Q(later__in=Commitment.objects.public()) | Q(draft__in=Draft.objects.public()))
        .select_related("earlier__plan__forum")
        .prefetch_related(*_LATER)
        .order_by("pk")
    )
    serializer_class = ContinuationSerializer
    filterset_class = ContinuationFilter
