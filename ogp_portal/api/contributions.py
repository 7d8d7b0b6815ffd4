"""Contributions as open data."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from action_plans.forms.contribution_filters import STATES, ContributionFilter
from action_plans.models import Contribution, Draft
from ogp_portal.api.action_plans import InPlan, InPlanFilter
from ogp_portal.api.base import OpenData

IDS = {"type": "array", "items": {"type": "integer"}}
FILES = {"type": "array", "items": {"type": "string"}}


class ContributionSerializer(InPlan):
    """What somebody sent, in her words and language; with her name, unless she asked not to be named."""

    author = serializers.CharField(source="public_author", read_only=True)
    supporters = serializers.IntegerField(read_only=True)
    status = serializers.SerializerMethodField()
    response = serializers.SerializerMethodField()
    merged_into = serializers.SerializerMethodField()
    drafts = serializers.SerializerMethodField()
    files = serializers.SerializerMethodField()

    class Meta:
        model = Contribution
        fields = (
            "id", "forum", "plan", "number", "theme", "author", "is_anonymous", "voice", "channel",
            "source", "title", "problem", "proposal", "affected", "place", "language", "files",
            "status", "response", "supporters", "drafts", "merged_into", "submitted_at",
            "changed_at", "published_at", "page",
        )  # fmt: skip

    @extend_schema_field({"type": "string", "enum": ["answered", "waiting"]})
    def get_status(self, contribution: Contribution) -> str:
        return contribution.state

    def get_response(self, contribution: Contribution) -> int | None:
        """The id of the published response to it, or to the one that it was merged into."""
        return contribution.answer.pk if contribution.answer else None

    def get_merged_into(self, contribution: Contribution) -> int | None:
        """The id of the contribution in which it goes on."""
        goes_on = contribution.merged_into
        return goes_on.pk if goes_on and goes_on.is_public else None

    @extend_schema_field(IDS)
    def get_drafts(self, contribution: Any) -> list[int]:
        """Ids of the published drafts that take it up."""
        return [draft.pk for draft in contribution.public_drafts]

    @extend_schema_field(FILES)
    def get_files(self, contribution: Any) -> list[str]:
        """Addresses of the files that came with it."""
        found = []
        for file in contribution.files.all():
            file.contribution = contribution
            found.append(file.get_absolute_url())
        return found


class ContributionsFilter(ContributionFilter, InPlanFilter):
    """The filters of the page; `status` is another name for `state`."""

    status = django_filters.ChoiceFilter(label=_("State"), choices=STATES, method="in_state")


class Contributions(OpenData):
    """What people brought to a plan; the newest first."""

    queryset = (
        Contribution.objects.public()
        .for_lists()
        .with_supporters()
        .prefetch_related(
            "files", Prefetch("drafts", Draft.objects.public(), to_attr="public_drafts")
        )
        .order_by("-submitted_at", "pk")
    )
    serializer_class = ContributionSerializer
    filterset_class = ContributionsFilter
    changes_with = ("supports", "merged__supports")
