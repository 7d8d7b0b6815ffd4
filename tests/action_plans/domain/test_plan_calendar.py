"""The dates of plans by OGP's rules: the cases of domain.md §1.3 and §1.4, and what always holds."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from action_plans.domain.lateness import (
    Standing,
    consequences,
    deadline,
    last_day,
    lateness,
)
from action_plans.domain.months import months_after, whole_months
from action_plans.domain.plan_calendar import Key, Part, When, plan_calendar, proposal
from action_plans.domain.plan_dates_in_words import next_turn
from action_plans.domain.plan_facts import PlanFacts
from action_plans.domain.rule_sets import RULE_SETS, RuleSet, rule_set
from action_plans.models import RuleSetKey
from forums.models import Cohort

D = dt.date
OLD, HANDBOOK, CURRENT = (rule_set(key.value) for key in RuleSetKey)
ODD = PlanFacts(starts_on=D(2021, 9, 1), ends_on=D(2023, 8, 31))
FIRST_OF_2015 = PlanFacts(starts_on=D(2015, 7, 1), ends_on=D(2017, 6, 30))
AFTER_2022 = PlanFacts(
    starts_on=D(2023, 1, 1), ends_on=D(2024, 12, 31), last_ended_on=D(2022, 12, 31)
)

CASES = [
    # rules, plan, handed in, standing, end, months left, contrary to process, cohort
    (HANDBOOK, ODD, D(2021, 8, 1), "on_time", D(2023, 8, 31), 24, False, 2021),
    (HANDBOOK, ODD, D(2021, 8, 31), "on_time", D(2023, 8, 31), 24, False, 2021),
    (HANDBOOK, ODD, D(2021, 9, 1), "late", D(2023, 8, 31), 23, False, 2021),
    (HANDBOOK, ODD, D(2021, 12, 31), "late", D(2023, 8, 31), 20, False, 2021),
    (HANDBOOK, ODD, D(2022, 1, 1), "shifted", D(2024, 8, 31), 31, True, 2022),
    (HANDBOOK, ODD, D(2022, 12, 31), "shifted", D(2024, 8, 31), 20, True, 2022),
    (HANDBOOK, ODD, D(2023, 1, 1), "shifted", D(2025, 8, 31), 31, True, 2023),
    (OLD, FIRST_OF_2015, D(2015, 6, 30), "on_time", D(2017, 6, 30), 24, False, 2015),
    (OLD, FIRST_OF_2015, D(2015, 7, 1), "late", D(2017, 6, 30), 23, False, 2015),
    (OLD, FIRST_OF_2015, D(2015, 10, 31), "late", D(2017, 6, 30), 20, False, 2015),
    (OLD, FIRST_OF_2015, D(2015, 11, 1), "letter", D(2017, 6, 30), 19, False, 2015),
    (OLD, FIRST_OF_2015, D(2015, 12, 31), "letter", D(2017, 6, 30), 18, False, 2015),
    (OLD, FIRST_OF_2015, D(2016, 1, 1), "shifted", D(2018, 6, 30), 29, False, 2016),
    (CURRENT, AFTER_2022, D(2023, 12, 31), "on_time", D(2024, 12, 31), 12, False, None),
    (CURRENT, AFTER_2022, D(2024, 1, 1), "contrary", D(2024, 12, 31), 11, True, None),
]


@pytest.mark.parametrize(
    ("rules", "plan", "handed_in", "standing", "ends", "months", "contrary", "cohort"), CASES
)
def test_what_follows_from_the_day_of_the_hand_in(
    rules: RuleSet,
    plan: PlanFacts,
    handed_in: dt.date,
    standing: str,
    ends: dt.date,
    months: int,
    contrary: bool,
    cohort: int | None,
) -> None:
    facts = replace(plan, delivered_on=handed_in)
    found = lateness(rules, facts, D(2030, 1, 1))
    assert (found.standing, found.ends_on, found.months) == (standing, ends, months)
    assert (found.is_contrary, found.cohort) == (contrary, cohort)
    assert not found.is_too_short
    while_waiting = lateness(rules, plan, handed_in)
    assert while_waiting == found


@pytest.mark.parametrize(
    ("today", "delivered_on", "words"),
    [
        (D(2021, 8, 8), None, "23 days until the hand-in"),
        (D(2021, 8, 31), None, "Hand-in today"),
        (D(2021, 8, 8), D(2021, 8, 7), "24 days until the implementation starts"),
        (D(2021, 9, 1), None, "Implementation starts today"),
        (D(2021, 12, 1), None, "30 days until the late hand-in ends"),
        (D(2022, 7, 27), D(2021, 8, 7), "13 months until the implementation ends"),
        (D(2023, 9, 1), D(2021, 8, 7), "3 months until the end-of-term self-assessment is due"),
        (D(2025, 1, 1), D(2021, 8, 7), ""),
    ],
)
def test_what_comes_next_for_a_plan_is_called_by_its_name(
    today: dt.date, delivered_on: dt.date | None, words: str
) -> None:
    found = plan_calendar(HANDBOOK, replace(ODD, delivered_on=delivered_on), today=today)
    assert next_turn(found, today) == words


def test_the_calendar_of_an_odd_plan_has_the_dates_of_the_handbook() -> None:
    facts = replace(ODD, delivered_on=D(2021, 8, 31))
    found = plan_calendar(HANDBOOK, facts, today=D(2021, 9, 5))
    assert {row.key: row.day for row in found.dates} == {
        Key.BRIEF: D(2020, 12, 1),
        Key.OVERVIEW: D(2021, 2, 15),
        Key.CO_CREATION: D(2021, 3, 1),
        Key.DUE: D(2021, 8, 31),
        Key.LAST_DAY: D(2021, 12, 31),
        Key.STARTS: D(2021, 9, 1),
        Key.REVIEW: D(2021, 12, 31),
        Key.AMENDMENTS: D(2022, 8, 31),
        Key.MID_TERM: D(2022, 12, 31),
        Key.ENDS: D(2023, 8, 31),
        Key.REPORT_DRAFT: D(2023, 11, 16),
        Key.END_OF_TERM: D(2023, 11, 30),
        Key.RESULTS: D(2023, 12, 31),
    }
    assert [row.day for row in found.dates] == sorted(row.day for row in found.dates)


def test_the_united_kingdom_could_amend_its_plan_of_2019_until_the_end_of_august_2020() -> None:
    facts = PlanFacts(starts_on=D(2019, 9, 1), ends_on=D(2021, 8, 31))
    found = plan_calendar(HANDBOOK, facts, today=D(2020, 1, 1)).get(Key.AMENDMENTS)
    assert found is not None
    assert found.day == D(2020, 8, 31)


def test_being_late_moves_neither_the_end_nor_the_last_day_for_amendments() -> None:
    late = replace(ODD, starts_on=D(2021, 12, 31), delivered_on=D(2021, 12, 31))
    found = plan_calendar(HANDBOOK, late, today=D(2022, 1, 1))
    days = {row.key: row.day for row in found.dates}
    assert (days[Key.AMENDMENTS], days[Key.ENDS]) == (D(2022, 8, 31), D(2023, 8, 31))
    assert days[Key.REVIEW] == D(2022, 4, 30)


def test_an_extended_plan_keeps_the_dates_that_it_had() -> None:
    """The resolution of 2020: a plan of 2018 to 2020 that ran until 31 August 2021."""
    extended = PlanFacts(
        starts_on=D(2018, 9, 1),
        ends_on=D(2021, 8, 31),
        first_ends_on=D(2020, 8, 31),
        delivered_on=D(2018, 8, 31),
    )
    found = plan_calendar(HANDBOOK, extended, today=D(2020, 9, 1))
    moved = {row.key: (row.moved_from, row.day) for row in found.dates if row.moved_from}
    assert moved == {
        Key.ENDS: (D(2020, 8, 31), D(2021, 8, 31)),
        Key.REPORT_DRAFT: (D(2020, 11, 16), D(2021, 11, 16)),
        Key.END_OF_TERM: (D(2020, 11, 30), D(2021, 11, 30)),
        Key.RESULTS: (D(2020, 12, 31), D(2021, 12, 31)),
    }
    assert found.lateness.standing == Standing.ON_TIME
    due = found.get(Key.DUE)
    assert due is not None
    assert due.day == D(2018, 8, 31)


def test_in_2020_a_plan_could_be_handed_in_until_the_end_of_the_year() -> None:
    moved = PlanFacts(starts_on=D(2021, 1, 1), ends_on=D(2022, 8, 31), due_on=D(2020, 12, 31))
    assert last_day(HANDBOOK, moved) == D(2020, 12, 31)
    on_time = lateness(HANDBOOK, moved, D(2020, 12, 31))
    assert (on_time.standing, on_time.cohort) == (Standing.ON_TIME, 2020)
    assert lateness(HANDBOOK, moved, D(2021, 1, 1)).standing == Standing.SHIFTED
    due = plan_calendar(HANDBOOK, moved, today=D(2020, 9, 1)).get(Key.DUE)
    assert due is not None
    assert (due.day, due.moved_from) == (D(2020, 12, 31), D(2020, 8, 31))


def test_a_plan_between_december_and_january_hangs_on_the_day_that_is_proved() -> None:
    """Jamaica's plan of 2021: submission was announced before the end of the year, another page
    speaks of January. The day on OGP's own site decides."""
    announced = lateness(HANDBOOK, replace(ODD, delivered_on=D(2021, 12, 30)), D(2022, 6, 1))
    other = lateness(HANDBOOK, replace(ODD, delivered_on=D(2022, 1, 15)), D(2022, 6, 1))
    assert (announced.standing, announced.months) == (Standing.LATE, 20)
    assert not announced.is_contrary
    assert (other.standing, other.is_contrary, other.cohort) == (Standing.SHIFTED, True, 2022)


