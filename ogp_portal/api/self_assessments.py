"""Self-assessments of plans, as open data."""

from __future__ import annotations

import datetime as dt
from typing import Any

import django_filters
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from commitments.domain.assessment_parts import ACCOUNT, SECTIONS
from commitments.models import (
    AssessmentKind,
    AssessmentStage,
    Commitment,
    CommitmentAccount,
    SelfAssessment,
)
from ogp_portal.api.base import OpenData
from ogp_portal.api.fields import OpenSerializer, Page

IN_A_LIST: tuple[str, ...] = (
    "id", "forum", "plan", "kind", "stage", "consultation_opens_on", "consultation_closes_on",
    "final_at", "published_at", *SECTIONS, "page",
)  # fmt: skip


ACCOUNTS = (
    CommitmentAccount.objects.filter(commitment__in=Commitment.objects.public())
    .select_related("commitment")
    .order_by("commitment__number")
)


class AccountSerializer(OpenSerializer):
    """What it says of one commitment in people's words."""

    commitment = serializers.IntegerField(source="commitment.number", read_only=True)

    class Meta:
        model = CommitmentAccount
        fields = ("commitment", *ACCOUNT)


class SelfAssessmentListSerializer(OpenSerializer):
    forum = serializers.CharField(source="plan.forum.slug", read_only=True)
    plan = serializers.CharField(source="plan.slug", read_only=True)
    stage = serializers.ChoiceField(choices=AssessmentStage.choices, read_only=True)
    page = Page()

    class Meta:
        model = SelfAssessment
        fields = IN_A_LIST


class SelfAssessmentSerializer(SelfAssessmentListSerializer):
    """One with what it says of each commitment."""

    accounts = AccountSerializer(many=True, read_only=True)

    class Meta(SelfAssessmentListSerializer.Meta):
        fields = (*IN_A_LIST, "accounts")


class SelfAssessmentFilter(django_filters.FilterSet):
    """`forum` and `plan` by their addresses."""

    forum = django_filters.CharFilter(label=_("Forum"), field_name="plan__forum__slug")
    plan = django_filters.CharFilter(label=_("Plan"), field_name="plan__slug")
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=AssessmentKind.choices)


class SelfAssessments(OpenData):
    """Self-assessments that are open to comments or final; one alone with its accounts."""

    queryset = (
        SelfAssessment.objects.public()
        .select_related("plan__forum")
        .prefetch_related(Prefetch("accounts", ACCOUNTS))
        .order_by("plan__forum__slug", "plan", "kind", "pk")
    )
    serializer_class = SelfAssessmentSerializer
    list_serializer_class = SelfAssessmentListSerializer
    filterset_class = SelfAssessmentFilter
    by_the_clock = dt.timedelta(hours=1)  # a consultation ends by itself

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        return rows.prefetch_related(None) if self.action == "list" else rows
