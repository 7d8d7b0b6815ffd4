"""What was moderated and why, as open data: the figures of a forum, and the rules."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Count
from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from forums.domain.moderation_figures import by_quarter
from forums.models import Forum, ModerationRule
from ogp_portal.api.base import FORMAT, OpenData
from ogp_portal.api.fields import OpenSerializer, Page
from ogp_portal.api.tables import CSVRenderer, lines


class QuarterSerializer(serializers.Serializer[Any]):
    """What was sent and done in the three months that begin on a day.

    `first_look_hours` is the median of what was held in them and has been looked at.
    """

    starts_on = serializers.DateField()
    came_in = serializers.IntegerField()
    held = serializers.IntegerField()
    released = serializers.IntegerField()
    first_look_hours = serializers.FloatField(allow_null=True)
    reported = serializers.IntegerField()
    kept = serializers.IntegerField()
    removed = serializers.IntegerField()
    restored = serializers.IntegerField()
    appeals = serializers.IntegerField()
    appeals_granted = serializers.IntegerField()


class Figures(APIView):
    """The figures of a forum's moderation by quarter, the latest first."""

    renderer_classes = [JSONRenderer, CSVRenderer]

    @extend_schema(parameters=[FORMAT], responses=QuarterSerializer(many=True))
    def get(self, request: Request, slug: str) -> HttpResponseBase:
        forum = get_object_or_404(Forum.objects.public(), slug=slug)
        rows: Any = QuarterSerializer(by_quarter(forum), many=True).data
        if request.accepted_renderer.format != "csv":
            return Response(rows)
        answer = StreamingHttpResponse(
            lines(QuarterSerializer().fields, rows), content_type="text/csv; charset=utf-8"
        )
        answer["Content-Disposition"] = 'attachment; filename="moderation.csv"'
        return answer


class ModerationRuleSerializer(OpenSerializer):
    """A rule by which texts are removed, or were until it was retired; `removed` counts them."""

    forum = serializers.SlugRelatedField[Forum](slug_field="slug", read_only=True)
    removed = serializers.IntegerField(read_only=True)
    page = Page()

    class Meta:
        model = ModerationRule
        fields = (
            "id", "forum", "number", "title", "text", "retired_on", "removed", "published_at",
            "page",
        )  # fmt: skip


class ModerationRuleFilter(django_filters.FilterSet):
    forum = django_filters.CharFilter(label=_("Forum"), field_name="forum__slug")


class ModerationRules(OpenData):
    """The rules of moderation, those that no longer apply included."""

    queryset = (
        ModerationRule.objects.public()
        .select_related("forum")
        .annotate(removed=Count("moderations"))
        .order_by("forum__slug", "number")
    )
    serializer_class = ModerationRuleSerializer
    changes_with = ("moderations",)
    filterset_class = ModerationRuleFilter