def test_a_plan_of_four_years_is_looked_at_again_after_two() -> None:
    facts = PlanFacts(starts_on=D(2024, 1, 1), ends_on=D(2027, 12, 31), years=4)
    days = {row.key: row.day for row in plan_calendar(CURRENT, facts, today=D(2024, 1, 1)).dates}
    assert days[Key.REFRESH] == D(2025, 12, 31)
    assert days[Key.AMENDMENTS] == D(2024, 12, 31)
    assert Key.REFRESH not in {
        row.key for row in plan_calendar(CURRENT, AFTER_2022, today=D(2024, 1, 1)).dates
    }


def test_a_first_plan_has_no_deadline_by_the_current_rules() -> None:
    first = replace(AFTER_2022, last_ended_on=None)
    assert lateness(CURRENT, first, D(2026, 1, 1)).standing == Standing.NO_DEADLINE
    assert consequences(CURRENT, first) == []


def test_the_forums_own_day_is_no_deadline_of_ogp() -> None:
    own = replace(AFTER_2022, due_on=D(2023, 3, 31))
    assert lateness(CURRENT, own, D(2023, 3, 31)).standing == Standing.ON_TIME
    behind = lateness(CURRENT, own, D(2023, 4, 1))
    assert (behind.standing, behind.days, behind.is_late) == (Standing.BEHIND, 1, False)
    assert [(row.standing, row.first, row.last) for row in consequences(CURRENT, own)][1:] == [
        (Standing.BEHIND, D(2023, 4, 1), D(2023, 12, 31)),
        (Standing.CONTRARY, D(2024, 1, 1), None),
    ]


