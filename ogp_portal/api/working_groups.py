"""Working groups and what they recommend, as open data."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Count, Prefetch, Q
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from forums.models import (
    Document,
    Forum,
    GroupMembership,
    GroupRole,
    Recommendation,
    WorkingGroup,
)
from ogp_portal.api.base import OpenData
from ogp_portal.api.fields import OpenSerializer, Page


class GroupMemberSerializer(OpenSerializer):
    """A lead or a member of today."""

    name = serializers.CharField(source="person.name", read_only=True)

    class Meta:
        model = GroupMembership
        fields = ("name", "role", "since")


@extend_schema_serializer(component_name="GroupRecommendation")
class RecommendationSerializer(OpenSerializer):
    """What the group asks the forum to do."""

    page = Page()

    class Meta:
        model = Recommendation
        fields = ("number", "title", "text", "made_on", "published_at", "page")


class WorkingGroupSerializer(OpenSerializer):
    """A group with its leads and members; of participants their number alone."""

    forum = serializers.SlugRelatedField[Forum](slug_field="slug", read_only=True)
    members = GroupMemberSerializer(source="named", many=True, read_only=True)
    participants = serializers.IntegerField(read_only=True)
    documents = serializers.SerializerMethodField()
    recommendations = RecommendationSerializer(
        source="public_recommendations", many=True, read_only=True
    )
    page = Page()

    class Meta:
        model = WorkingGroup
        fields = (
            "id", "forum", "slug", "name", "theme", "mandate", "open_to_all", "ends_on", "members",
            "participants", "documents", "recommendations", "published_at", "page",
        )  # fmt: skip

    def get_documents(self, group: Any) -> list[str]:
        return [str(document.pk) for document in group.public_documents]


class WorkingGroupFilter(django_filters.FilterSet):
    forum = django_filters.CharFilter(label=_("Forum"), field_name="forum__slug")
    open_to_all = django_filters.BooleanFilter(label=_("Anybody may join"))


class WorkingGroups(OpenData):
    """Working groups of the forums."""

    queryset = (
        WorkingGroup.objects.public()
        .select_related("forum")
        .annotate(
            participants=Count(
                "memberships",
                filter=Q(memberships__until=None, memberships__role=GroupRole.PARTICIPANT),
            )
        )
        .prefetch_related(
            Prefetch(
                "memberships",
                GroupMembership.objects.filter(until=None)
                .exclude(role=GroupRole.PARTICIPANT)
                .select_related("person"),
                to_attr="named",
            ),
            Prefetch("documents", Document.objects.public(), to_attr="public_documents"),
            Prefetch(
                "recommendations",
                Recommendation.objects.public().select_related("group__forum"),
                to_attr="public_recommendations",
            ),
        )
        .order_by("forum__slug", "slug")
    )
    serializer_class = WorkingGroupSerializer
    filterset_class = WorkingGroupFilter
