from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forums.domain.tenure import ends_within, last_day, terms_in_a_row

D = dt.date
DAYS = st.dates(D(2000, 1, 1), D(2090, 1, 1))


@pytest.mark.parametrize(
    ("starts", "months", "last"),
    [
        (D(2025, 3, 1), 24, D(2027, 2, 28)),
        (D(2024, 2, 29), 12, D(2025, 2, 28)),
        (D(2024, 2, 29), 48, D(2028, 2, 28)),
        (D(2025, 1, 31), 1, D(2025, 2, 28)),
        (D(2025, 12, 15), 1, D(2026, 1, 14)),
        (D(2025, 6, 1), 6, D(2025, 11, 30)),
    ],
)
def test_a_term_ends_the_day_before_its_anniversary(
    starts: dt.date, months: int, last: dt.date
) -> None:
    assert last_day(starts, months) == last


@given(DAYS, st.integers(1, 120))
def test_two_short_terms_are_about_as_long_as_a_long_one(starts: dt.date, months: int) -> None:
    second = last_day(last_day(starts, months) + dt.timedelta(days=1), months)
    assert abs((second - last_day(starts, 2 * months)).days) <= 3


FIRST = (D(2020, 1, 1), D(2021, 12, 31))
SECOND = (D(2022, 1, 1), D(2023, 12, 31))


@pytest.mark.parametrize(
    ("before", "starts", "count"),
    [
        ([], D(2024, 1, 1), 0),
        ([FIRST], D(2022, 1, 1), 1),
        ([FIRST, SECOND], D(2024, 1, 1), 2),
        ([SECOND, FIRST], D(2024, 2, 15), 2),
        ([FIRST, SECOND], D(2024, 6, 1), 0),
        ([FIRST], D(2024, 1, 1), 0),
        ([(D(2020, 1, 1), None)], D(2024, 1, 1), 1),
        ([(D(2025, 1, 1), D(2026, 1, 1))], D(2024, 1, 1), 0),
    ],
)
def test_terms_are_counted_in_a_row_until_there_was_a_break(
    before: list[tuple[dt.date, dt.date | None]], starts: dt.date, count: int
) -> None:
    assert terms_in_a_row(before, starts) == count


@pytest.mark.parametrize(
    ("days", "expected"), [(-1, False), (0, True), (30, True), (31, False), (None, False)]
)
def test_a_term_that_ends_soon_ends_within_the_days(days: int | None, expected: bool) -> None:
    today = D(2026, 3, 1)
    ends = None if days is None else today + dt.timedelta(days=days)
    assert ends_within(ends, today, 30) is expected


def test_two_seats_held_from_one_day_on_count_as_one_term() -> None:
    first = D(2024, 1, 1)
    assert terms_in_a_row([(first, None), (first, D(2025, 12, 31))], D(2026, 1, 1)) == 1
