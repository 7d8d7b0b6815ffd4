from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from action_plans.domain import consulted, plans
from action_plans.domain.consulted import aligned
from action_plans.models import DraftState
from forums.domain import publication
from tests.action_plans.consulting import opened, plan_with_draft, write
from tests.factories import DraftFactory, adopting

ROWS = st.lists(st.sampled_from("abcd"), max_size=8)


@given(ROWS, ROWS)
def test_each_paragraph_stands_once_and_in_its_order(old: list[str], new: list[str]) -> None:
    pairs = aligned(old, new, key=str)
    assert [first for first, _second in pairs if first is not None] == old
    assert [second for _first, second in pairs if second is not None] == new


def test_equal_paragraphs_face_each_other_and_a_new_one_stands_alone() -> None:
    pairs = aligned(["a", "b"], ["a", "x", "b"], key=str)
    assert pairs == [("a", "a"), (None, "x"), ("b", "b")]


@pytest.mark.django_db
def test_before_the_adoption_the_text_is_compared_with_the_draft_as_it_is() -> None:
    plan, draft, who = plan_with_draft()
    consultation = opened(plan, who)
    write(draft, who, problem={"en": "The water is yellow.\n\nNobody warns."})
    whole, part = consulted.parts(consultation)
    assert (whole.state, part.state, part.changed) == ("kept", "changed", 1)
    pair = next(pair for pair in part.pairs if pair.kind == "changed")
    assert [(piece.kind, piece.text) for piece in pair.pieces] == [
        ("same", "The water is "),
        ("removed", "brown."),
        ("added", "yellow."),
    ]


@pytest.mark.django_db
def test_after_the_adoption_dropped_drafts_and_new_ones_are_said_to_be_so() -> None:
    plan, draft, who = plan_with_draft()
    dropped = DraftFactory(plan=plan, number=2, state=DraftState.PROPOSED, title={"en": "Gone"})
    publication.publish(dropped)
    consultation = opened(plan, who)
    dropped.state = DraftState.WITHDRAWN
    dropped.save()
    new = DraftFactory(plan=plan, number=3, state=DraftState.PROPOSED, title={"en": "Late"})
    publication.publish(new)
    plans.adopt(plan, by=who, decision=adopting(plan.forum, plan.forum.today))
    consultation.refresh_from_db()
    states = {part.name: part.state for part in consulted.parts(consultation)}
    assert states == {"plan": "kept", "d1": "kept", "d2": "removed", "d3": "added"}
    assert draft.number == 1


@pytest.mark.django_db
def test_what_became_of_a_draft_that_is_public_no_more_is_not_shown() -> None:
    plan, draft, who = plan_with_draft()
    consultation = opened(plan, who)
    write(draft, who, problem={"en": "A secret."})
    publication.withdraw(draft, by=who)
    part = consulted.parts(consultation)[1]
    assert part.is_dropped
    assert all(pair.new is None for pair in part.pairs)
