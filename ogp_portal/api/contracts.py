"""Contracting processes behind commitments, as open data."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from rest_framework import serializers

from commitments.forms.contract_filters import ContractFilter
from commitments.models import Commitment, ContractingProcess
from ogp_portal.api.base import OpenData
from ogp_portal.api.fields import OpenSerializer, Page

IN_A_LIST: tuple[str, ...] = (
    "id", "forum", "ocid", "title", "description", "language", "buyer", "suppliers", "status", "amount",
    "currency", "starts_on", "ends_on", "released_at", "url", "commitments", "published_at",
    "page",
)  # fmt: skip


class ContractListSerializer(OpenSerializer):
    """What the portal reads from the releases of a process."""

    forum = serializers.CharField(source="forum.slug", read_only=True)
    suppliers = serializers.ListField(child=serializers.CharField(), read_only=True)
    commitments = serializers.SerializerMethodField()
    page = Page()

    class Meta:
        model = ContractingProcess
        fields = IN_A_LIST

    def get_commitments(self, process: Any) -> list[int]:
        """The ids of the public commitments behind which it stands."""
        return [commitment.pk for commitment in process.public_commitments]


class ContractSerializer(ContractListSerializer):
    """A process with its compiled release, as the Open Contracting Data Standard has it."""

    compiled = serializers.DictField(read_only=True)

    class Meta(ContractListSerializer.Meta):
        fields = (*IN_A_LIST, "compiled")


class Contracts(OpenData):
    """Contracting processes behind commitments; one alone has the compiled release."""

    queryset = (
        ContractingProcess.objects.public()
        .select_related("forum")
        .defer("words")
        .prefetch_related(
            Prefetch(
                "commitments",
                Commitment.objects.public().only("pk").order_by("pk"),
                to_attr="public_commitments",
            )
        )
        .order_by("forum__slug", "ocid", "pk")
    )
    serializer_class = ContractSerializer
    list_serializer_class = ContractListSerializer
    filterset_class = ContractFilter

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        return rows.defer("compiled") if self.action == "list" else rows
