"""Plans and how they were made, as open data."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from action_plans.models import (
    ActionPlan,
    Contribution,
    Disposition,
    Draft,
    DraftMilestone,
    DraftState,
    Phase,
    PlanState,
    ReasonedResponse,
    Revision,
    Theme,
)
from forums.models import Forum
from ogp_portal.api.base import OpenData
from ogp_portal.api.fields import ANSWERS, OpenSerializer, Page
from ogp_portal.api.forums import OrganisationSerializer
from ogp_portal.api.totals import PlanTotalsSerializer


class ThemeSerializer(OpenSerializer):
    """A theme as it stands in other rows."""

    class Meta:
        model = Theme
        fields = ("slug", "name")


class PhaseSerializer(OpenSerializer):
    class Meta:
        model = Phase
        fields = ("kind", "title", "description", "opens_on", "closes_on", "takes_contributions")


IN_A_LIST: tuple[str, ...] = (
    "id", "forum", "slug", "number", "title", "introduction", "state", "template", "themes",
    "co_creation_starts_on", "starts_on", "ends_on", "delivered_on", "adopted_at",
    "published_at", "page",
)  # fmt: skip


class PlanListSerializer(OpenSerializer):
    forum = serializers.SlugRelatedField[Forum](slug_field="slug", read_only=True)
    themes = ThemeSerializer(many=True, read_only=True)
    page = Page()

    class Meta:
        model = ActionPlan
        fields = IN_A_LIST


class PlanSerializer(PlanListSerializer):
    """A plan with its phases, and how far it is, in total and by theme."""

    phases = PhaseSerializer(many=True, read_only=True)
    totals = PlanTotalsSerializer(source="*", read_only=True)

    class Meta(PlanListSerializer.Meta):
        fields = (*IN_A_LIST, "phases", "totals")


class PlanFilter(django_filters.FilterSet):
    forum = django_filters.CharFilter(label=_("Forum"), field_name="forum__slug")
    plan = django_filters.CharFilter(label=_("Plan"), field_name="slug")
    status = django_filters.ChoiceFilter(
        label=_("State"), field_name="state", choices=PlanState.choices
    )


class Plans(OpenData):
    """Action plans; one plan alone also says how far it is, in total and by theme."""

    queryset = (
        ActionPlan.objects.public()
        .select_related("forum")
        .prefetch_related("themes", "phases")
        .order_by("forum__slug", "-starts_on", "pk")
    )
    serializer_class = PlanSerializer
    list_serializer_class = PlanListSerializer
    filterset_class = PlanFilter


class InPlan(OpenSerializer):
    """A row that stands in a plan."""

    forum = serializers.CharField(source="plan.forum.slug", read_only=True)
    plan = serializers.CharField(source="plan.slug", read_only=True)
    theme = serializers.SlugRelatedField[Theme](slug_field="slug", read_only=True, allow_null=True)
    page = Page()


class InPlanFilter(django_filters.FilterSet):
    """`forum`, `plan` and `theme` by their addresses."""

    forum = django_filters.CharFilter(label=_("Forum"), field_name="plan__forum__slug")
    plan = django_filters.CharFilter(label=_("Plan"), field_name="plan__slug")
    theme = django_filters.CharFilter(label=_("Theme"), field_name="theme__slug")


class ContributionSerializer(InPlan):
    """What somebody sent, in her words and language, with her name."""

    author = serializers.CharField(source="author.name", read_only=True)
    status = serializers.SerializerMethodField()
    response = serializers.SerializerMethodField()

    class Meta:
        model = Contribution
        fields = (
            "id", "forum", "plan", "number", "theme", "author", "title", "problem", "proposal",
            "affected", "language", "status", "response", "submitted_at", "published_at", "page",
        )  # fmt: skip

    @extend_schema_field({"type": "string", "enum": ["answered", "waiting"]})
    def get_status(self, contribution: Contribution) -> str:
        return contribution.state

    def get_response(self, contribution: Contribution) -> int | None:
        """The id of the published response."""
        return contribution.response_id if contribution.state == "answered" else None


class ContributionFilter(InPlanFilter):
    status = django_filters.ChoiceFilter(
        label=_("State"),
        method="in_state",
        choices=[("answered", _("Answered")), ("waiting", _("Waiting"))],
    )

    def in_state(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Those that are answered, or those that wait."""
        answered = Contribution.objects.answered().values("pk")
        return (
            rows.filter(pk__in=answered) if value == "answered" else rows.exclude(pk__in=answered)
        )


