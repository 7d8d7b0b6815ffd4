"""What was promised at meetings and what came of it, as open data."""

from __future__ import annotations

import datetime as dt

import django_filters
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from forums.models import ActionItem, Forum
from forums.models.action_items import ActionItemQuerySet
from ogp_portal.api.base import OpenData
from ogp_portal.api.fields import OpenSerializer, Page

STATES = (("open", _("Open")), ("done", _("Done")))


class ActionItemSerializer(OpenSerializer):
    """`state` is open, late (open and past its day) or done; `meeting` is an id."""

    forum = serializers.SlugRelatedField[Forum](slug_field="slug", read_only=True)
    meeting = serializers.IntegerField(source="meeting_id", read_only=True)
    owner = serializers.CharField(source="owner.name", read_only=True)
    state = serializers.CharField(read_only=True)
    page = Page()

    class Meta:
        model = ActionItem
        fields = (
            "id", "forum", "meeting", "title", "owner", "due_on", "state", "done_on", "outcome",
            "page",
        )  # fmt: skip


class ActionItemFilter(django_filters.FilterSet):
    """The choice of the page, and more."""

    forum = django_filters.CharFilter(label=_("Forum"), field_name="forum__slug")
    meeting = django_filters.NumberFilter(label=_("Id of the meeting"), field_name="meeting")
    state = django_filters.ChoiceFilter(
        label=_("Open or done"), choices=STATES, method="filter_state"
    )
    due_before = django_filters.DateFilter(
        label=_("To be done before the day"), field_name="due_on", lookup_expr="lt"
    )

    def filter_state(self, rows: ActionItemQuerySet, name: str, value: str) -> ActionItemQuerySet:
        return rows.done() if value == "done" else rows.open()


class ActionItems(OpenData):
    """What somebody promised to do; the first to be done first."""

    queryset = (
        ActionItem.objects.public()
        .select_related("forum", "meeting", "owner")
        .order_by("due_on", "pk")
    )
    serializer_class = ActionItemSerializer
    by_the_clock = dt.timedelta(minutes=15)  # late since midnight, wherever the forum works
    filterset_class = ActionItemFilter
