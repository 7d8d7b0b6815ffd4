"""Who took which seat at a meeting, as open data."""

from __future__ import annotations

import django_filters
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from forums.models import Attendance, Meeting, Presence, Sector
from ogp_portal.api.base import OpenData
from ogp_portal.api.fields import OpenSerializer, Page


class AttendanceSerializer(OpenSerializer):
    """One seat at one meeting. Seats that are not recorded are not there."""

    forum = serializers.CharField(source="meeting.forum.slug", read_only=True)
    meeting = serializers.IntegerField(source="meeting_id", read_only=True)
    starts_at = serializers.DateTimeField(source="meeting.starts_at", read_only=True)
    seat = serializers.IntegerField(source="term.seat_id", read_only=True)
    role = serializers.CharField(source="term.seat.role", read_only=True)
    organisation = serializers.SerializerMethodField()
    has_vote = serializers.BooleanField(source="term.seat.votes", read_only=True)
    member = serializers.CharField(source="term.person.name", read_only=True)
    alternate = serializers.SerializerMethodField()
    page = Page(source="meeting")

    class Meta:
        model = Attendance
        fields = (
            "id", "forum", "meeting", "starts_at", "seat", "role", "organisation", "sector",
            "has_vote", "member", "alternate", "presence", "page",
        )  # fmt: skip

    def get_organisation(self, row: Attendance) -> str | None:
        """The name of the organisation for which the seat is held."""
        return str(row.term.seat.organisation) if row.term.seat.organisation else None

    def get_alternate(self, row: Attendance) -> str | None:
        """The name of the alternate, where it was she who came."""
        came = row.presence == Presence.ALTERNATE and row.term.alternate
        return came.name if came else None


class AttendanceFilter(django_filters.FilterSet):
    forum = django_filters.CharFilter(label=_("Forum"), field_name="meeting__forum__slug")
    meeting = django_filters.NumberFilter(label=_("Id of the meeting"), field_name="meeting")
    sector = django_filters.ChoiceFilter(label=_("Sector"), choices=Sector.choices)
    presence = django_filters.ChoiceFilter(label=_("Attendance"), choices=Presence.choices)
    starts_after = django_filters.IsoDateTimeFilter(
        label=_("Starts then or later"), field_name="meeting__starts_at", lookup_expr="gte"
    )
    starts_before = django_filters.IsoDateTimeFilter(
        label=_("Starts earlier"), field_name="meeting__starts_at", lookup_expr="lt"
    )


class AttendanceList(OpenData):
    """Seats at meetings, taken or not; those of the latest meeting first."""

    queryset = (
        Attendance.objects.filter(meeting__in=Meeting.objects.public().order_by().values("pk"))
        .select_related(
            "meeting__forum", "term__person", "term__alternate", "term__seat__organisation"
        )
        .order_by("-meeting__starts_at", "meeting", "term__seat__position", "pk")
    )
    serializer_class = AttendanceSerializer
    filterset_class = AttendanceFilter
