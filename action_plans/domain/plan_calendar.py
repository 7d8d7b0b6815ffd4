"""All dates of a plan by the rules that it is made under (domain.md §1.2 and §1.3). Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from action_plans.domain.lateness import (
    Consequence,
    Lateness,
    consequences,
    deadline,
    last_day,
    lateness,
    rule_deadline,
)
from action_plans.domain.months import months_after
from action_plans.domain.plan_facts import PlanFacts
from action_plans.domain.rule_sets import RuleSet
from forums.models import Cohort

_DAY = dt.timedelta(days=1)


class Key(StrEnum):
    """What happens on a date of a plan, in the usual order."""

    BRIEF = "brief"
    OVERVIEW = "overview"
    CO_CREATION = "co_creation"
    DUE = "due"
    LAST_DAY = "last_day"
    STARTS = "starts"
    REVIEW = "review"
    AMENDMENTS = "amendments"
    MID_TERM = "mid_term"
    REFRESH = "refresh"
    ENDS = "ends"
    REPORT_DRAFT = "report_draft"
    END_OF_TERM = "end_of_term"
    RESULTS = "results"


_TURNS = (Key.DUE, Key.LAST_DAY, Key.STARTS, Key.ENDS, Key.END_OF_TERM)


class Part(StrEnum):
    """What a date asks for."""

    TASK = "task"
    """Something has to be done until then."""
    CHANCE = "chance"
    """Something can be done until then."""
    EVENT = "event"
    IRM = "irm"
    """OGP's Independent Reporting Mechanism does something."""


class When(StrEnum):
    """Where a date stands towards today."""

    DONE = "done"
    LATE = "late"
    PAST = "past"
    TODAY = "today"
    COMING = "coming"


@dataclass(frozen=True)
class PlanDate:
    """One date. `number` names the number of the rules that it follows from, if any.

    `moved_from` is the day that it had before an extension or the forum's own choice of a day,
    `is_estimate` says that it hangs on a hand-in that is still to come.
    """

    key: Key
    day: dt.date
    part: Part
    number: str = ""
    done_on: dt.date | None = None
    moved_from: dt.date | None = None
    is_estimate: bool = False

    @property
    def is_task(self) -> bool:
        """Whether it can be late."""
        return self.part == Part.TASK

    def when(self, today: dt.date) -> When:
        """Where it stands on a day."""
        if self.done_on is not None:
            return When.DONE
        if self.day < today:
            return When.LATE if self.is_task else When.PAST
        return When.TODAY if self.day == today else When.COMING


@dataclass(frozen=True)
class PlanCalendar:
    """A plan's dates in the order of their days, how it stands, and what follows if it is late."""

    dates: tuple[PlanDate, ...]
    lateness: Lateness
    consequences: tuple[Consequence, ...]

    def asked(self) -> list[PlanDate]:
        """What is still to be done or can still be done, by day."""
        return [
            row
            for row in self.dates
            if row.done_on is None and row.part in (Part.TASK, Part.CHANCE)
        ]

    def next_turn(self, today: dt.date) -> PlanDate | None:
        """The next of the days on which the plan itself moves on: hand-in, start, end, report."""
        return next(
            (
                row
                for row in self.dates
                if row.key in _TURNS and row.when(today) in (When.TODAY, When.COMING)
            ),
            None,
        )

    def get(self, key: Key) -> PlanDate | None:
        """The date under a key, where these rules have it."""
        return next((row for row in self.dates if row.key == key), None)


def plan_calendar(rules: RuleSet, facts: PlanFacts, *, today: dt.date) -> PlanCalendar:
    """Every date of the plan as it stands on a day."""
    rows = [
        *_co_creation(rules, facts),
        *_hand_in(rules, facts, today),
        *_first_year(rules, facts),
        *_end(rules, facts),
    ]
    order = list(Key)
    return PlanCalendar(
        tuple(sorted(rows, key=lambda row: (row.day, order.index(row.key)))),
        lateness(rules, facts, today),
        () if facts.delivered_on else tuple(consequences(rules, facts)),
    )


def co_creation_starts(rules: RuleSet, facts: PlanFacts) -> tuple[dt.date, str]:
    """The plan's own day, or so many months before the hand-in, and the number it follows from."""
    if facts.co_creation_starts_on:
        return facts.co_creation_starts_on, ""
    until = deadline(rules, facts) if rules.deadline else None
    until = until or facts.starts_on - _DAY
    return months_after(until, -rules["co_creation_months"]) + _DAY, "co_creation_months"


def _co_creation(rules: RuleSet, facts: PlanFacts) -> Iterator[PlanDate]:
    starts, number = co_creation_starts(rules, facts)
    if months := rules.get("brief_months"):
        yield PlanDate(Key.BRIEF, months_after(starts, -months), Part.IRM, "brief_months")
    notice = starts - dt.timedelta(days=rules["notice_days"])
    # Once the plan is handed in nobody can do it any more.
    part = Part.EVENT if facts.delivered_on else Part.TASK
    done = facts.done.get(Key.OVERVIEW)
    yield PlanDate(Key.OVERVIEW, notice, part, "notice_days", done)
    yield PlanDate(Key.CO_CREATION, starts, Part.EVENT, number)


