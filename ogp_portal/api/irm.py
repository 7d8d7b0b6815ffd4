"""What the Independent Reporting Mechanism published: products, codings, recommendations."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from commitments.models import (
    Commitment,
    Completion,
    IrmCoding,
    IrmProduct,
    IrmRecommendation,
    ProductKind,
    RecommendationOutcome,
)
from ogp_portal.api.base import OpenData
from ogp_portal.api.fields import OpenSerializer, Page


class ProductSerializer(OpenSerializer):
    """One report of the mechanism on a plan; `scale` says which coding scales it uses."""

    forum = serializers.CharField(source="plan.forum.slug", read_only=True)
    plan = serializers.CharField(source="plan.slug", read_only=True)
    document = serializers.SerializerMethodField()
    page = Page()

    class Meta:
        model = IrmProduct
        fields = (
            "id", "forum", "plan", "kind", "year", "scale", "issued_on", "comment_until", "url",
            "document", "summary", "published_at", "page",
        )  # fmt: skip

    @extend_schema_field({"type": "string", "format": "uuid", "nullable": True})
    def get_document(self, product: IrmProduct) -> str | None:
        """The id of the public document that holds the report."""
        document = product.document
        return str(document.pk) if document and document.is_public else None


class ProductFilter(django_filters.FilterSet):
    """`forum` and `plan` by address, `kind`, `scale`, `year`."""

    forum = django_filters.CharFilter(label=_("Forum"), field_name="plan__forum__slug")
    plan = django_filters.CharFilter(label=_("Plan"), field_name="plan__slug")
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=ProductKind.choices)
    scale = django_filters.ChoiceFilter(label=_("Scales"), choices=IrmProduct.Scale.choices)
    year = django_filters.NumberFilter(label=_("Year"), min_value=0, max_value=9999)


class Products(OpenData):
    """What the mechanism published of plans, the latest year first."""

    queryset = (
        IrmProduct.objects.public()
        .select_related("plan__forum", "document")
        .order_by("plan__forum__slug", "-year", "kind", "pk")
    )
    serializer_class = ProductSerializer
    filterset_class = ProductFilter


class OfProduct(OpenSerializer):
    """A row that stands in a product of a plan."""

    forum = serializers.CharField(source="product.plan.forum.slug", read_only=True)
    plan = serializers.CharField(source="product.plan.slug", read_only=True)
    product = serializers.IntegerField(source="product_id", read_only=True)
    kind = serializers.ChoiceField(
        source="product.kind", choices=ProductKind.choices, read_only=True
    )
    year = serializers.IntegerField(source="product.year", read_only=True)


class OfProductFilter(django_filters.FilterSet):
    """`forum` and `plan` by address, `product` by id, `kind`, `year`."""

    forum = django_filters.CharFilter(label=_("Forum"), field_name="product__plan__forum__slug")
    plan = django_filters.CharFilter(label=_("Plan"), field_name="product__plan__slug")
    product = django_filters.NumberFilter(label=_("Product"), field_name="product_id", min_value=0)
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), field_name="product__kind", choices=ProductKind.choices
    )
    year = django_filters.NumberFilter(
        label=_("Year"), field_name="product__year", min_value=0, max_value=9999
    )


class CodingSerializer(OfProduct):
    """How a product codes a commitment. The columns of the other scales are empty."""

    scale = serializers.ChoiceField(
        source="product.scale", choices=IrmProduct.Scale.choices, read_only=True
    )
    commitment = serializers.IntegerField(source="commitment_id", read_only=True)
    commitment_number = serializers.IntegerField(source="commitment.number", read_only=True)
    values = serializers.ListField(child=serializers.CharField(), read_only=True)
    page = Page(source="commitment")

    class Meta:
        model = IrmCoding
        fields = (
            "id", "forum", "plan", "product", "kind", "year", "scale", "commitment",
            "commitment_number", "completion", "verifiable", "open_gov_lens",
            "potential_for_results", "early_results", "promising", "specificity",
            "potential_impact", "did_it_open", "starred", "values", "remarks", "page",
        )  # fmt: skip


class CodingFilter(OfProductFilter):
    """The same, and by scale, commitment id, completion and marks."""

    scale = django_filters.ChoiceFilter(
        label=_("Scales"), field_name="product__scale", choices=IrmProduct.Scale.choices
    )
    commitment = django_filters.NumberFilter(
        label=_("Commitment"), field_name="commitment_id", min_value=0
    )
    completion = django_filters.ChoiceFilter(label=_("Completion"), choices=Completion.choices)
    promising = django_filters.BooleanFilter(label=_("Promising"))
    starred = django_filters.BooleanFilter(label=_("Starred"))


class Codings(OpenData):
    """How the mechanism codes commitments, in the scales of the time; they are never mixed."""

    queryset = (
        IrmCoding.objects.filter(
            product__in=IrmProduct.objects.public(), commitment__in=Commitment.objects.public()
        )
        .select_related("product__plan__forum", "commitment__plan__forum")
        .order_by("product__plan__forum__slug", "product", "commitment__number", "pk")
    )
    serializer_class = CodingSerializer
    filterset_class = CodingFilter


class RecommendationSerializer(OfProduct):
    """One recommendation, the government's answer, and what became of it."""

    decision = serializers.SerializerMethodField()
    commitment = serializers.SerializerMethodField()
    page = Page(source="product")

    class Meta:
        model = IrmRecommendation
        fields = (
            "id", "forum", "plan", "product", "kind", "year", "number", "text", "outcome",
            "answer", "answered_on", "became", "decision", "commitment", "page",
        )  # fmt: skip

    @extend_schema_field({"type": "integer", "nullable": True})
    def get_decision(self, row: Any) -> int | None:
        """The number of the forum's public decision that follows it."""
        return row.decision.number if row.decision and row.decision.is_public else None

    @extend_schema_field({"type": "integer", "nullable": True})
    def get_commitment(self, row: Any) -> int | None:
        """The id of the public commitment that follows it."""
        found = row.commitment
        return found.pk if found and found.is_public and found.plan.is_public else None


class RecommendationFilter(OfProductFilter):
    """The same, and by what became of it."""

    outcome = django_filters.ChoiceFilter(
        label=_("What became of it"), choices=RecommendationOutcome.choices
    )


class Recommendations(OpenData):
    """What the mechanism recommends and how governments answer."""

    queryset = (
        IrmRecommendation.objects.filter(product__in=IrmProduct.objects.public())
        .select_related("product__plan__forum", "decision", "commitment__plan")
        .order_by("product__plan__forum__slug", "product", "number", "pk")
    )
    serializer_class = RecommendationSerializer
    filterset_class = RecommendationFilter
