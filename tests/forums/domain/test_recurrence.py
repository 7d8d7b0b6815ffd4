from __future__ import annotations

import calendar
import datetime as dt
import zoneinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forums.domain.notice_period import period
from forums.domain.recurrence import following, next_slot
from forums.domain.timetable import beginnings

DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1))


@pytest.mark.parametrize(
    ("first", "every", "days"),
    [
        ("2026-09-08", 1, ["2026-10-13", "2026-11-10", "2026-12-08"]),  # the second Tuesday
        ("2026-09-08", 3, ["2026-12-08", "2027-03-09", "2027-06-08"]),
        ("2026-01-30", 1, ["2026-02-27", "2026-03-27", "2026-04-24"]),  # the fifth is the last
        ("2026-11-02", 2, ["2027-01-04", "2027-03-01", "2027-05-03"]),  # over the new year
    ],
)
def test_the_weekday_of_the_month_is_kept(first: str, every: int, days: list[str]) -> None:
    found = following(dt.date.fromisoformat(first), 3, every_months=every)
    assert [day.isoformat() for day in found] == days


@given(DAYS, st.integers(1, 12), st.integers(1, 24))
def test_a_series_by_months_meets_once_in_each_of_its_months(
    first: dt.date, every: int, count: int
) -> None:
    found = following(first, count, every_months=every)
    months = [day.year * 12 + day.month for day in (first, *found)]
    assert months == [months[0] + every * step for step in range(count + 1)]
    assert {day.weekday() for day in found} == {first.weekday()}
    week = (first.day - 1) // 7
    for day in found:
        last = day.day + 7 > calendar.monthrange(day.year, day.month)[1]
        assert (day.day - 1) // 7 == week or (week == 4 and last)


@given(DAYS, st.integers(1, 52), st.integers(1, 24))
def test_a_series_by_weeks_keeps_the_weekday(first: dt.date, every: int, count: int) -> None:
    found = following(first, count, every_weeks=every)
    assert [(day - first).days for day in found] == [7 * every * n for n in range(1, count + 1)]


@pytest.mark.parametrize("steps", [(0, 0), (1, 1), (-1, 0)])
def test_a_series_is_by_months_or_by_weeks(steps: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="either"):
        following(dt.date(2026, 1, 1), 1, every_months=steps[0], every_weeks=steps[1])


@given(DAYS, st.integers(0, 60))
def test_the_slot_that_is_proposed_leaves_time_and_is_a_working_day(
    today: dt.date, notice: int
) -> None:
    day = next_slot(today, notice)
    assert day.weekday() < 5
    assert 14 + notice <= (day - today).days <= 16 + notice


def test_points_of_an_agenda_begin_when_the_one_before_ends() -> None:
    zone = zoneinfo.ZoneInfo("Europe/Madrid")
    start = dt.datetime(2027, 3, 4, 10, tzinfo=zone)
    found = beginnings(start, [20, 40, None, 10])
    hours = [at and f"{at.astimezone(zone):%H:%M}" for at in found]
    assert hours == ["10:00", "10:20", "11:00", None]


def test_the_hour_of_a_point_is_right_in_the_night_in_which_clocks_change() -> None:
    zone = zoneinfo.ZoneInfo("Europe/Madrid")
    start = dt.datetime(2027, 3, 28, 1, 30, tzinfo=zone)
    found = beginnings(start, [60, 30])
    assert [f"{at.astimezone(zone):%H:%M}" for at in found if at] == ["01:30", "03:30"]


@pytest.mark.parametrize(
    ("meets", "given_days", "short"), [(10, 10, False), (9, 9, True), (-3, 0, True)]
)
def test_a_notice_is_short_below_what_the_rules_ask(
    meets: int, given_days: int, short: bool
) -> None:
    today = dt.date(2027, 1, 1)
    found = period(noticed_on=today, meets_on=today + dt.timedelta(days=meets), required=10)
    assert (found.given, found.is_short) == (given_days, short)
