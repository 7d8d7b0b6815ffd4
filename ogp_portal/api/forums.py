"""Forums, meetings, decisions and documents as open data."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from forums.models import (
    AgendaItem,
    Decision,
    Document,
    DocumentKind,
    Forum,
    Meeting,
    MeetingKind,
    Organisation,
    Outcome,
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
    filterset_class = MeetingFilter


class DecisionSerializer(OpenSerializer):
    forum = serializers.SlugRelatedField[Forum](slug_field="slug", read_only=True)
    meeting = serializers.SerializerMethodField()
    page = Page()

    class Meta:
        model = Decision
        fields = (
            "id", "forum", "number", "meeting", "title", "text", "reasons", "method", "outcome",
            "votes_for", "votes_against", "abstentions", "decided_on", "published_at", "page",
        )  # fmt: skip

    def get_meeting(self, decision: Decision) -> int | None:
        """The id of the meeting, where that is public."""
        meeting = decision.meeting
        return meeting.pk if meeting and meeting.is_public else None


class DecisionFilter(django_filters.FilterSet):
    forum = django_filters.CharFilter(label=_("Forum"), field_name="forum__slug")
    outcome = django_filters.ChoiceFilter(label=_("Outcome"), choices=Outcome.choices)


class Decisions(OpenData):
    """Decisions with their reasons; the latest first."""

    queryset = (
        Decision.objects.public()
        .select_related("forum", "meeting")
        .order_by("-decided_on", "-number", "pk")
    )
    serializer_class = DecisionSerializer
    filterset_class = DecisionFilter


class DocumentSerializer(OpenSerializer):
    """A file (its page is the file) or a link."""

    forum = serializers.SlugRelatedField[Forum](slug_field="slug", read_only=True)
    page = Page()

    class Meta:
        model = Document
        fields = (
            "id", "forum", "title", "kind", "url", "dated_on", "language", "licence", "size",
            "content_type", "sha256", "published_at", "page",
        )  # fmt: skip


class DocumentFilter(django_filters.FilterSet):
    forum = django_filters.CharFilter(label=_("Forum"), field_name="forum__slug")
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=DocumentKind.choices)
    plan = django_filters.CharFilter(
        label=_("Plan of which it is evidence"),
        field_name="updates__milestone__commitment__plan__slug",
        distinct=True,
    )


class Documents(OpenData):
    """The public repository; the newest first."""

    queryset = Document.objects.public().select_related("forum").order_by("-published_at", "pk")
    serializer_class = DocumentSerializer
    filterset_class = DocumentFilter