def test_a_day_of_the_forum_after_the_last_day_of_the_rules_does_not_move_it() -> None:
    own = replace(AFTER_2022, due_on=D(2024, 6, 30))
    assert deadline(CURRENT, own) == D(2023, 12, 31)
    assert lateness(CURRENT, own, D(2024, 1, 1)).standing == Standing.CONTRARY


def test_what_follows_is_foreseen_from_the_first_day_on() -> None:
    found = [(row.standing, row.last, row.at_last.months) for row in consequences(HANDBOOK, ODD)]
    assert found == [
        (Standing.ON_TIME, D(2021, 8, 31), 24),
        (Standing.LATE, D(2021, 12, 31), 20),
        (Standing.SHIFTED, None, 31),
    ]
    old = [(row.standing, row.last) for row in consequences(OLD, FIRST_OF_2015)]
    assert old == [
        (Standing.ON_TIME, D(2015, 6, 30)),
        (Standing.LATE, D(2015, 10, 31)),
        (Standing.LETTER, D(2015, 12, 31)),
        (Standing.SHIFTED, None),
    ]


def test_the_last_day_asks_for_something_only_once_the_plan_is_late() -> None:
    def part(today: dt.date) -> Part:
        row = plan_calendar(HANDBOOK, ODD, today=today).get(Key.LAST_DAY)
        assert row is not None
        return row.part

    assert part(D(2021, 8, 31)) == Part.CHANCE
    assert part(D(2021, 9, 1)) == Part.TASK


