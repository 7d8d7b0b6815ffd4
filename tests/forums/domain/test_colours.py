from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from forums.domain.colours import DARK_PAPER, LIGHT_PAPER, READABLE, contrast, readable, stylesheet

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(COLOURS)
def test_any_colour_of_a_forum_can_be_read_on_paper_and_in_the_dark(colour: str) -> None:
    light = readable(colour, on=LIGHT_PAPER, least=READABLE, lighter=False)
    dark = readable(colour, on=DARK_PAPER, least=READABLE, lighter=True)
    assert contrast(light, LIGHT_PAPER) >= READABLE
    assert contrast(dark, DARK_PAPER) >= READABLE


def test_a_colour_that_can_be_read_is_left_alone() -> None:
    assert "--forum-colour: #0b5d66;" in stylesheet("#0b5d66")


def test_black_on_white_has_the_greatest_contrast() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21
