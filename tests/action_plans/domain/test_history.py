from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from action_plans.domain.history import PAUSE, steps
from action_plans.models import Revision, RevisionKind

NOON = dt.datetime(2028, 3, 1, 12, tzinfo=dt.UTC)
ANA, BEN = 1, 2


def revision(
    number: int, by: int, *, kind: str = "saved", minutes: int = 0, base: int = 0
) -> Revision:
    return Revision(
        number=number,
        author_id=by,
        kind=kind,
        base_number=base,
        created_at=NOON + dt.timedelta(minutes=minutes),
    )


def numbers(*rows: Revision) -> list[list[int]]:
    return [[row.number for row in step.rows] for step in steps(rows)]


def test_many_saves_of_one_sitting_are_one_step() -> None:
    found = steps([revision(1, BEN), *(revision(n, ANA, minutes=n) for n in range(2, 9))])
    assert [step.last.number for step in found] == [1, 8]
    assert found[1].before == 1


def test_somebody_elses_save_ends_the_step() -> None:
    assert numbers(revision(1, ANA), revision(2, BEN), revision(3, ANA)) == [[1], [2], [3]]


def test_after_a_pause_a_new_step_begins() -> None:
    pause = int(PAUSE.total_seconds() // 60) + 1
    assert numbers(revision(1, ANA), revision(2, ANA, minutes=pause)) == [[1], [2]]


def test_a_merge_and_what_was_typed_before_it_are_one_step_on_the_text_that_stood() -> None:
    found = steps(
        [
            revision(1, ANA),
            revision(2, BEN),
            revision(3, ANA, kind="typed", base=1),
            revision(4, ANA, kind="merged", base=2),
        ]
    )
    assert [row.number for row in found[-1].rows] == [3, 4]
    assert found[-1].before == 2


def test_a_conflicting_text_stands_alone_beside_what_it_was_written_on() -> None:
    found = steps(
        [
            revision(1, ANA),
            revision(2, BEN),
            revision(3, ANA, kind="conflict", base=1),
            revision(4, ANA, base=2),
        ]
    )
    assert [step.before for step in found] == [0, 1, 1, 2]
    assert [step.last.number for step in found] == [1, 2, 3, 4]


def test_a_restored_text_is_a_step_of_its_own() -> None:
    restored = revision(3, ANA, kind="restored", base=1)
    assert numbers(revision(1, ANA), revision(2, ANA), restored) == [[1, 2], [3]]


@given(
    st.lists(
        st.tuples(st.integers(1, 3), st.sampled_from(RevisionKind.values), st.integers(0, 50)),
        max_size=12,
    )
)
def test_every_revision_stands_in_exactly_one_step(rows: list[tuple[int, str, int]]) -> None:
    made = [
        revision(number, who, kind=kind, minutes=minutes, base=0)
        for number, (who, kind, minutes) in enumerate(rows, start=1)
    ]
    assert [row for step in steps(made) for row in step.rows] == made
