from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forums.domain.quorum import PresenceCount, count_presence, least, quorum, quorum_of
from forums.domain.voting import Rule

G, C, A = "government", "civil_society", "academia"
TWO_THIRDS = Decimal("0.667")


@pytest.mark.parametrize(
    ("rule", "seats", "present", "reached", "needed"),
    [
        # More than half of twelve seats, somebody of each sector: what a forum begins with.
        (Rule(), {G: 6, C: 6}, {G: 3, C: 4}, True, 7),
        (Rule(), {G: 6, C: 6}, {G: 3, C: 3}, False, 7),
        (Rule(), {G: 6, C: 6}, {G: 6, C: 1}, True, 7),
        (Rule(), {G: 6, C: 6}, {G: 6}, False, 7),
        (Rule(), {G: 6, C: 6}, {}, False, 7),
        (Rule(), {}, {}, False, 1),
        # A sector without a seat is not missed, one with a single vacant seat is.
        (Rule(), {G: 6, C: 6, A: 0}, {G: 6, C: 6}, True, 7),
        (Rule(), {G: 6, C: 6, A: 1}, {G: 6, C: 6}, False, 7),
        # Exactly half is enough where the rules say so.
        (Rule(quorum_exceeds=False), {G: 6, C: 6}, {G: 3, C: 3}, True, 6),
        # Two thirds of twelve are eight, though 0.667 of twelve are more.
        (Rule(quorum_share=TWO_THIRDS, quorum_exceeds=False), {G: 6, C: 6}, {G: 4, C: 4}, True, 8),
        (Rule(quorum_share=TWO_THIRDS, quorum_exceeds=False), {G: 6, C: 6}, {G: 4, C: 3}, False, 8),
        (Rule(quorum_share=Decimal("0.666"), quorum_exceeds=False), {G: 6, C: 6}, {G: 4, C: 4}, True, 8),
        # Half of each sector.
        (Rule(quorum_sector_share=Decimal("0.5")), {G: 8, C: 4}, {G: 7, C: 1}, False, 7),
        (Rule(quorum_sector_share=Decimal("0.5")), {G: 8, C: 4}, {G: 5, C: 2}, True, 7),
        # More than all cannot be asked for.
        (Rule(quorum_share=Decimal(1)), {G: 2, C: 2}, {G: 2, C: 2}, True, 4),
        (Rule(quorum_share=Decimal(0), quorum_exceeds=False), {G: 2, C: 2}, {G: 1, C: 1}, True, 1),
    ],
)  # fmt: skip
def test_a_quorum_by_its_rule(
    rule: Rule, seats: dict[str, int], present: dict[str, int], reached: bool, needed: int
) -> None:
    found = quorum(rule, seats, present)
    assert (found.reached, found.needed) == (reached, needed)


def test_a_missing_sector_is_named() -> None:
    found = quorum(Rule(), {G: 6, C: 6}, {G: 6})
    assert found.reason == (
        "6 of 12 seats with a vote took part, 7 needed."
        " Civil society: 0 of 6 seats took part, 1 needed."
    )
    assert [row.reached for row in found.sectors] == [True, False]


def test_presence_is_counted_by_sector_in_the_order_of_the_seats() -> None:
    counts = count_presence([(C, True), (G, False), (C, False)])
    assert counts == [PresenceCount(C, 2, 1), PresenceCount(G, 1, 0)]
    assert counts[0].share == 0.5
    assert quorum_of(Rule(), counts) == quorum(Rule(), {C: 2, G: 1}, {C: 1, G: 0})


SHARES = st.decimals(0, 1, places=3)


@given(share=SHARES, exceeds=st.booleans(), of=st.integers(1, 500))
def test_the_least_number_is_between_one_and_all(share: Decimal, exceeds: bool, of: int) -> None:
    assert 1 <= least(share, exceeds=exceeds, of=of) <= of


@given(share=SHARES, of=st.integers(1, 500))
def test_exceeding_a_share_never_takes_less_than_reaching_it(share: Decimal, of: int) -> None:
    assert least(share, exceeds=True, of=of) >= least(share, exceeds=False, of=of)


COUNTS = st.dictionaries(st.sampled_from([G, C, A]), st.integers(0, 30))


@given(
    seats=COUNTS,
    share=SHARES,
    exceeds=st.booleans(),
    sector_share=SHARES,
    data=st.data(),
)
def test_one_more_person_never_ends_a_quorum(
    seats: dict[str, int], share: Decimal, exceeds: bool, sector_share: Decimal, data: st.DataObject
) -> None:
    rule = Rule(quorum_share=share, quorum_exceeds=exceeds, quorum_sector_share=sector_share)
    present = {sector: data.draw(st.integers(0, count)) for sector, count in seats.items()}
    more = {
        sector: data.draw(st.integers(present[sector], count)) for sector, count in seats.items()
    }
    assert quorum(rule, seats, more).reached >= quorum(rule, seats, present).reached
    assert quorum(rule, seats, seats).reached == any(seats.values())
