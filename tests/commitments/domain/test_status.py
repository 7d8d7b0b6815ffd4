from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commitments.domain.status import commitment_status, tally
from commitments.models import MilestoneStatus

STATES = st.lists(st.sampled_from(MilestoneStatus.values), max_size=8)


@pytest.mark.parametrize(
    ("milestones", "expected"),
    [
        ([], "not_started"),
        (["not_started"], "not_started"),
        (["complete"], "complete"),
        (["complete", "complete"], "complete"),
        (["complete", "in_progress"], "in_progress"),
        (["complete", "not_started"], "in_progress"),
        (["in_progress", "not_started"], "in_progress"),
        (["complete", "withdrawn"], "complete"),
        (["not_started", "withdrawn"], "not_started"),
        (["withdrawn", "withdrawn"], "withdrawn"),
    ],
)
def test_the_state_of_a_commitment_follows_from_its_milestones(
    milestones: list[str], expected: str
) -> None:
    assert commitment_status(milestones) == expected


@given(STATES)
def test_a_commitment_is_complete_only_when_all_that_counts_is(milestones: list[str]) -> None:
    counted = [state for state in milestones if state != "withdrawn"]
    complete = bool(counted) and all(state == "complete" for state in counted)
    assert (commitment_status(milestones) == "complete") == complete


@given(STATES)
def test_a_tally_counts_everything_once_and_leaves_out_what_was_withdrawn(
    milestones: list[str],
) -> None:
    counts = tally(milestones)
    assert counts.total + counts.withdrawn == len(milestones)
    assert counts.open + counts.complete == counts.total
    assert 0 <= counts.share <= 1
