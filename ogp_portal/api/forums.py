"""Forums, meetings and decisions as open data."""

from __future__ import annotations

import datetime as dt
from typing import Any

import django_filters
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from forums.forms.decision_filters import DecisionFilter
from forums.models import (
    AgendaItem,
    Decision,
    Document,
    Forum,
    Meeting,
    MeetingKind,
    Organisation,
    Vote,
)
from ogp_portal.api.base import OpenData
from ogp_portal.api.fields import TEXTS, OpenSerializer, Page


class OrganisationSerializer(OpenSerializer):
    """An organisation as it stands in other rows."""

    class Meta:
        model = Organisation
        fields = ("slug", "name", "sector")


class ForumSerializer(OpenSerializer):
    page = Page()

    class Meta:
        model = Forum
        fields = (
            "slug", "name", "member", "description", "is_local", "cohort", "time_zone", "languages",
            "main_language", "published_at", "page",
        )  # fmt: skip


class Forums(OpenData):
    """The forums of this portal."""

    queryset = Forum.objects.public().order_by("slug")
    serializer_class = ForumSerializer
    lookup_field = "slug"
    filterset_fields = ("is_local", "cohort")


class AgendaItemSerializer(OpenSerializer):
    class Meta:
        model = AgendaItem
        fields = ("position", "title", "description", "presenter", "duration")


class MeetingSerializer(OpenSerializer):
    """A meeting. Minutes are there once they are published."""

    forum = serializers.SlugRelatedField[Forum](slug_field="slug", read_only=True)
    state = serializers.CharField(read_only=True)
    minutes = serializers.SerializerMethodField()
    agenda = AgendaItemSerializer(many=True, read_only=True)
    documents = serializers.SerializerMethodField()
    page = Page()

    class Meta:
        model = Meeting
        fields = (
            "id", "forum", "number", "title", "description", "kind", "mode", "state", "starts_at",
            "ends_at", "precision", "time_zone", "place", "open_to_public", "cancelled_at",
            "cancellation_reason", "minutes", "minutes_published_at", "agenda", "documents",
            "published_at", "page",
        )  # fmt: skip

    @extend_schema_field(TEXTS)
    def get_minutes(self, meeting: Meeting) -> dict[str, str]:
        return meeting.minutes.texts() if meeting.minutes_published_at else {}

    def get_documents(self, meeting: Any) -> list[str]:
        return [str(document.pk) for document in meeting.public_documents]


class MeetingFilter(django_filters.FilterSet):
    forum = django_filters.CharFilter(label=_("Forum"), field_name="forum__slug")
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=MeetingKind.choices)
    starts_after = django_filters.IsoDateTimeFilter(
        label=_("Starts then or later"), field_name="starts_at", lookup_expr="gte"
    )
    starts_before = django_filters.IsoDateTimeFilter(
        label=_("Starts earlier"), field_name="starts_at", lookup_expr="lt"
    )


class Meetings(OpenData):
    """Meetings with agenda and, once published, minutes; the latest first."""

    queryset = (
        Meeting.objects.public()
        .select_related("forum")
        .prefetch_related(
            "agenda",
            Prefetch("documents", Document.objects.public(), to_attr="public_documents"),
        )
        .order_by("-starts_at", "pk")
    )
    serializer_class = MeetingSerializer
    by_the_clock = dt.timedelta(minutes=1)  # whether it is over
    filterset_class = MeetingFilter


class VoteSerializer(OpenSerializer):
    """The vote of one seat on a decision whose vote is closed."""

    seat = serializers.SerializerMethodField()
    member = serializers.CharField(source="term.person.name", read_only=True)
    cast_by = serializers.CharField(source="cast_by.name", read_only=True)

    class Meta:
        model = Vote
        fields = ("seat", "sector", "member", "cast_by", "by_alternate", "choice", "reason")

    def get_seat(self, vote: Vote) -> str:
        """The organisation for which the seat is held, else its role."""
        return str(vote.term.seat.organisation or vote.term.seat.role)


class PresenceSerializer(serializers.Serializer[Any]):
    """Seats with a vote of one sector, and those of them that took part."""

    sector = serializers.CharField()
    seats = serializers.IntegerField()
    present = serializers.IntegerField()


class DecisionSerializer(OpenSerializer):
    """A decision. Votes and counts are there once the vote is closed."""

    forum = serializers.SlugRelatedField[Forum](slug_field="slug", read_only=True)
    meeting = serializers.SerializerMethodField()
    rules = serializers.SerializerMethodField()
    presence = serializers.SerializerMethodField()
    corrects = serializers.SerializerMethodField()
    votes = VoteSerializer(source="closed_votes", many=True, read_only=True)
    page = Page()

    class Meta:
        model = Decision
        fields = (
            "id", "forum", "number", "meeting", "title", "text", "options", "reasons", "dissent",
            "method", "outcome", "votes_for", "votes_against", "abstentions", "decided_on",
            "vote_opened_at", "vote_closes_at", "vote_closed_at", "rules", "had_quorum",
            "presence", "corrects", "votes", "published_at", "page",
        )  # fmt: skip

    def get_meeting(self, decision: Decision) -> int | None:
        """The id of the meeting, where that is public."""
        meeting = decision.meeting
        return meeting.pk if meeting and meeting.is_public else None

    def get_rules(self, decision: Decision) -> int | None:
        """The number of the version of the rules under which it was taken."""
        return decision.rules.number if decision.rules else None

    @extend_schema_field(PresenceSerializer(many=True))
    def get_presence(self, decision: Decision) -> list[dict[str, Any]]:
        names = ("sector", "seats", "present")
        return [dict(zip(names, row, strict=True)) for row in decision.presence]

    def get_corrects(self, decision: Decision) -> int | None:
        """The id of the decision that this one corrects."""
        corrected = decision.corrects
        return corrected.pk if corrected and corrected.is_public else None


class OpenDecisionFilter(DecisionFilter):
    """The filters of the page, and the forum."""

    forum = django_filters.CharFilter(label=_("Forum"), field_name="forum__slug")
    year = django_filters.NumberFilter(label=_("Year"), field_name="decided_on__year")


class Decisions(OpenData):
    """Decisions with their reasons; the latest first."""

    queryset = (
        Decision.objects.public()
        .select_related("forum", "meeting", "rules", "corrects")
        .prefetch_related(
            Prefetch(
                "votes",
                Vote.objects.filter(decision__vote_closed_at__isnull=False).select_related(
                    "term__person", "term__seat__organisation", "cast_by"
                ),
                to_attr="closed_votes",
            )
        )
        .order_by("-decided_on", "-number", "pk")
    )
    serializer_class = DecisionSerializer
    filterset_class = OpenDecisionFilter
