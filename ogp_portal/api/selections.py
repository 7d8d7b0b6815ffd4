"""Selections of members as open data: the call, the candidates, the account and the count."""

from __future__ import annotations

import datetime as dt
from typing import Any

import django_filters
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from forums.domain import candidacy_record
from forums.models import (
    CLOSED,
    Forum,
    Nomination,
    Seat,
    Selection,
    SelectionModel,
    SelectionStep,
    Stage,
    StepKind,
)
from ogp_portal.api.base import OpenData
from ogp_portal.api.fields import TEXTS, OpenSerializer, Page


def _ended_at(selection: Selection) -> dt.datetime | None:
    """When the selection was over, from the steps that were read already; None while it runs."""
    if selection.stage not in CLOSED:
        return None
    ends = [
        step.at
        for step in selection.steps.all()
        if step.kind == StepKind.CANCELLATION
        or (step.kind, step.stage) == (StepKind.STAGE, Stage.SEATED)
    ]
    return max(ends, default=None)


class CandidateSerializer(OpenSerializer):
    """A candidate, known by its number. Name and reason are there as long as its page has them."""

    candidate = serializers.SerializerMethodField()
    eligibility_reason = serializers.SerializerMethodField()
    page = Page()

    class Meta:
        model = Nomination
        fields = (
            "number", "organisation", "candidate", "state", "eligibility_reason", "published_at",
            "page",
        )  # fmt: skip

    def get_candidate(self, nomination: Any) -> str | None:
        """The name of who would take the seat."""
        return nomination.candidate.name if nomination.is_read else None

    @extend_schema_field(TEXTS)
    def get_eligibility_reason(self, nomination: Any) -> dict[str, str]:
        return nomination.eligibility_reason.texts() if nomination.is_read else {}


class StepSerializer(OpenSerializer):
    """What happened in a selection, and why."""

    by = serializers.SerializerMethodField()

    class Meta:
        model = SelectionStep
        fields = ("kind", "stage", "text", "by", "at")

    def get_by(self, step: SelectionStep) -> str | None:
        """The name of who said so."""
        return step.by.name if step.by else None


class CountSerializer(serializers.Serializer[Any]):
    """One published count. `points` are votes, or exact average scores, by candidate's number."""

    points = serializers.DictField(child=serializers.CharField())
    seats = serializers.IntegerField()
    order = serializers.ListField(child=serializers.IntegerField())
    chosen = serializers.ListField(child=serializers.IntegerField())
    tied = serializers.ListField(child=serializers.IntegerField())
    seed = serializers.CharField(help_text="What the lot between those tied is drawn from.")
    ballots = serializers.IntegerField(required=False)
    blank = serializers.IntegerField(required=False)
    roll = serializers.IntegerField(required=False)
    scores = serializers.IntegerField(required=False)
    members = serializers.IntegerField(required=False)


class SelectionSerializer(OpenSerializer):
    """A selection. The ballots and the scores themselves are files on its page."""

    forum = serializers.SlugRelatedField[Forum](slug_field="slug", read_only=True)
    seats = serializers.SerializerMethodField()
    account = serializers.SerializerMethodField()
    candidates = serializers.SerializerMethodField()
    steps = StepSerializer(many=True, read_only=True)
    counts = serializers.SerializerMethodField()
    page = Page()

    class Meta:
        model = Selection
        fields = (
            "id", "forum", "slug", "title", "call", "criteria", "led_by", "model", "sector",
            "seats", "stage", "nominations_close_on", "consultation_closes_on",
            "choice_closes_at", "term_starts_on", "term_months", "tie_rule", "account",
            "candidates", "steps", "counts", "published_at", "page",
        )  # fmt: skip

    def get_seats(self, selection: Selection) -> list[str]:
        """The seats that are filled, each by its title or its role."""
        return [str(seat.title or seat.role) for seat in selection.seats.all()]

    def get_account(self, selection: Selection) -> str | None:
        """The id of the document in which a network tells how it chose, where that is public."""
        account = selection.account
        return str(account.pk) if account and account.is_public else None

    @extend_schema_field(CandidateSerializer(many=True))
    def get_candidates(self, selection: Any) -> list[dict[str, Any]]:
        ended = _ended_at(selection)
        now = timezone.now()
        for row in selection.public_nominations:
            row.is_read = candidacy_record.is_read(row.state, ended, now=now)
        rows: Any = CandidateSerializer(selection.public_nominations, many=True).data
        return list(rows)

    @extend_schema_field(CountSerializer(many=True))
    def get_counts(self, selection: Selection) -> list[dict[str, Any]]:
        rows: Any = CountSerializer(selection.result.get("rounds", []), many=True).data
        return list(rows)


class SelectionFilter(django_filters.FilterSet):
    forum = django_filters.CharFilter(label=_("Forum"), field_name="forum__slug")
    model = django_filters.ChoiceFilter(label=_("How"), choices=SelectionModel.choices)
    stage = django_filters.ChoiceFilter(label=_("Stage"), choices=Stage.choices)


class Selections(OpenData):
    """Selections of members from call to seats; those whose call closed last first."""

    queryset = (
        Selection.objects.public()
        .select_related("forum", "account__forum")
        .prefetch_related(
            Prefetch("seats", Seat.objects.select_related("organisation")),
            Prefetch("steps", SelectionStep.objects.select_related("by")),
            Prefetch(
                "nominations",
                Nomination.objects.public().select_related("candidate", "selection__forum"),
                to_attr="public_nominations",
            ),
        )
        .order_by("-nominations_close_on", "pk")
    )
    serializer_class = SelectionSerializer
    filterset_class = SelectionFilter
