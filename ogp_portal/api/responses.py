"""Reasoned responses as open data."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from action_plans.domain.response_sources import with_what_they_answer
from action_plans.models import (
    Disposition,
    Draft,
    ReasonedResponse,
    ResponseCorrection,
    Revision,
)
from ogp_portal.api.action_plans import InPlan, InPlanFilter
from ogp_portal.api.base import OpenData

CHANGE = {
    "type": "object",
    "nullable": True,
    "description": "The change of a draft's text that the answer caused.",
    "properties": {
        "draft": {"type": "integer", "description": "The draft's number in its plan."},
        "question": {"type": "string"},
        "language": {"type": "string"},
        "revision": {"type": "integer"},
    },
}


class ResponseSerializer(InPlan):
    contributions = serializers.SerializerMethodField()
    comments = serializers.SerializerMethodField()
    decision = serializers.SerializerMethodField()
    change = serializers.SerializerMethodField()
    corrected_at = serializers.SerializerMethodField()
    answered_by = serializers.CharField(
        source="answered_by.name", read_only=True, default=None, allow_null=True
    )

    class Meta:
        model = ReasonedResponse
        fields = (
            "id", "forum", "plan", "reference", "theme", "heard", "answer", "disposition",
            "contributions", "comments", "decision", "change", "answered_by", "published_at",
            "corrected_at", "comments_until", "page",
        )  # fmt: skip

    def get_contributions(self, response: Any) -> list[int]:
        """Ids of the public contributions that are answered."""
        return [contribution.pk for contribution in response.shown_contributions]

    def get_comments(self, response: Any) -> list[int]:
        """Ids of the comments of consultations that are answered; see their `page`."""
        return [answered.comment_id for answered in response.shown_answers]

    def get_decision(self, response: Any) -> int | None:
        """The number of the forum's public decision."""
        decision = response.decision
        return decision.number if decision is not None and decision.is_public else None

    @extend_schema_field(CHANGE)
    def get_change(self, response: Any) -> dict[str, Any] | None:
        revision = response.shown_revision
        if revision is None:
            return None
        return {
            "draft": revision.draft.number,
            "question": revision.question,
            "language": revision.language,
            "revision": revision.number,
        }

    @extend_schema_field({"type": "string", "format": "date-time", "nullable": True})
    def get_corrected_at(self, response: Any) -> Any:
        """When it was corrected for the last time."""
        corrections = list(response.corrections.all())
        return corrections[-1].corrected_at if corrections else None


class ResponseFilter(InPlanFilter):
    status = django_filters.ChoiceFilter(
        label=_("What became of it"), field_name="disposition", choices=Disposition.choices
    )


class Responses(OpenData):
    """Reasoned responses: what was heard, what was answered, what became of it."""

    queryset = (
        with_what_they_answer(ReasonedResponse.objects.public())
        .select_related("decision")
        .prefetch_related(
            Prefetch("corrections", ResponseCorrection.objects.order_by("pk")),
            Prefetch(
                "revision",
                Revision.objects.filter(draft__in=Draft.objects.public()).select_related("draft"),
                to_attr="shown_revision",
            ),
        )
        .order_by("plan__forum__slug", "plan", "position", "pk")
    )
    serializer_class = ResponseSerializer
    filterset_class = ResponseFilter
