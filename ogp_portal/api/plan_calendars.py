"""A plan's dates and how it stands towards its deadline, as open data."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from action_plans.domain.lateness import Standing
from action_plans.domain.plan_calendar import Key, PlanDate, When
from action_plans.domain.plan_dates import Dated, of_plan
from action_plans.models import ActionPlan

DAY = {"type": "string", "format": "date", "nullable": True}
CALENDAR = {
    "type": "object",
    "description": "All dates by the rules of the plan, and what they say of its hand-in.",
    "properties": {
        "dates": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "key": {"type": "string", "enum": [key.value for key in Key]},
                    "day": DAY,
                    "state": {"type": "string", "enum": [when.value for when in When]},
                    "done_on": DAY,
                    "moved_from": DAY,
                    "is_estimate": {"type": "boolean"},
                    "number": {"type": "string", "description": "The rules' number behind it."},
                    "is_verified": {"type": "boolean", "nullable": True},
                },
            },
        },
        "lateness": {
            "type": "object",
            "properties": {
                "standing": {"type": "string", "enum": [each.value for each in Standing]},
                "due_on": DAY,
                "days_late": {"type": "integer"},
                "ends_on": DAY,
                "months_left": {"type": "integer"},
                "cohort_year": {"type": "integer", "nullable": True},
                "contrary_to_process": {"type": "boolean"},
            },
        },
    },
}


@extend_schema_field(CALENDAR)
class PlanCalendarField(serializers.Field[Any, Any, Any, Any]):
    """The calendar as the plan's page shows it, today where the forum works."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"source": "*", **kwargs, "read_only": True})

    def to_representation(self, value: ActionPlan) -> dict[str, Any]:
        dated = of_plan(value)
        late = dated.calendar.lateness
        return {
            "dates": [_date(row, dated) for row in dated.calendar.dates],
            "lateness": {
                "standing": late.standing.value,
                "due_on": late.due_on,
                "days_late": late.days,
                "ends_on": late.ends_on,
                "months_left": late.months,
                "cohort_year": late.cohort,
                "contrary_to_process": late.is_contrary,
            },
        }


def _date(row: PlanDate, dated: Dated) -> dict[str, Any]:
    number = dated.rules.numbers.get(row.number)
    return {
        "key": row.key.value,
        "day": row.day,
        "state": row.when(dated.today).value,
        "done_on": row.done_on,
        "moved_from": row.moved_from,
        "is_estimate": row.is_estimate,
        "number": row.number,
        "is_verified": number.verified if number else None,
    }
