"""Whether a plan is late, and what follows from it before it happens (domain.md §1.3).

Pure: rules, a plan's dates and a day in, days and months out.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum

from action_plans.domain.months import months_after, whole_months
from action_plans.domain.plan_facts import PlanFacts
from action_plans.domain.rule_sets import RuleSet

_DAY = dt.timedelta(days=1)


class Standing(StrEnum):
    """How a plan stands towards its deadline."""

    NO_DEADLINE = "no_deadline"
    ON_TIME = "on_time"
    BEHIND = "behind"
    """Past the forum's own day, while the rules leave more time."""
    LATE = "late"
    """Past the deadline, in the same cohort: the plan's time shrinks."""
    LETTER = "letter"
    """The same, and so late that OGP writes a letter."""
    SHIFTED = "shifted"
    """So late that the member moves to the next year's cohort."""
    CONTRARY = "contrary"
    """Too late by rules that know no cohorts to move to."""


@dataclass(frozen=True)
class Lateness:
    """What the rules say of a plan that is handed in `on` a day.

    `days` is how many days after the deadline that is, `months` how many whole months of
    implementation are left from then until `ends_on`. `cohort` is the year in which the member
    hands in, where cohorts count.
    """

    standing: Standing
    on: dt.date
    due_on: dt.date | None
    ends_on: dt.date
    months: int
    days: int = 0
    cohort: int | None = None
    is_contrary: bool = False
    is_too_short: bool = False

    @property
    def is_late(self) -> bool:
        """Whether OGP's own deadline is past."""
        return self.standing in (
            Standing.LATE,
            Standing.LETTER,
            Standing.SHIFTED,
            Standing.CONTRARY,
        )


@dataclass(frozen=True)
class Consequence:
    """What holds from a day on, if the plan is not handed in before.

    `last` is the last day of it; `at_last` is how the plan stands if it is handed in on that day.
    """

    standing: Standing
    first: dt.date
    last: dt.date | None
    at_last: Lateness


def rule_deadline(rules: RuleSet, facts: PlanFacts) -> dt.date | None:
    """The rules' own day of hand-in for this plan; None where they fix none.

    It is the one from which the plan's years lead to its end, or the one nearest to the day
    that stands in the plan.
    """
    if rules.deadline is None:
        return None
    year = facts.planned_end.year - facts.years
    if facts.due_on is None:
        return dt.date(year, *rules.deadline)
    due = facts.due_on
    days = [dt.date(due.year + step, *rules.deadline) for step in (-1, 0, 1)]
    return min(days, key=lambda day: abs((day - due).days))


def deadline(rules: RuleSet, facts: PlanFacts) -> dt.date | None:
    """The day until which this plan is to be handed in; None where nothing says one."""
    fixed, last = rule_deadline(rules, facts), last_day(rules, facts)
    if fixed is None and facts.due_on and last:
        return min(facts.due_on, last)
    return facts.due_on or fixed or last


def last_day(rules: RuleSet, facts: PlanFacts) -> dt.date | None:
    """The last day before the gravest consequence: the cohort's, or that of the twelve months."""
    fixed = rule_deadline(rules, facts)
    if fixed is not None:
        grace = months_after(fixed, rules["shift_months"])
        return max(grace, facts.due_on) if facts.due_on else grace
    months = rules.get("publish_months")
    if facts.last_ended_on is None or months is None:
        return None
    return months_after(facts.last_ended_on, months)


def lateness(rules: RuleSet, facts: PlanFacts, today: dt.date) -> Lateness:
    """How the plan stands by the day of its hand-in, or by today while it is not handed in."""
    on = facts.delivered_on or today
    fixed = rule_deadline(rules, facts)
    if fixed is None:
        return _without_cohorts(rules, facts, on)
    return _in_cohort(rules, facts, on, fixed)


def _in_cohort(rules: RuleSet, facts: PlanFacts, on: dt.date, fixed: dt.date) -> Lateness:
    due, last = facts.due_on or fixed, last_day(rules, facts)
    assert last is not None
    if on > last:
        return _shifted(rules, facts, on, fixed)
    months = whole_months(max(on, due), facts.ends_on)
    standing = Standing.ON_TIME if on <= due else Standing.LATE
    letter = rules.get("letter_months")
    if letter is not None and on > max(due, months_after(fixed, letter)):
        standing = Standing.LETTER
    return Lateness(
        standing,
        on,
        due,
        facts.ends_on,
        months,
        days=max(0, (on - due).days),
        cohort=fixed.year,
        is_too_short=on > due and months < rules["minimum_months"],
    )


def _shifted(rules: RuleSet, facts: PlanFacts, on: dt.date, fixed: dt.date) -> Lateness:
    """In the first later cohort whose own time is not over."""
    assert rules.deadline is not None
    cohort = fixed.year + 1
    while on > months_after(dt.date(cohort, *rules.deadline), rules["shift_months"]):
        cohort += 1
    due = facts.due_on or fixed
    ends = dt.date(cohort + facts.years, *rules.deadline)
    return Lateness(
        Standing.SHIFTED,
        on,
        due,
        ends,
        whole_months(on, ends),
        days=(on - due).days,
        cohort=cohort,
        is_contrary=rules.shift_is_contrary,
    )


def _without_cohorts(rules: RuleSet, facts: PlanFacts, on: dt.date) -> Lateness:
    last, due = last_day(rules, facts), deadline(rules, facts)
    standing = Standing.ON_TIME if due else Standing.NO_DEADLINE
    if last and on > last:
        standing, due = Standing.CONTRARY, last
    elif due and on > due:
        standing = Standing.BEHIND
    return Lateness(
        standing,
        on,
        due,
        facts.ends_on,
        whole_months(max(on, facts.starts_on - _DAY), facts.ends_on),
        days=max(0, (on - due).days) if due else 0,
        is_contrary=standing == Standing.CONTRARY,
    )


def consequences(rules: RuleSet, facts: PlanFacts) -> list[Consequence]:
    """What follows day by day while the plan is not handed in, in order; begins on time."""
    due, last = deadline(rules, facts), last_day(rules, facts)
    if due is None:
        return []
    fixed = rule_deadline(rules, facts)
    letter = rules.get("letter_months")
    ends = {due, last}
    if fixed is not None and letter is not None:
        ends.add(max(due, months_after(fixed, letter)))
    found: list[Consequence] = []
    first = dt.date.min
    for end in sorted(day for day in ends if day):
        at_last = lateness(rules, _undelivered(facts), end)
        found.append(Consequence(at_last.standing, first, end, at_last))
        first = end + _DAY
    if last is not None:
        after = lateness(rules, _undelivered(facts), first)
        found.append(Consequence(after.standing, first, None, after))
    return found


def _undelivered(facts: PlanFacts) -> PlanFacts:
    return replace(facts, delivered_on=None)
