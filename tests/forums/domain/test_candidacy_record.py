from __future__ import annotations

import datetime as dt

import pytest

from forums.domain.candidacy_record import is_read

NOW = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("state", "days_ago", "read"),
    [
        ("eligible", None, True),
        ("withdrawn", None, False),
        ("not_chosen", 179, True),
        ("not_chosen", 180, False),
        ("declined", 200, False),
        ("ineligible", 200, False),
        ("seated", 2000, True),
        ("withdrawn", 1, False),
    ],
)
def test_who_took_no_seat_is_read_of_for_half_a_year(
    state: str, days_ago: int | None, read: bool
) -> None:
    ended = None if days_ago is None else NOW - dt.timedelta(days=days_ago)
    assert is_read(state, ended, now=NOW) is read
