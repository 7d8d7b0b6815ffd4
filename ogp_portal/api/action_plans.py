"""Plans and how they were made, as open data."""

from __future__ import annotations

import datetime as dt
from typing import Any

import django_filters
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from action_plans.models import (
    ActionPlan,
    Draft,
    DraftAuthor,
    DraftMilestone,
    DraftState,
    OpenGovernmentValue,
    Phase,
    PhaseAct,
    PlanState,
    Revision,
    Theme,
)
from forums.models import Forum
from ogp_portal.api.base import OpenData
from ogp_portal.api.fields import ANSWERS, OpenSerializer, Page
from ogp_portal.api.forums import OrganisationSerializer
from ogp_portal.api.plan_calendars import PlanCalendarField
from ogp_portal.api.response_figures import ResponseFiguresField
from ogp_portal.api.totals import PlanTotalsSerializer


class ThemeSerializer(OpenSerializer):
    """A theme as it stands in other rows."""

    class Meta:
        model = Theme
        fields = ("slug", "name")


class PhaseActSerializer(OpenSerializer):
    class Meta:
        model = PhaseAct
        fields = ("act", "who")


class PhaseSerializer(OpenSerializer):
    acts = PhaseActSerializer(many=True, read_only=True)

    class Meta:
        model = Phase
        fields = ("kind", "title", "description", "opens_on", "closes_on", "acts")


IN_A_LIST: tuple[str, ...] = (
    "id", "forum", "slug", "number", "title", "introduction", "state", "template", "themes",
    "rule_set", "years", "co_creation_starts_on", "starts_on", "ends_on", "due_on",
    "delivered_on", "delivered_url", "adopted_at", "published_at", "page",
)  # fmt: skip


class PlanListSerializer(OpenSerializer):
    forum = serializers.SlugRelatedField[Forum](slug_field="slug", read_only=True)
    themes = ThemeSerializer(many=True, read_only=True)
    page = Page()

    class Meta:
        model = ActionPlan
        fields = IN_A_LIST


class PlanSerializer(PlanListSerializer):
    """A plan with its phases and dates, what was answered, and how far it is, also by theme."""

    phases = PhaseSerializer(many=True, read_only=True)
    calendar = PlanCalendarField()
    responses = ResponseFiguresField()
    totals = PlanTotalsSerializer(source="*", read_only=True)

    class Meta(PlanListSerializer.Meta):
        fields = (*IN_A_LIST, "phases", "calendar", "responses", "totals")


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
        .prefetch_related("themes", "phases__acts")
        .order_by("forum__slug", "-starts_on", "pk")
    )
    serializer_class = PlanSerializer
    list_serializer_class = PlanListSerializer
    by_the_clock = dt.timedelta(minutes=15)  # what of its calendar is over
    changes_with = ("responses", "contributions", "rounds", "commitments__milestones__updates")
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


class DraftMilestoneSerializer(OpenSerializer):
    responsible = OrganisationSerializer(read_only=True, allow_null=True)

    class Meta:
        model = DraftMilestone
        fields = ("position", "title", "outputs", "starts_on", "due_on", "responsible")


class DraftSerializer(InPlan):
    """A published draft with the answers that stand now."""

    status = serializers.CharField(source="state", read_only=True)
    lead = OrganisationSerializer(read_only=True, allow_null=True)
    supporting = OrganisationSerializer(many=True, read_only=True)
    values = serializers.ListField(
        child=serializers.ChoiceField(choices=OpenGovernmentValue.choices), read_only=True
    )
    authors = serializers.SerializerMethodField()
    answers = serializers.SerializerMethodField()
    milestones = DraftMilestoneSerializer(many=True, read_only=True)

    class Meta:
        model = Draft
        fields = (
            "id", "forum", "plan", "number", "theme", "title", "status", "lead", "supporting",
            "values", "contact_name", "contact_role", "authors", "answers",
            "milestones", "published_at", "page",
        )  # fmt: skip

    def get_authors(self, draft: Any) -> list[str]:
        """The names of those who write it."""
        return [author.person.name for author in draft.authorships.all()]

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
            "supporting",
            Prefetch("authorships", DraftAuthor.objects.writing().select_related("person")),
            Prefetch("revisions", Revision.objects.standing().heads(), to_attr="standing"),
        )
        .order_by("plan__forum__slug", "plan", "number", "pk")
    )
    serializer_class = DraftSerializer
    filterset_class = DraftFilter
