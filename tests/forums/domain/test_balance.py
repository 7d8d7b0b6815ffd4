from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forums.domain.balance import SectorBalance, warnings


def government(**counts: int) -> SectorBalance:
    return SectorBalance("government", **{"seats": 6, "filled": 6, "co_chairs": 1, **counts})


def society(**counts: int) -> SectorBalance:
    return SectorBalance("civil_society", **{"seats": 6, "filled": 6, "co_chairs": 1, **counts})


CASES: list[tuple[list[SectorBalance], dict[str, int], list[tuple[str, str]]]] = [
    ([], {}, []),
    ([government(), society()], {}, []),
    (
        [government(seats=7, filled=7), society()],
        {},
        [("seats", "Government has 7 seats with a vote and Civil society 6")],
    ),
    ([government(seats=4, filled=4), society(seats=8, filled=8)],
     {"government": 4, "civil_society": 8}, []),
    ([government(), society()], {"government": 4, "civil_society": 6},
     [("seats", "The rules give Government 4 seats with a vote; there are 6.")]),
    ([government()], {"government": 6, "civil_society": 2},
     [("seats", "The rules give Civil society 2 seats with a vote; there are 0.")]),
    ([government()], {}, [("seats", "Only Government has seats with a vote.")]),
    ([government(), society(filled=4)], {},
     [("filled", "4 of the 6 seats of Civil society are filled.")]),
    ([government(expected=50, present=46), society(expected=50, present=27)], {},
     [("attendance", "Civil society took 54 % of its seats at the meetings of the last 12 ")]),
    ([government(expected=50, present=46), society(expected=50, present=38)], {}, []),
    ([government(expected=4, present=4), society(expected=4, present=0)], {}, []),
    ([government(speaking=9), society(speaking=3)], {},
     [("speaking", "Civil society presented 3 of the 12 points of agendas of the last 12 months")]),
    ([government(speaking=8), society(speaking=4)], {}, []),
    ([government(seats=4, filled=4, speaking=4), society(seats=8, filled=8, speaking=8)],
     {"government": 4, "civil_society": 8}, []),  # each as its seats
    ([government(seats=4, filled=4, speaking=6), society(seats=8, filled=8, speaking=6)],
     {"government": 4, "civil_society": 8}, []),
    ([government(seats=4, filled=4, speaking=7), society(seats=8, filled=8, speaking=5)],
     {"government": 4, "civil_society": 8},
     [("speaking", "Civil society presented 5 of the 12")]),
    ([government(speaking=4), society(speaking=0)], {}, []),
    ([government(asked=20, votes=19), society(asked=20, votes=12)], {},
     [("votes", "Civil society cast 60 % of its votes in the decisions of the last 12 months,")]),
    ([government(asked=20, votes=16), society(asked=20, votes=12)], {}, []),
    ([government(asked=4, votes=4), society(asked=4, votes=0)], {}, []),
    ([government(co_chairs=2), society(co_chairs=0)], {},
     [("co_chairs", "All co-chairs are of one sector: Government.")]),
    ([government(co_chairs=1), society(co_chairs=0)], {}, []),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "configured", "expected"), CASES)
def test_what_is_off_is_said_with_its_reason(
    rows: list[SectorBalance], configured: dict[str, int], expected: list[tuple[str, str]]
) -> None:
    found = warnings(rows, configured)
    assert [warning.kind for warning in found] == [kind for kind, _ in expected]
    for warning, (_, reason) in zip(found, expected, strict=True):
        assert warning.reason.startswith(reason)


COUNT = st.integers(0, 40)


@given(COUNT, COUNT, COUNT)
def test_a_forum_with_the_seats_that_its_rules_name_has_no_warning_of_seats(
    one: int, other: int, third: int
) -> None:
    configured = {"government": one, "civil_society": other, "academia": third}
    rows = [SectorBalance(sector, seats=count) for sector, count in configured.items()]
    assert not [row for row in warnings(rows, configured) if row.kind == "seats"]


@given(COUNT.filter(bool), COUNT)
def test_equal_sides_are_balanced_and_unequal_ones_are_not(one: int, other: int) -> None:
    rows = [
        SectorBalance("government", seats=one, filled=one),
        SectorBalance("civil_society", seats=other, filled=other),
    ]
    assert bool(warnings(rows, {})) == (one != other)


@given(st.lists(st.tuples(st.integers(0, 9), COUNT), min_size=2, max_size=2))
def test_a_sector_that_speaks_as_much_as_it_sits_is_not_warned_of(
    sides: list[tuple[int, int]],
) -> None:
    """Whatever the sizes: twice as many points as filled seats are each sector's own part."""
    rows = [
        SectorBalance(sector, seats=filled + 1, filled=filled, speaking=2 * filled)
        for sector, (filled, _other) in zip(("government", "civil_society"), sides, strict=True)
    ]
    assert not [row for row in warnings(rows, {}) if row.kind == "speaking"]


@given(COUNT, COUNT, COUNT, COUNT)
def test_whatever_the_figures_nobody_is_said_to_have_more_than_all(
    one: int, other: int, spoke: int, cast: int
) -> None:
    rows = [
        SectorBalance("government", one, one, one, one, spoke, min(cast, one), one),
        SectorBalance("civil_society", other, other, other, 0, 0, 0, other),
    ]
    for row in rows:
        assert row.voted is None or 0 <= row.voted <= 1
    assert all(warning.reason for warning in warnings(rows, {}))
