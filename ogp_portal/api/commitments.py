"""Commitments, milestones and what was reported of them, as open data."""

from __future__ import annotations

import datetime as dt
from typing import Any

import django_filters
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from commitments.domain.status import tally
from commitments.forms.filters import CommitmentFilter as ListFilter
from commitments.models import Commitment, Milestone, MilestoneStatus, Update
from forums.models import Document
from ogp_portal.api.action_plans import ThemeSerializer
from ogp_portal.api.base import OpenData
from ogp_portal.api.fields import Answers, OpenSerializer, Page
from ogp_portal.api.forums import OrganisationSerializer
from ogp_portal.api.totals import TallySerializer


class CommitmentSerializer(OpenSerializer):
    """A promise with the text of its template's questions, and its milestones counted."""

    forum = serializers.CharField(source="plan.forum.slug", read_only=True)
    plan = serializers.CharField(source="plan.slug", read_only=True)
    theme = ThemeSerializer(read_only=True, allow_null=True)
    lead = OrganisationSerializer(read_only=True, allow_null=True)
    supporting = serializers.SerializerMethodField()
    values = serializers.ListField(child=serializers.CharField(), read_only=True)
    answers = Answers()
    milestones = serializers.SerializerMethodField()
    page = Page()

    class Meta:
        model = Commitment
        fields = (
            "id", "forum", "plan", "number", "ogp_id", "title", "theme", "status", "lead",
            "supporting", "values", "contact_name", "contact_role", "answers",
            "taken_out_on", "starts_on", "ends_on", "milestones", "published_at",
            "page",
        )  # fmt: skip

    def get_supporting(self, commitment: Commitment) -> list[str]:
        """The addresses of the supporting organisations."""
        return [organisation.slug for organisation in commitment.supporting.all()]

    @extend_schema_field(TallySerializer)
    def get_milestones(self, commitment: Commitment) -> dict[str, int]:
        """How many milestones are in each state."""
        counts = tally(milestone.status for milestone in commitment.milestones.all())
        return dict(TallySerializer(counts).data)


class CommitmentFilter(ListFilter):
    """The page's filters, and a few for programs."""

    lead = django_filters.CharFilter(label=_("Responsible office"), field_name="lead__slug")
    ogp_id = django_filters.CharFilter(label=_("OGP's number"))


class Commitments(OpenData):
    """Commitments of all plans; `status` follows from their milestones."""

    queryset = (
        Commitment.objects.public()
        .select_related("plan__forum", "theme", "lead")
        .prefetch_related("supporting", "milestones")
        .order_by("plan__forum__slug", "plan", "number", "pk")
    )
    serializer_class = CommitmentSerializer
    filterset_class = CommitmentFilter


class MilestoneSerializer(OpenSerializer):
    forum = serializers.CharField(source="commitment.plan.forum.slug", read_only=True)
    plan = serializers.CharField(source="commitment.plan.slug", read_only=True)
    commitment = serializers.IntegerField(source="commitment_id", read_only=True)
    commitment_number = serializers.IntegerField(source="commitment.number", read_only=True)
    theme = serializers.CharField(
        source="commitment.theme.slug", read_only=True, default=None, allow_null=True
    )
    responsible = OrganisationSerializer(read_only=True, allow_null=True)
    days_overdue = serializers.IntegerField(read_only=True)
    page = Page(source="commitment")

    class Meta:
        model = Milestone
        fields = (
            "id", "forum", "plan", "commitment", "commitment_number", "theme", "number", "title",
            "outputs", "status", "taken_out_on", "responsible", "responsible_unit", "starts_on", "due_on", "original_due_on",
            "days_overdue", "page",
        )  # fmt: skip


