"""Joint monitoring as open data: verifications, findings, visits, observations of the public."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from commitments.models import (
    Commitment,
    CommitmentFinding,
    MonitoringVisit,
    Observation,
    SocietyStatus,
    Verdict,
    Verification,
)
from commitments.models.visits import VisitKind
from forums.models import Document
from ogp_portal.api.base import OpenData
from ogp_portal.api.fields import OpenSerializer, Page

IDS = {"type": "array", "items": {"type": "integer"}}
NAMES = {"type": "array", "items": {"type": "string"}}


class VerificationSerializer(OpenSerializer):
    """What an organisation of civil society finds of an update, and how a difference was settled.

    `reported` is what the office says; neither overwrites the other.
    """

    forum = serializers.CharField(
        source="update.milestone.commitment.plan.forum.slug", read_only=True
    )
    plan = serializers.CharField(source="update.milestone.commitment.plan.slug", read_only=True)
    commitment = serializers.IntegerField(source="update.milestone.commitment_id", read_only=True)
    milestone = serializers.IntegerField(source="update.milestone_id", read_only=True)
    round = serializers.CharField(source="update.round.slug", read_only=True)
    update_id = serializers.IntegerField(read_only=True)
    reported = serializers.CharField(source="update.status", read_only=True)
    organisation = serializers.CharField(source="organisation.slug", read_only=True)
    by = serializers.CharField(source="by.name", read_only=True)
    settled_in = serializers.IntegerField(source="settled_in_id", read_only=True, allow_null=True)
    evidence = serializers.SerializerMethodField()
    page = Page()

    class Meta:
        model = Verification
        fields = (
            "id", "forum", "plan", "commitment", "milestone", "round", "update_id", "reported",
            "organisation", "by", "verdict", "reason", "evidence", "settled_on", "settlement",
            "settled_in", "published_at", "page",
        )  # fmt: skip

    @extend_schema_field(NAMES)
    def get_evidence(self, row: Any) -> list[str]:
        """Ids of the public documents that prove it."""
        return [str(document.pk) for document in row.public_evidence]


class VerificationFilter(django_filters.FilterSet):
    forum = django_filters.CharFilter(
        label=_("Forum"), field_name="update__milestone__commitment__plan__forum__slug"
    )
    plan = django_filters.CharFilter(
        label=_("Plan"), field_name="update__milestone__commitment__plan__slug"
    )
    commitment = django_filters.NumberFilter(
        label=_("Commitment"), field_name="update__milestone__commitment_id", min_value=0
    )
    update = django_filters.NumberFilter(label=_("Update"), field_name="update_id", min_value=0)
    organisation = django_filters.CharFilter(
        label=_("Organisation"), field_name="organisation__slug"
    )
    verdict = django_filters.ChoiceFilter(label=_("Finding"), choices=Verdict.choices)
    settled = django_filters.BooleanFilter(
        label=_("Settled"), field_name="settled_on", lookup_expr="isnull", exclude=True
    )


class Verifications(OpenData):
    """What civil society finds of updates; the newest first."""

    queryset = (
        Verification.objects.public()
        .with_place()
        .prefetch_related(
            Prefetch("evidence", Document.objects.public(), to_attr="public_evidence")
        )
        .order_by("-published_at", "pk")
    )
    serializer_class = VerificationSerializer
    filterset_class = VerificationFilter


class FindingSerializer(OpenSerializer):
    """How far an organisation of civil society finds a whole commitment in a round."""

    forum = serializers.CharField(source="commitment.plan.forum.slug", read_only=True)
    plan = serializers.CharField(source="commitment.plan.slug", read_only=True)
    commitment = serializers.IntegerField(source="commitment_id", read_only=True)
    commitment_number = serializers.IntegerField(source="commitment.number", read_only=True)
    round = serializers.CharField(source="round.slug", read_only=True)
    as_of = serializers.DateField(source="round.as_of", read_only=True)
    organisation = serializers.CharField(source="organisation.slug", read_only=True)
    by = serializers.CharField(source="by.name", read_only=True)
    page = Page()

    class Meta:
        model = CommitmentFinding
        fields = (
            "id", "forum", "plan", "commitment", "commitment_number", "round", "as_of",
            "organisation", "by", "status", "reason", "published_at", "page",
        )  # fmt: skip


class InCommitmentFilter(django_filters.FilterSet):
    """By forum and plan address, and commitment id."""

    forum = django_filters.CharFilter(label=_("Forum"), field_name="commitment__plan__forum__slug")
    plan = django_filters.CharFilter(label=_("Plan"), field_name="commitment__plan__slug")
    commitment = django_filters.NumberFilter(
        label=_("Commitment"), field_name="commitment_id", min_value=0
    )


class FindingFilter(InCommitmentFilter):
    round = django_filters.CharFilter(label=_("Reporting round"), field_name="round__slug")
    organisation = django_filters.CharFilter(
        label=_("Organisation"), field_name="organisation__slug"
    )
    status = django_filters.ChoiceFilter(label=_("State"), choices=SocietyStatus.choices)


class Findings(OpenData):
    """What civil society finds of whole commitments; the latest round first."""

    queryset = (
        CommitmentFinding.objects.public()
        .select_related("commitment__plan__forum", "round", "organisation", "by")
        .order_by("-round__as_of", "commitment", "pk")
    )
    serializer_class = FindingSerializer
    filterset_class = FindingFilter


class VisitSerializer(OpenSerializer):
    """A monitoring visit, or a meeting with a responsible office."""

    forum = serializers.CharField(source="plan.forum.slug", read_only=True)
    plan = serializers.CharField(source="plan.slug", read_only=True)
    commitments = serializers.SerializerMethodField()
    offices = serializers.SerializerMethodField()
    documents = serializers.SerializerMethodField()
    recorded_by = serializers.CharField(source="recorded_by.name", read_only=True)
    page = Page()

    class Meta:
        model = MonitoringVisit
        fields = (
            "id", "forum", "plan", "number", "kind", "title", "held_on", "place", "took_part",
            "notes", "commitments", "offices", "documents", "recorded_by", "published_at", "page",
        )  # fmt: skip

    @extend_schema_field(IDS)
    def get_commitments(self, visit: Any) -> list[int]:
        """Ids of the public commitments that it was about."""
        return [commitment.pk for commitment in visit.public_commitments]

    @extend_schema_field(NAMES)
    def get_offices(self, visit: MonitoringVisit) -> list[str]:
        """The addresses of the offices that were there."""
        return [office.slug for office in visit.offices.all()]

    @extend_schema_field(NAMES)
    def get_documents(self, visit: Any) -> list[str]:
        """Ids of its public documents."""
        return [str(document.pk) for document in visit.public_documents]


class VisitFilter(django_filters.FilterSet):
    forum = django_filters.CharFilter(label=_("Forum"), field_name="plan__forum__slug")
    plan = django_filters.CharFilter(label=_("Plan"), field_name="plan__slug")
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=VisitKind.choices)
    office = django_filters.CharFilter(label=_("Office"), field_name="offices__slug", distinct=True)


class Visits(OpenData):
    """Monitoring visits and meetings with offices; the latest first."""

    queryset = (
        MonitoringVisit.objects.public()
        .select_related("plan__forum", "recorded_by")
        .prefetch_related("offices")
        .prefetch_related(
            Prefetch("commitments", Commitment.objects.public(), to_attr="public_commitments")
        )
        .prefetch_related(
            Prefetch("documents", Document.objects.public(), to_attr="public_documents")
        )
        .order_by("-held_on", "pk")
    )
    serializer_class = VisitSerializer
    filterset_class = VisitFilter


class ObservationSerializer(OpenSerializer):
    """What somebody of the public saw of a commitment, in her words and language."""

    forum = serializers.CharField(source="commitment.plan.forum.slug", read_only=True)
    plan = serializers.CharField(source="commitment.plan.slug", read_only=True)
    commitment = serializers.IntegerField(source="commitment_id", read_only=True)
    commitment_number = serializers.IntegerField(source="commitment.number", read_only=True)
    milestone = serializers.IntegerField(source="milestone_id", read_only=True, allow_null=True)
    author = serializers.CharField(source="author.name", read_only=True)
    file = serializers.SerializerMethodField()
    page = Page()

    class Meta:
        model = Observation
        fields = (
            "id", "forum", "plan", "commitment", "commitment_number", "milestone", "number",
            "author", "text", "language", "seen_on", "place", "url", "file", "sent_at",
            "published_at", "page",
        )  # fmt: skip

    def get_file(self, row: Observation) -> str | None:
        """The address of the file that shows it."""
        if not row.file_name:
            return None
        plan = row.commitment.plan
        return reverse(
            "commitments:observation-file",
            args=[plan.forum.slug, plan.slug, row.commitment.number, row.number, row.file_name],
        )


class Observations(OpenData):
    """What the public saw of commitments; the newest first."""

    queryset = (
        Observation.objects.public()
        .select_related("commitment__plan__forum", "author")
        .order_by("-sent_at", "pk")
    )
    serializer_class = ObservationSerializer
    filterset_class = InCommitmentFilter
