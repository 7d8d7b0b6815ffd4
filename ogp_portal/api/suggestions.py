"""Suggested changes of drafts, and what became of them, as open data."""

from __future__ import annotations

import django_filters
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from action_plans.models import Suggestion, SuggestionState
from ogp_portal.api.base import OpenData
from ogp_portal.api.fields import OpenSerializer, Page


class SuggestionSerializer(OpenSerializer):
    """The whole answer as somebody would have it, and the authors' word."""

    forum = serializers.CharField(source="draft.plan.forum.slug", read_only=True)
    plan = serializers.CharField(source="draft.plan.slug", read_only=True)
    draft = serializers.IntegerField(source="draft.number", read_only=True)
    author = serializers.CharField(source="author.name", read_only=True)
    status = serializers.CharField(source="state", read_only=True)
    answered_by = serializers.CharField(
        source="answered_by.name", read_only=True, default=None, allow_null=True
    )
    page = Page()

    class Meta:
        model = Suggestion
        fields = (
            "id", "forum", "plan", "draft", "number", "question", "language", "text", "why",
            "author", "made_at", "status", "answer", "answered_by", "answered_at", "page",
        )  # fmt: skip


class SuggestionFilter(django_filters.FilterSet):
    forum = django_filters.CharFilter(label=_("Forum"), field_name="draft__plan__forum__slug")
    plan = django_filters.CharFilter(label=_("Plan"), field_name="draft__plan__slug")
    draft = django_filters.NumberFilter(label=_("Draft"), field_name="draft__number")
    status = django_filters.ChoiceFilter(
        label=_("State"), field_name="state", choices=SuggestionState.choices
    )


class Suggestions(OpenData):
    """What people suggested for public drafts; the newest first."""

    queryset = (
        Suggestion.objects.public()
        .select_related("draft__plan__forum", "author", "answered_by")
        .order_by("-made_at", "pk")
    )
    serializer_class = SuggestionSerializer
    filterset_class = SuggestionFilter
