from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from action_plans.domain.office_text import sent
from action_plans.domain.returned_answers import CONFLICTS, MERGES, PLAIN, judge

BASE = "The office publishes contracts every year."
TEXTS = st.text(alphabet="ab *-\n", max_size=30)


@pytest.mark.parametrize(
    ("came", "standing", "verdict"),
    [
        (BASE, BASE, None),
        (BASE, "Something else.", None),
        ("Never.", BASE, ("Never.", PLAIN)),
        ("Never.", "Never.", None),
        ("", BASE, ("", PLAIN)),
        (
            BASE.replace("year", "month"),
            BASE.replace("office", "ministry"),
            (BASE.replace("year", "month"), MERGES),
        ),
        (
            BASE.replace("year", "month"),
            BASE.replace("office", "ministry").replace("year", "month"),
            None,
        ),
        (
            BASE.replace("year", "month"),
            BASE.replace("year", "week"),
            (BASE.replace("year", "month"), CONFLICTS),
        ),
    ],
)
def test_what_becomes_of_a_text_that_came_back(
    came: str, standing: str, verdict: tuple[str, str] | None
) -> None:
    assert judge(BASE, came, standing) == verdict


@given(TEXTS, TEXTS)
def test_a_file_in_which_nobody_wrote_changes_nothing_whatever_the_text(
    before: str, standing: str
) -> None:
    assert judge(before, sent(before), standing) is None


@settings(max_examples=1000)
@given(TEXTS, TEXTS)
def test_what_somebody_wrote_is_never_passed_over(before: str, typed: str) -> None:
    came = sent(typed)
    verdict = judge(before, came, before)
    if came != sent(before):
        assert verdict is not None
        text, outcome = verdict
        assert (sent(text), outcome) == (came, PLAIN)