def _hand_in(rules: RuleSet, facts: PlanFacts, today: dt.date) -> Iterator[PlanDate]:
    due, last = deadline(rules, facts), last_day(rules, facts)
    fixed = rule_deadline(rules, facts)
    if due:
        own = due == facts.due_on
        number = "" if own or fixed else "publish_months"
        moved = fixed if own and fixed != due else None
        yield PlanDate(Key.DUE, due, Part.TASK, number, facts.delivered_on, moved)
    if due and last and last != due:
        number = "shift_months" if fixed else "publish_months"
        is_open = facts.delivered_on is None and today > due
        part = Part.TASK if is_open else Part.CHANCE
        yield PlanDate(Key.LAST_DAY, last, part, number, facts.delivered_on)
    yield PlanDate(Key.STARTS, facts.starts_on, Part.EVENT)
    if months := rules.get("review_months"):
        handed_in = facts.delivered_on or due or facts.starts_on - _DAY
        yield PlanDate(
            Key.REVIEW,
            months_after(handed_in, months),
            Part.IRM,
            "review_months",
            is_estimate=facts.delivered_on is None,
        )


def first_day(rules: RuleSet, facts: PlanFacts) -> dt.date:
    """From which day on the plan's years count: being late does not move it."""
    fixed = rule_deadline(rules, facts)
    return fixed + _DAY if fixed else facts.starts_on


def amendments_until(rules: RuleSet, facts: PlanFacts) -> dt.date:
    """The last day on which the plan can be amended."""
    return months_after(first_day(rules, facts) - _DAY, rules["amendment_months"])


def _first_year(rules: RuleSet, facts: PlanFacts) -> Iterator[PlanDate]:
    before = first_day(rules, facts) - _DAY
    yield PlanDate(Key.AMENDMENTS, amendments_until(rules, facts), Part.CHANCE, "amendment_months")
    if months := rules.get("mid_term_months"):
        yield PlanDate(
            Key.MID_TERM,
            months_after(before, 12 + months),
            Part.TASK if rules.mid_term_required else Part.CHANCE,
            "mid_term_months",
            facts.done.get(Key.MID_TERM),
        )
    months = rules.get("refresh_months")
    if facts.years == 4 and months:
        yield PlanDate(Key.REFRESH, months_after(before, months), Part.EVENT, "refresh_months")


def _end(rules: RuleSet, facts: PlanFacts) -> Iterator[PlanDate]:
    """The end and what is counted from it; each moves with an extension and keeps its first day."""

    def dated(key: Key, part: Part, number: str, months: int, days: int = 0) -> PlanDate:
        span = dt.timedelta(days=days)
        first = facts.first_ends_on
        return PlanDate(
            key,
            months_after(facts.ends_on, months) - span,
            part,
            number,
            facts.done.get(key),
            months_after(first, months) - span if first else None,
        )

    yield dated(Key.ENDS, Part.EVENT, "", 0)
    due, comments = rules["end_of_term_months"], rules["comment_days"]
    yield dated(Key.REPORT_DRAFT, Part.TASK, "comment_days", due, comments)
    yield dated(Key.END_OF_TERM, Part.TASK, "end_of_term_months", due)
    if months := rules.get("results_months"):
        yield dated(Key.RESULTS, Part.IRM, "results_months", months)


def proposal(
    rules: RuleSet,
    *,
    cohort: str,
    years: int,
    today: dt.date,
    last_ended_on: dt.date | None = None,
) -> PlanFacts:
    """The dates of a forum's next plan, by its cohort or by the end of its plan before."""
    if rules.deadline is not None:
        due = dt.date(today.year, *rules.deadline)
        while due < today or (due.year % 2 == 1) != (cohort == Cohort.ODD):
            due = dt.date(due.year + 1, *rules.deadline)
        starts = due + _DAY
    else:
        starts = _without_gap(rules, today, last_ended_on)
        due = starts - _DAY
    facts = PlanFacts(
        starts_on=starts,
        ends_on=months_after(starts - _DAY, years * 12),
        years=years,
        due_on=None if rules.deadline else due,
        last_ended_on=last_ended_on,
    )
    return replace(facts, co_creation_starts_on=co_creation_starts(rules, facts)[0])


def _without_gap(rules: RuleSet, today: dt.date, last_ended_on: dt.date | None) -> dt.date:
    """The day after the last plan, or the first of a month that leaves time for co-creation."""
    if last_ended_on and last_ended_on >= today:
        return last_ended_on + _DAY
    ready = today + dt.timedelta(days=rules["notice_days"])
    return months_after(ready, rules["co_creation_months"] + 1).replace(day=1)
