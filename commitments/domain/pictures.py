"""The charts of a plan, in the reader's language: its totals put into pictures and words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from commitments.domain.charts import (
    Bar,
    Chart,
    Part,
    Point,
    line_over_time,
    progress_bar,
    stacked_bars,
)
from commitments.domain.status import Tally
from commitments.domain.totals import OpenOn, PlanTotals
from commitments.models import MilestoneStatus
from forums.domain.dates import full_date

TONES = {
    MilestoneStatus.COMPLETE: "done",
    MilestoneStatus.IN_PROGRESS: "now",
    MilestoneStatus.NOT_STARTED: "todo",
    MilestoneStatus.WITHDRAWN: "gone",
}


def of_plan(totals: PlanTotals, days: Sequence[OpenOn]) -> tuple[Chart, ...]:
    """What is complete, where, and how what is open became less; empty without milestones."""
    if not totals.commitments.total and not totals.milestones.total:
        return ()
    charts = [commitments(totals), milestones_by_theme(totals)]
    if len(days) > 1:
        charts.append(open_milestones(days))
    return tuple(charts)


def commitments(totals: PlanTotals) -> Chart:
    """One bar of all commitments by state."""
    of = totals.commitments
    title = ngettext(
        "%(done)d of %(total)d commitment is complete",
        "%(done)d of %(total)d commitments are complete",
        of.total,
    ) % {"done": of.complete, "total": of.total}
    bar = Bar(_("All commitments"), counts(of), out_of(of))
    return Chart(
        title=title,
        svg=progress_bar(
            bar, parts(), name="chart-commitments", title=title, description=_in_words(of)
        ),
        columns=(_("State"), _("Commitments")),
        rows=tuple((part.label, bar.counts[part.key]) for part in parts()),
    )


def milestones_by_theme(totals: PlanTotals) -> Chart:
    """A bar of milestones by state for each theme of the plan."""
    of = totals.milestones
    title = ngettext(
        "%(done)d of %(total)d milestone is complete",
        "%(done)d of %(total)d milestones are complete",
        of.total,
    ) % {"done": of.complete, "total": of.total}
    shown = parts()
    bars = [
        Bar(
            str(row.theme.name) if row.theme else _("Without a theme"),
            counts(row.milestones),
            out_of(row.milestones),
        )
        for row in totals.themes
    ]
    total = Bar(_("All themes"), counts(of), out_of(of))
    return Chart(
        title=title,
        svg=stacked_bars(bars, shown, name="chart-themes", title=title, description=_in_words(of)),
        columns=(_("Theme"), *(part.label for part in shown), _("Out of")),
        rows=tuple(
            (bar.label, *(bar.counts[part.key] for part in shown), tally.total)
            for bar, tally in [
                *((bar, row.milestones) for bar, row in zip(bars, totals.themes, strict=True)),
                (total, of),
            ]
        ),
    )


def open_milestones(days: Sequence[OpenOn]) -> Chart:
    """The milestones still to be done, from the plan's first day to the last round's."""
    first, last = days[0], days[-1]
    title = _("Open milestones: %(first)d in %(start)s, %(last)d in %(end)s") % {
        "first": first.open,
        "start": _month(first.date),
        "last": last.open,
        "end": _month(last.date),
    }
    points = [Point(day.date, day.open, capfirst(date_format(day.date, "M Y"))) for day in days]
    words = ", ".join(
        pgettext("a day and how many", "%(day)s: %(count)d")
        % {"day": full_date(day.date), "count": day.open}
        for day in days
    )
    return Chart(
        title=title,
        svg=line_over_time(
            points,
            most=max(day.total for day in days),
            name="chart-open",
            title=title,
            description=words,
        ),
        columns=(_("Day"), _("Open milestones"), _("Out of")),
        rows=tuple((full_date(day.date), day.open, day.total) for day in days),
    )


def parts() -> tuple[Part, ...]:
    """The states of milestones and commitments as parts of a bar."""
    return tuple(Part(key.value, str(key.label), tone) for key, tone in TONES.items())


def counts(tally: Tally) -> dict[str, int]:
    """A tally by the keys of `parts`."""
    return {key.value: getattr(tally, key.value) for key in TONES}


def out_of(tally: Tally) -> str:
    """How many are complete of how many, in words."""
    return _("%(done)d of %(total)d") % {"done": tally.complete, "total": tally.total}


def _in_words(tally: Tally) -> str:
    return ", ".join(f"{part.label}: {getattr(tally, part.key)}" for part in parts())


def _month(day: Any) -> str:
    return date_format(day, "YEAR_MONTH_FORMAT")