def test_a_date_is_done_late_past_today_or_to_come() -> None:
    found = plan_calendar(HANDBOOK, replace(ODD, done={Key.OVERVIEW: D(2021, 2, 1)}),
                          today=D(2021, 9, 1))  # fmt: skip
    stands = {row.key: row.when(D(2021, 9, 1)) for row in found.dates}
    assert stands[Key.OVERVIEW] == When.DONE
    assert stands[Key.DUE] == When.LATE
    assert stands[Key.CO_CREATION] == When.PAST
    assert stands[Key.STARTS] == When.TODAY
    assert stands[Key.AMENDMENTS] == When.COMING


@pytest.mark.parametrize(
    ("cohort", "today", "starts", "ends"),
    [
        (Cohort.ODD, D(2021, 8, 31), D(2021, 9, 1), D(2023, 8, 31)),
        (Cohort.ODD, D(2021, 9, 1), D(2023, 9, 1), D(2025, 8, 31)),
        (Cohort.EVEN, D(2021, 9, 1), D(2022, 9, 1), D(2024, 8, 31)),
    ],
)
def test_the_next_plan_of_a_cohort(
    cohort: str, today: dt.date, starts: dt.date, ends: dt.date
) -> None:
    found = proposal(HANDBOOK, cohort=cohort, years=2, today=today)
    assert (found.starts_on, found.ends_on, found.due_on) == (starts, ends, None)
    assert found.co_creation_starts_on == months_after(starts, -6)


def test_by_the_current_rules_the_next_plan_follows_without_a_gap() -> None:
    found = proposal(
        CURRENT, cohort=Cohort.ODD, years=4, today=D(2024, 5, 5), last_ended_on=D(2024, 12, 31)
    )
    assert (found.starts_on, found.ends_on) == (D(2025, 1, 1), D(2028, 12, 31))
    assert found.due_on == D(2024, 12, 31)


days_between = st.dates(D(2010, 1, 1), D(2090, 1, 1))


@given(days_between, st.sampled_from([OLD, HANDBOOK]), st.sampled_from(list(Cohort)))
def test_a_proposed_plan_is_of_its_cohort_and_on_time(
    today: dt.date, rules: RuleSet, cohort: Cohort
) -> None:
    found = proposal(rules, cohort=cohort, years=2, today=today)
    stands = lateness(rules, found, today)
    assert stands.cohort is not None
    assert stands.cohort % 2 == (cohort == Cohort.ODD)
    assert stands.standing == Standing.ON_TIME
    assert today <= found.starts_on - dt.timedelta(days=1)
    assert whole_months(found.starts_on - dt.timedelta(days=1), found.ends_on) == 24


ORDER = list(Standing)


@given(
    st.sampled_from([(OLD, FIRST_OF_2015), (HANDBOOK, ODD), (CURRENT, AFTER_2022)]),
    st.integers(0, 2000),
    st.integers(0, 400),
)
def test_later_is_never_better(pair: tuple[RuleSet, PlanFacts], wait: int, more: int) -> None:
    rules, facts = pair
    first = facts.starts_on - dt.timedelta(days=300) + dt.timedelta(days=wait)
    one = lateness(rules, facts, first)
    other = lateness(rules, facts, first + dt.timedelta(days=more))
    assert ORDER.index(one.standing) <= ORDER.index(other.standing)
    assert one.days <= other.days
    assert one.ends_on <= other.ends_on
    if one.ends_on == other.ends_on:
        assert one.months >= other.months


@given(days_between, st.integers(-60, 60))
def test_months_lead_on_and_are_counted_back(day: dt.date, months: int) -> None:
    other = months_after(day, months)
    assert (other.year * 12 + other.month) - (day.year * 12 + day.month) == months
    if months >= 0:
        assert whole_months(day, other) == months


def test_every_number_says_where_it_is_written_and_what_it_counts() -> None:
    for rules in RULE_SETS.values():
        for name, number in rules.numbers.items():
            assert number.name == name
            assert str(number.label)
            assert str(number.source.title)
            assert not number.verified or number.source.url.startswith("https://")


def test_a_forum_sets_only_what_is_not_verified() -> None:
    rules = HANDBOOK.as_set(
        [("end_of_term_months", 4, "Handbook, page 30"), ("minimum_months", 1, "We like it"),
         ("nonsense", 1, "So")]
    )  # fmt: skip
    assert rules["end_of_term_months"] == 4
    assert rules.numbers["end_of_term_months"].is_set
    assert rules["minimum_months"] == 20
    assert "nonsense" not in rules.numbers
