"""How far a plan is, counted: the one source for page, API, chart, report and PDF."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, FilteredRelation, Q

from action_plans.models import ActionPlan, Theme
from commitments.domain.status import Tally
from commitments.models import (
    Commitment,
    Milestone,
    MilestoneStatus,
    ReportingRound,
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


class StatesOn(NamedTuple):
    """In which states the milestones were on a day."""

    date: dt.date
    milestones: Tally


class Known(NamedTuple):
    """A counted milestone: its id, its commitment's theme, its state, and since when an
    amendment has taken it out of the plan."""

    pk: int
    theme: int | None
    status: str
    taken_out_on: dt.date | None = None


def plan_totals(plan: ActionPlan) -> PlanTotals:
    """Counts the published commitments of a plan and their milestones, in three queries.

    Themes without commitments are counted as zero; commitments without a theme come last.
    """
    return _totals(plan, _known(plan), plan.themes.all())


def plan_overall(plan: ActionPlan) -> PlanTotals:
    """`plan_totals` without the themes, in two queries."""
    return _totals(plan, _known(plan), [])


def plan_progress(plan: ActionPlan) -> tuple[PlanTotals, tuple[OpenOn, ...]]:
    """`plan_totals` and `open_over_time` together, in four queries."""
    known = _known(plan)
    return _totals(plan, known, plan.themes.all()), open_on(_days(plan, known))


def plan_over_time(plan: ActionPlan) -> tuple[PlanTotals, tuple[StatesOn, ...]]:
    """`plan_totals`, and the states of the milestones on the plan's first day and on the day of
    each published round; four queries."""
    known = _known(plan)
    return _totals(plan, known, plan.themes.all()), tuple(_days(plan, known))


def open_on(days: Iterable[StatesOn]) -> tuple[OpenOn, ...]:
    """What of it was still open on each of the days."""
    return tuple(OpenOn(day, states.open, states.total) for day, states in days)


def _totals(plan: ActionPlan, known: list[Known], named: Iterable[Theme]) -> PlanTotals:
    commitments = _by_theme(
        Commitment.objects.filter(plan=plan, published_at__isnull=False, withdrawn_at=None)
        .order_by()
        .values_list("theme", "status")
        .annotate(count=Count("pk"))
    )
    milestones = _by_theme((milestone.theme, milestone.status, 1) for milestone in known)
    themes: list[Theme | None] = list(named)
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
    earlier, and has not started before the first. Oldest day first; two queries.
    """
    return list(open_on(_days(plan, _known(plan))))


def _days(plan: ActionPlan, known: list[Known]) -> list[StatesOn]:
    rounds = ReportingRound.objects.filter(plan=plan, published_at__isnull=False, withdrawn_at=None)
    published = Q(updates__state=UpdateState.PUBLISHED, updates__withdrawn_at=None)
    rows = rounds.annotate(said=FilteredRelation("updates", condition=published))
    days = {plan.starts_on}
    reported: dict[int, list[tuple[dt.date, str]]] = defaultdict(list)
    for as_of, milestone, status in rows.order_by("as_of").values_list(
        "as_of", "said__milestone", "said__status"
    ):
        days.add(as_of)
        if milestone is not None:
            reported[milestone].append((as_of, status))
    return [_states_on(day, known, reported) for day in sorted(days)]


def _states_on(
    day: dt.date,
    known: Iterable[Known],
    reported: dict[int, list[tuple[dt.date, str]]],
) -> StatesOn:
    states: Counter[str] = Counter()
    for milestone in known:
        states[_state_on(day, milestone, reported.get(milestone.pk, []))] += 1
    return StatesOn(day, _tally(states))


def _state_on(day: dt.date, milestone: Known, told: list[tuple[dt.date, str]]) -> str:
    """What a milestone was on the day; `told` are its published updates, the oldest first."""
    if milestone.taken_out_on is not None:
        if milestone.taken_out_on <= day:
            return MilestoneStatus.WITHDRAWN
    elif not told and milestone.status == MilestoneStatus.WITHDRAWN:
        return MilestoneStatus.WITHDRAWN
    earlier = [said for as_of, said in told if as_of <= day]
    return earlier[-1] if earlier else MilestoneStatus.NOT_STARTED


def _known(plan: ActionPlan) -> list[Known]:
    rows = Milestone.objects.filter(
        commitment__plan=plan,
        commitment__published_at__isnull=False,
        commitment__withdrawn_at=None,
    ).order_by()
    return [
        Known(*row) for row in rows.values_list("pk", "commitment__theme", "status", "taken_out_on")
    ]


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