class Contributions(OpenData):
    """What people brought to a plan; the newest first."""

    queryset = (
        Contribution.objects.public()
        .select_related("plan__forum", "theme", "author", "response")
        .order_by("-submitted_at", "pk")
    )
    serializer_class = ContributionSerializer
    filterset_class = ContributionFilter


class ResponseSerializer(InPlan):
    contributions = serializers.SerializerMethodField()
    answered_by = serializers.CharField(
        source="answered_by.name", read_only=True, default=None, allow_null=True
    )

    class Meta:
        model = ReasonedResponse
        fields = (
            "id", "forum", "plan", "reference", "theme", "heard", "answer", "disposition",
            "contributions", "answered_by", "published_at", "page",
        )  # fmt: skip

    def get_contributions(self, response: Any) -> list[int]:
        """Ids of the public contributions that are answered."""
        return [contribution.pk for contribution in response.public_contributions]


class ResponseFilter(InPlanFilter):
    status = django_filters.ChoiceFilter(
        label=_("What became of it"), field_name="disposition", choices=Disposition.choices
    )


class Responses(OpenData):
    """Reasoned responses: what was heard, what was answered, what became of it."""

    queryset = (
        ReasonedResponse.objects.public()
        .select_related("plan__forum", "theme", "answered_by")
        .prefetch_related(
            Prefetch("contributions", Contribution.objects.public(), to_attr="public_contributions")
        )
        .order_by("plan__forum__slug", "plan", "position", "pk")
    )
    serializer_class = ResponseSerializer
    filterset_class = ResponseFilter


class DraftMilestoneSerializer(OpenSerializer):
    responsible = OrganisationSerializer(read_only=True, allow_null=True)

    class Meta:
        model = DraftMilestone
        fields = ("position", "title", "starts_on", "due_on", "responsible")


class DraftSerializer(InPlan):
    """A published draft with the answers that stand now."""

    status = serializers.CharField(source="state", read_only=True)
    lead = OrganisationSerializer(read_only=True, allow_null=True)
    answers = serializers.SerializerMethodField()
    milestones = DraftMilestoneSerializer(many=True, read_only=True)

    class Meta:
        model = Draft
        fields = (
            "id", "forum", "plan", "number", "theme", "title", "status", "lead", "answers",
            "milestones", "published_at", "page",
        )  # fmt: skip

    @extend_schema_field(ANSWERS)
    def get_answers(self, draft: Any) -> dict[str, dict[str, str]]:
        answers: dict[str, dict[str, str]] = {}
        for revision in draft.standing:
            if revision.text:
                answers.setdefault(revision.question, {})[revision.language] = revision.text
        return answers


class DraftFilter(InPlanFilter):
    status = django_filters.ChoiceFilter(
        label=_("State"), field_name="state", choices=DraftState.choices
    )


class Drafts(OpenData):
    """Drafts of commitments that the forum has published."""

    queryset = (
        Draft.objects.public()
        .select_related("plan__forum", "theme", "lead")
        .prefetch_related(
            "milestones__responsible",
            Prefetch("revisions", Revision.objects.standing().heads(), to_attr="standing"),
        )
        .order_by("plan__forum__slug", "plan", "number", "pk")
    )
    serializer_class = DraftSerializer
    filterset_class = DraftFilter
