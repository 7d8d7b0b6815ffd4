"""How far a plan is, counted: the one source for page, API, chart, report and PDF."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, QuerySet

from action_plans.models import ActionPlan, Theme
from commitments.domain.status import Tally
from commitments.models import (
    Commitment,
    Milestone,
    MilestoneStatus,
    ReportingRound,
    Update,
    UpdateState,
)


@dataclass(frozen=True)
class ThemeTotals:
    """The counts under one theme; `theme` is None for commitments that have none."""

    theme: Theme | None
    commitments: Tally
    milestones: Tally


@dataclass(frozen=True)
class PlanTotals:
    """The counts of a plan, and the same by theme in the plan's order."""

    commitments: Tally
    milestones: Tally
    themes: tuple[ThemeTotals, ...]


class OpenOn(NamedTuple):
    """How many milestones were still open on a day, of how many that were not withdrawn."""

    date: dt.date
    open: int
    total: int


def plan_totals(plan: ActionPlan) -> PlanTotals:
    """Counts the published commitments of a plan and their milestones, in three queries.

    Themes without commitments are counted as zero; commitments without a theme come last.
    """
    commitments = _by_theme(
        Commitment.objects.filter(plan=plan, published_at__isnull=False, withdrawn_at=None)
        .order_by()
        .values_list("theme", "status")
        .annotate(count=Count("pk"))
    )
    milestones = _by_theme(
        _milestones(plan).values_list("commitment__theme", "status").annotate(count=Count("pk"))
    )
    themes: list[Theme | None] = list(plan.themes.all())
    if None in commitments:
        themes.append(None)
    keys = [theme.pk if theme else None for theme in themes]
    return PlanTotals(
        commitments=_tally(sum(commitments.values(), Counter())),
        milestones=_tally(sum(milestones.values(), Counter())),
        themes=tuple(
            ThemeTotals(theme, _tally(commitments[key]), _tally(milestones[key]))
            for theme, key in zip(themes, keys, strict=True)
        ),
    )


def open_over_time(plan: ActionPlan) -> list[OpenOn]:
    """The open milestones on the plan's first day and on the day of each published round.

    A milestone is in the state of its last published update whose round is of that day or
    earlier, and has not started before the first. Oldest day first; three queries.
    """
    rounds = ReportingRound.objects.filter(
        plan=plan, published_at__isnull=False, withdrawn_at=None
    )
    days = {plan.starts_on, *rounds.values_list("as_of", flat=True)}
    reported: dict[int, list[tuple[dt.date, str]]] = defaultdict(list)
    updates = Update.objects.filter(
        round__in=rounds, state=UpdateState.PUBLISHED, withdrawn_at=None
    ).order_by("round__as_of")
    for milestone, as_of, status in updates.values_list("milestone", "round__as_of", "status"):
        reported[milestone].append((as_of, status))
    known = list(_milestones(plan).values_list("pk", "status"))
    return [_open_on(day, known, reported) for day in sorted(days)]


def _open_on(
    day: dt.date,
    known: Iterable[tuple[int, str]],
    reported: dict[int, list[tuple[dt.date, str]]],
) -> OpenOn:
    states: Counter[str] = Counter()
    for milestone, status in known:
        told = reported.get(milestone, [])
        withdrawn = not told and status == MilestoneStatus.WITHDRAWN
        before = MilestoneStatus.WITHDRAWN if withdrawn else MilestoneStatus.NOT_STARTED
        earlier = [said for as_of, said in told if as_of <= day]
        states[earlier[-1] if earlier else before] += 1
    counts = _tally(states)
    return OpenOn(day, counts.open, counts.total)


def _milestones(plan: ActionPlan) -> QuerySet[Milestone]:
    return Milestone.objects.filter(
        commitment__plan=plan,
        commitment__published_at__isnull=False,
        commitment__withdrawn_at=None,
    ).order_by()


def _by_theme(rows: Iterable[tuple[int | None, str, int]]) -> dict[int | None, Counter[str]]:
    counts: dict[int | None, Counter[str]] = defaultdict(Counter)
    for theme, status, count in rows:
        counts[theme][status] += count
    return counts


def _tally(counts: Counter[str]) -> Tally:
    return Tally(
        complete=counts[MilestoneStatus.COMPLETE],
        in_progress=counts[MilestoneStatus.IN_PROGRESS],
        not_started=counts[MilestoneStatus.NOT_STARTED],
        withdrawn=counts[MilestoneStatus.WITHDRAWN],
    )
