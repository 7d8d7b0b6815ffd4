"""The geometry of the portal's pictures, in percent of the width, so that text never shrinks.

All numbers leave here as text with a decimal point: attributes of SVG do not follow the
reader's language.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

register = template.Library()


def percent(part: float, whole: float) -> str:
    """Part of whole as "37.5%", between 0 and 100."""
    share = part / whole if whole else 0.0
    return f"{min(1.0, max(0.0, share)) * 100:.2f}%"


@register.simple_tag
def progress_bar(
    done: int, total: int, overdue: int = 0, in_progress: int = 0
) -> list[dict[str, str]]:
    """Done, in progress and overdue as parts of one bar, in this order from the left."""
    late = min(overdue or 0, max(0, total - done))
    now = min(in_progress or 0, max(0, total - done - late))
    return _parts([("done", done), ("now", now), ("late", late)], total)


def _parts(rows: Iterable[tuple[str, float]], total: float) -> list[dict[str, str]]:
    parts: list[dict[str, str]] = []
    at = 0.0
    for tone, value in rows:
        if value:
            parts.append({"tone": tone, "x": percent(at, total), "width": percent(value, total)})
        at += value
    return parts


@register.simple_tag
def chart_rows(rows: Sequence[Sequence[Any]], total: float | None = None) -> list[dict[str, Any]]:
    """Rows of (label, value, tone) with the width of their bars and where a stacked part begins."""
    values = [float(row[1]) for row in rows]
    longest = total or max(values, default=0)
    whole = total or sum(values)
    found: list[dict[str, Any]] = []
    at = 0.0
    for row, value in zip(rows, values, strict=True):
        found.append(
            {
                "label": row[0],
                "value": row[1],
                "tone": row[2] if len(row) > 2 else "forum",
                "bar": percent(value, longest),
                "x": percent(at, whole),
                "width": percent(value, whole),
            }
        )
        at += value
    return found


@register.simple_tag
def cycle(
    plan: Any,
    phases: Iterable[Any] | None = None,
    today: dt.date | None = None,
    begins: dt.date | None = None,
) -> dict[str, Any]:
    """A plan's way from co-creation to close: stages, phases, years and today, in percent.

    Co-creation starts on the plan's own day, or on `begins` where that day follows from rules.
    """
    today = today or timezone.localdate()
    opening = list(phases or [])
    begins = min(plan.starts_on, begins or plan.co_creation_starts_on or plan.starts_on)
    ends = plan.ends_on
    days = (ends - begins).days + 1

    def at(day: dt.date) -> str:
        return percent((day - begins).days, days)

    def span(first: dt.date, after: dt.date) -> dict[str, str]:
        return {"x": at(first), "width": percent((after - first).days, days)}

    stages = []
    if begins < plan.starts_on:
        stages.append(("cocreation", _("Co-creation"), begins, plan.starts_on))
    stages.append(
        ("implementation", _("Implementation"), plan.starts_on, ends + dt.timedelta(days=1))
    )
    share = (today - begins).days / days
    return {
        "stages": [
            {
                "kind": kind,
                "label": label,
                "first": first,
                "last": after - dt.timedelta(days=1),
                "is_now": first <= today < after,
                "past": span(first, min(after, max(first, today))),
                **span(first, after),
            }
            for kind, label, first, after in stages
        ],
        "phases": [at(phase.opens_on) for phase in opening if begins < phase.opens_on <= ends],
        "years": [
            {"year": str(year), "x": at(dt.date(year, 1, 1))}
            for year in range(begins.year + 1, ends.year + 1)
        ],
        "today": today,
        "today_x": at(today) if begins <= today <= ends else "",
        "today_anchor": "start" if share < 0.12 else "end" if share > 0.88 else "middle",
        "ahead": today < begins,
        "over": today > ends,
        "begins": begins,
        "ends": ends,
    }


@register.simple_tag
def balance_rows(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Seats by sector from (sector, seats, present) in any shape, with one mark for each seat."""
    found = []
    for row in rows:
        values = _balance(row)
        seats, present = int(values["seats"] or 0), values.get("present")
        values["marks"] = [
            present is None or place < int(present) for place in range(min(seats, 40))
        ]
        found.append(values)
    return found


def _balance(row: Any) -> dict[str, Any]:
    if isinstance(row, dict):
        return dict(row)
    if isinstance(row, (tuple, list)):
        if len(row) == 2:
            return {**_balance(row[1]), "label": row[0]}
        return dict(zip(("sector", "seats", "present"), row, strict=False))
    names = ("sector", "seats", "present", "votes_for", "votes_against", "abstentions")
    return {name: getattr(row, name, None) for name in names}
