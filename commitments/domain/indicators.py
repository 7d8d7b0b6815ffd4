"""By what figures a commitment's milestones are measured, and what was read of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from commitments.models import Indicator, Reading, Update
from forums.models import Translated


@dataclass(frozen=True)
class Read:
    """A value, and the day of which its round reports."""

    as_of: dt.date
    value: str


@dataclass(frozen=True)
class Measured:
    """An indicator with what public updates read of it, the earliest first."""

    number: str
    title: Translated
    baseline: str
    target: str
    read: tuple[Read, ...]


def rows_of(commitment: OuterRef) -> ArraySubquery:
    """The indicators of all its milestones, in order, as a column of a query of commitments."""
    public = (
        Reading.objects.filter(indicator=OuterRef("pk"), update__in=Update.objects.public())
        .order_by("update__round__as_of")
        .values(said=JSONObject(as_of="update__round__as_of", value="value"))
    )
    rows = Indicator.objects.filter(milestone__commitment=commitment).order_by(
        "milestone__position", "milestone", "position", "pk"
    )
    return ArraySubquery(
        rows.values(
            row=JSONObject(
                number="number",
                title="title",
                baseline="baseline",
                target="target",
                said=ArraySubquery(public),
            )
        )
    )


def measured(row: dict[str, Any]) -> Measured:
    """An indicator from `rows_of`."""
    return Measured(
        row["number"],
        Translated.of(row["title"]),
        row["baseline"],
        row["target"],
        tuple(Read(dt.date.fromisoformat(each["as_of"]), each["value"]) for each in row["said"]),
    )
