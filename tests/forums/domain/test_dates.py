from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from forums.domain.dates import (
    date_range,
    day_words,
    days_left,
    time_span,
    until_end_of,
    zone_name,
)

TODAY = dt.date(2026, 11, 24)


@pytest.mark.parametrize(
    ("days", "english", "spanish"),
    [
        (1, "1 day left", "falta 1 día"),
        (89, "89 days left", "faltan 89 días"),
        (90, "3 months left", "faltan 3 meses"),
        (365, "12 months left", "faltan 12 meses"),
        (700, "23 months left", "faltan 23 meses"),
        (731, "2 years left", "faltan 2 años"),
        (760, "2 years and 1 month left", "faltan 2 años y 1 mes"),
        (1011, "2 years and 9 months left", "faltan 2 años y 9 meses"),
        (0, "last day", "último día"),
        (-2, "2 days ago", "hace 2 días"),
        (-200, "7 months ago", "hace 7 meses"),
    ],
)
def test_a_long_time_is_counted_in_months_and_years(days: int, english: str, spanish: str) -> None:
    day = TODAY + dt.timedelta(days=days)
    with translation.override("en"):
        assert days_left(day, TODAY) == english
    with translation.override("es"):
        assert days_left(day, TODAY) == spanish


@given(st.integers(min_value=0, max_value=20_000))
def test_a_span_never_speaks_of_twelve_months_beside_years(days: int) -> None:
    span = time_span(days)
    assert "12 month" not in span or "year" not in span
    assert not span.startswith("0 ") or days == 0


def test_the_weekday_is_said_of_days_to_come_alone() -> None:
    assert day_words(TODAY - dt.timedelta(days=1), TODAY) == "23 November 2026"
    assert day_words(TODAY, TODAY) == "Tuesday 24 November 2026"
    assert day_words(None, TODAY) == ""


def test_a_last_day_that_is_to_come_says_the_hour_and_the_zone() -> None:
    first, last = dt.date(2026, 11, 2), dt.date(2026, 12, 4)
    with timezone.override("America/Panama"):
        assert until_end_of(last) == "Friday 4 December 2026, 23:59 (Panama time)"
        shown = date_range(first, last, TODAY, closes=True)
        assert shown == "2 November 2026 – Friday 4 December 2026, 23:59 (Panama time)"
        later = dt.date(2027, 1, 1)
        assert date_range(first, last, later, closes=True) == "2 November 2026 – 4 December 2026"
    assert until_end_of(last, "America/Panama") == "Friday 4 December 2026, 23:59 (Panama time)"


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("America/Montevideo", "Montevideo time"),
        ("America/Costa_Rica", "Costa Rica time"),
        ("America/Bogota", "Bogotá time"),
        ("UTC", "UTC"),
    ],
)
def test_a_zone_has_the_name_of_its_city_as_people_write_it(zone: str, words: str) -> None:
    assert zone_name(zone) == words
