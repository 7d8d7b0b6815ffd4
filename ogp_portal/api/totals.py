"""How far a plan is, from the one count that page, chart and report read too."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from action_plans.models import ActionPlan
from commitments.domain.totals import open_over_time, plan_totals
from ogp_portal.api.fields import Texts


class TallySerializer(serializers.Serializer[Any]):
    """How many are in each state; `total` leaves out what was withdrawn."""

    total = serializers.IntegerField()
    complete = serializers.IntegerField()
    in_progress = serializers.IntegerField()
    not_started = serializers.IntegerField()
    withdrawn = serializers.IntegerField()


class ThemeTotalsSerializer(serializers.Serializer[Any]):
    """The counts under one theme; both names are empty for commitments without one."""

    theme = serializers.CharField(source="theme.slug", default=None, allow_null=True)
    name = Texts(source="theme.name", default=None)
    commitments = TallySerializer()
    milestones = TallySerializer()


class OpenOnSerializer(serializers.Serializer[Any]):
    """How many milestones were open on a day."""

    date = serializers.DateField()
    open = serializers.IntegerField()
    total = serializers.IntegerField()


class PlanTotalsSerializer(serializers.Serializer[Any]):
    """The counts of a plan, by theme, and what was open on the day of each round."""

    commitments = TallySerializer()
    milestones = TallySerializer()
    themes = ThemeTotalsSerializer(many=True)
    open_over_time = OpenOnSerializer(many=True)

    def to_representation(self, instance: ActionPlan) -> dict[str, Any]:
        totals = plan_totals(instance)
        days = [
            {"date": day.date, "open": day.open, "total": day.total}
            for day in open_over_time(instance)
        ]
        return super().to_representation(
            {
                "commitments": totals.commitments,
                "milestones": totals.milestones,
                "themes": totals.themes,
                "open_over_time": days,
            }
        )
