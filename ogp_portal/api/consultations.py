"""Public consultations on draft plans as open data."""

from __future__ import annotations

import datetime as dt
from typing import Any

import django_filters
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, IntegerField, OuterRef, Prefetch, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from action_plans.models import Consultation, ConsultationParagraph
from forums.models import Comment
from ogp_portal.api.base import OpenData
from ogp_portal.api.fields import OpenSerializer, Page

IN_A_LIST: tuple[str, ...] = (
    "id", "forum", "plan", "number", "title", "text", "drafts", "opens_on", "closes_on",
    "comments_count", "published_at", "page",
)  # fmt: skip


class ParagraphSerializer(OpenSerializer):
    """One paragraph as it was put to the public; it is cited by its number."""

    number = serializers.IntegerField(source="position", read_only=True)
    draft = serializers.IntegerField(
        source="draft.number", read_only=True, default=None, allow_null=True
    )
    comments_count = serializers.SerializerMethodField()

    class Meta:
        model = ConsultationParagraph
        fields = ("number", "key", "kind", "draft", "question", "text", "comments_count")

    def get_comments_count(self, paragraph: ConsultationParagraph) -> int:
        """Comments and their answers that stand at the paragraph."""
        counts: dict[str, int] = self.context["counts"]
        return counts.get(paragraph.key, 0)


class ConsultationListSerializer(OpenSerializer):
    forum = serializers.CharField(source="plan.forum.slug", read_only=True)
    plan = serializers.CharField(source="plan.slug", read_only=True)
    comments_count = serializers.IntegerField(read_only=True)
    page = Page()

    class Meta:
        model = Consultation
        fields = IN_A_LIST


class ConsultationSerializer(ConsultationListSerializer):
    """A consultation with every paragraph of its text."""

    paragraphs = serializers.SerializerMethodField()

    class Meta(ConsultationListSerializer.Meta):
        fields = (*IN_A_LIST, "paragraphs")

    @extend_schema_field(ParagraphSerializer(many=True))
    def get_paragraphs(self, consultation: Consultation) -> list[dict[str, Any]]:
        counts = dict(
            Comment.objects.on(consultation)
            .filter(removed_at=None)
            .order_by()
            .values_list("question")
            .annotate(count=Count("pk"))
        )
        rows = ParagraphSerializer(
            consultation.paragraphs.all(), many=True, context={"counts": counts}
        )
        return list(rows.data)


class ConsultationFilter(django_filters.FilterSet):
    """`forum` and `plan` by their addresses."""

    forum = django_filters.CharFilter(label=_("Forum"), field_name="plan__forum__slug")
    plan = django_filters.CharFilter(label=_("Plan"), field_name="plan__slug")


class Consultations(OpenData):
    """Consultations on draft plans; one alone also gives its paragraphs."""

    queryset = (
        Consultation.objects.public()
        .with_plan()
        .prefetch_related(
            Prefetch(
                "paragraphs",
                ConsultationParagraph.objects.select_related("draft").order_by("position"),
            )
        )
        .order_by("plan__forum__slug", "plan", "number")
    )
    serializer_class = ConsultationSerializer
    by_the_clock = dt.timedelta(minutes=1)  # comments hang on anything, by no key of the database
    list_serializer_class = ConsultationListSerializer
    filterset_class = ConsultationFilter

    def get_queryset(self) -> Any:
        """With the number of comments, answers included, that stand."""
        said = Comment.objects.filter(
            content_type=ContentType.objects.get_for_model(Consultation),
            object_id=OuterRef("pk"),
            internal=False,
            held_at=None,
            removed_at=None,
        )
        counted = said.order_by().values("object_id").annotate(n=Count("pk")).values("n")
        rows = super().get_queryset()
        if self.action == "list":
            rows = rows.prefetch_related(None)
        return rows.annotate(
            comments_count=Coalesce(Subquery(counted, output_field=IntegerField()), 0)
        )