class MilestoneFilter(django_filters.FilterSet):
    """By forum, plan and theme address, state, commitment id and responsible office."""

    forum = django_filters.CharFilter(label=_("Forum"), field_name="commitment__plan__forum__slug")
    plan = django_filters.CharFilter(label=_("Plan"), field_name="commitment__plan__slug")
    theme = django_filters.CharFilter(label=_("Theme"), field_name="commitment__theme__slug")
    status = django_filters.ChoiceFilter(label=_("State"), choices=MilestoneStatus.choices)
    commitment = django_filters.NumberFilter(
        label=_("Commitment"), field_name="commitment_id", min_value=0
    )
    responsible = django_filters.CharFilter(
        label=_("Responsible office"), field_name="responsible__slug"
    )
    due_before = django_filters.DateFilter(
        label=_("Due earlier"), field_name="due_on", lookup_expr="lt"
    )


class Milestones(OpenData):
    """Milestones; `status` is what the last published update says."""

    queryset = (
        Milestone.objects.public()
        .select_related("commitment__plan__forum", "commitment__theme", "responsible")
        .order_by(
            "commitment__plan__forum__slug",
            "commitment__plan",
            "commitment__number",
            "position",
            "pk",
        )
    )
    serializer_class = MilestoneSerializer
    by_the_clock = dt.timedelta(minutes=15)  # overdue since midnight, wherever the forum works
    filterset_class = MilestoneFilter


class UpdateSerializer(OpenSerializer):
    """What the responsible office said of a milestone in a round, with its evidence."""

    forum = serializers.CharField(source="milestone.commitment.plan.forum.slug", read_only=True)
    plan = serializers.CharField(source="milestone.commitment.plan.slug", read_only=True)
    commitment = serializers.IntegerField(source="milestone.commitment_id", read_only=True)
    milestone = serializers.IntegerField(source="milestone_id", read_only=True)
    milestone_number = serializers.CharField(source="milestone.number", read_only=True)
    round = serializers.CharField(source="round.slug", read_only=True)
    as_of = serializers.DateField(source="round.as_of", read_only=True)
    reported_by = serializers.CharField(
        source="reported_by.name", read_only=True, default=None, allow_null=True
    )
    evidence = serializers.SerializerMethodField()
    page = Page(source="milestone.commitment")

    class Meta:
        model = Update
        fields = (
            "id", "forum", "plan", "commitment", "milestone", "milestone_number", "round", "as_of",
            "status", "happened_on", "done", "obstacles", "next_steps", "imported", "reported_by",
            "evidence", "published_at", "page",
        )  # fmt: skip

    def get_evidence(self, update: Any) -> list[str]:
        """Ids of the public documents that prove it."""
        return [str(document.pk) for document in update.public_evidence]


class UpdateFilter(django_filters.FilterSet):
    """By forum, plan and theme address, reported state, round, commitment and milestone id."""

    forum = django_filters.CharFilter(
        label=_("Forum"), field_name="milestone__commitment__plan__forum__slug"
    )
    plan = django_filters.CharFilter(
        label=_("Plan"), field_name="milestone__commitment__plan__slug"
    )
    theme = django_filters.CharFilter(
        label=_("Theme"), field_name="milestone__commitment__theme__slug"
    )
    status = django_filters.ChoiceFilter(label=_("State"), choices=MilestoneStatus.choices)
    round = django_filters.CharFilter(label=_("Reporting round"), field_name="round__slug")
    commitment = django_filters.NumberFilter(
        label=_("Commitment"), field_name="milestone__commitment_id", min_value=0
    )
    milestone = django_filters.NumberFilter(
        label=_("Milestone"), field_name="milestone_id", min_value=0
    )


class Updates(OpenData):
    """What was reported, round by round; the latest round first."""

    queryset = (
        Update.objects.public()
        .select_related("milestone__commitment__plan__forum", "round", "reported_by")
        .prefetch_related(
            Prefetch("evidence", Document.objects.public(), to_attr="public_evidence")
        )
        .order_by("-round__as_of", "milestone__commitment", "milestone__position", "pk")
    )
    serializer_class = UpdateSerializer
    filterset_class = UpdateFilter
