"""The repository as open data, and which documents are evidence for which updates."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from commitments.models import Evidence, Update
from forums.models import Document, Forum
from ogp_portal.api.base import OpenData
from ogp_portal.api.fields import OpenSerializer, Page
from ogp_portal.forms.repository import DocumentFilter


class DocumentSerializer(OpenSerializer):
    """A file (its page is the file) or a link, with what it said when it was last asked."""

    forum = serializers.SlugRelatedField[Forum](slug_field="slug", read_only=True)
    link_checked_at = serializers.DateTimeField(
        source="link_check.checked_at",
        read_only=True,
        default=None,
        allow_null=True,
        help_text=_("When the link was last asked, in UTC."),
    )
    link_broken_since = serializers.DateTimeField(
        source="link_check.broken_since",
        read_only=True,
        default=None,
        allow_null=True,
        help_text=_("Since when the link no longer answers, in UTC."),
    )
    page = Page()

    class Meta:
        model = Document
        fields = (
            "id", "forum", "title", "kind", "url", "dated_on", "language", "licence", "size",
            "content_type", "sha256", "archived_url", "archived_on", "link_checked_at",
            "link_broken_since", "published_at", "page",
        )  # fmt: skip


class OpenDocumentFilter(DocumentFilter):
    """The filters of the page, and the forum."""

    forum = django_filters.CharFilter(label=_("Forum"), field_name="forum__slug")


class Documents(OpenData):
    """The public repository; the newest first."""

    queryset = (
        Document.objects.public()
        .select_related("forum", "link_check")
        .order_by("-published_at", "pk")
    )
    serializer_class = DocumentSerializer
    filterset_class = OpenDocumentFilter


class EvidenceSerializer(OpenSerializer):
    """That a document proves what an update says of a milestone."""

    document = serializers.PrimaryKeyRelatedField[Document](
        read_only=True, help_text=_("Id of the document.")
    )
    update = serializers.PrimaryKeyRelatedField[Update](  # type: ignore[assignment]
        read_only=True, help_text=_("Id of the update that it proves.")
    )
    forum = serializers.CharField(
        source="update.milestone.commitment.plan.forum.slug", read_only=True
    )
    plan = serializers.CharField(source="update.milestone.commitment.plan.slug", read_only=True)
    commitment = serializers.IntegerField(source="update.milestone.commitment_id", read_only=True)
    milestone = serializers.IntegerField(source="update.milestone_id", read_only=True)
    as_of = serializers.DateField(source="update.round.as_of", read_only=True)
    page = Page(source="update.milestone.commitment")

    class Meta:
        model = Evidence
        fields = (
            "id", "document", "update", "milestone", "commitment", "plan", "forum", "as_of", "page",
        )  # fmt: skip


class EvidenceFilter(django_filters.FilterSet):
    forum = django_filters.CharFilter(
        label=_("Forum"), field_name="update__milestone__commitment__plan__forum__slug"
    )
    plan = django_filters.CharFilter(
        label=_("Plan"), field_name="update__milestone__commitment__plan__slug"
    )
    document = django_filters.UUIDFilter(label=_("Document"), field_name="document")
    commitment = django_filters.NumberFilter(
        label=_("Commitment, by its id"), method="of_commitment"
    )

    def of_commitment(self, rows: Any, name: str, value: Any) -> Any:
        """What proves something of a commitment."""
        whole = int(value) if value == int(value) and abs(value) < 2**63 else 0
        return rows.filter(update__milestone__commitment=whole)


class EvidenceList(OpenData):
    """Which documents prove which updates; the newest first.

    What proves verifications, visits and outreach stands in their own lists.
    """

    queryset = (
        Evidence.objects.filter(
            update__in=Update.objects.public(), document__in=Document.objects.public()
        )
        .select_related("update__round", "update__milestone__commitment__plan__forum")
        .order_by("-pk")
    )
    serializer_class = EvidenceSerializer
    filterset_class = EvidenceFilter
