"""The figures of what came in and was answered, as open data."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from action_plans.domain import response_figures
from action_plans.domain.response_figures import Figures
from action_plans.models import ActionPlan, Channel, Disposition, Voice

_COUNTS = {"type": "object", "additionalProperties": {"type": "integer"}}
_FIGURES = {
    "type": "object",
    "properties": {
        "received": {"type": "integer"},
        "answered": {"type": "integer"},
        "by_voice": {**_COUNTS, "example": {Voice.PERSON.value: 3}},
        "by_channel": {**_COUNTS, "example": {Channel.PORTAL.value: 3}},
        "by_disposition": {
            **_COUNTS,
            "description": "Empty key: answered, and the record does not say how.",
            "example": {Disposition.INCLUDED.value: 2},
        },
        "median_days": {"type": "number", "nullable": True},
        "oldest_waiting_days": {"type": "integer", "nullable": True},
    },
}
FIGURES = {
    "type": "object",
    "description": "What came in, from whom and by which way, and how it was answered.",
    "properties": {"contributions": _FIGURES, "comments": _FIGURES},
}


@extend_schema_field(FIGURES)
class ResponseFiguresField(serializers.Field[Any, Any, Any, Any]):
    """The figures as the page of responses shows them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"source": "*", **kwargs, "read_only": True})

    def to_representation(self, value: ActionPlan) -> dict[str, Any]:
        return {
            "contributions": _figures(response_figures.of_contributions(value)),
            "comments": _figures(response_figures.of_comments(value)),
        }


def _figures(figures: Figures) -> dict[str, Any]:
    return {name: getattr(figures, name) for name in _FIGURES["properties"]}
