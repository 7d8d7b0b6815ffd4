from __future__ import annotations

import pytest

from forums.domain import ballots
from forums.domain.selection_duties import duties
from tests.selecting import Selecting

pytestmark = pytest.mark.django_db


def asked(world: Selecting, person: object) -> list[str]:
    found = duties(person, coordinated=[world.forum.pk] if person == world.lead else [])  # type: ignore[arg-type]
    return [duty.what for duty in found]


def test_each_hears_of_what_is_asked_of_her_until_it_is_done() -> None:
    world = Selecting(candidates=2, seats=1, organisations=2)
    world.open_call()
    assert asked(world, world.lead) == []
    world._let_pass("nominations_close_on")
    assert asked(world, world.lead) == ["The next stage can begin"]
    world.advance()
    assert asked(world, world.lead) == ["Eligibility to check"]
    world.judge_all()
    world.advance()
    world._let_pass("consultation_closes_on")
    world.advance()
    voter = world.voters[0]
    assert asked(world, voter) == ["Vote to cast"]
    ballots.cast(world.selection, by=voter, choices=[1])
    assert asked(world, voter) == []
    world.close_choice()
    world.advance()
    assert asked(world, world.people[0]) == ["You are chosen: accept or decline"]
    world.seat_all()
    for person in (world.lead, voter, *world.people):
        assert asked(world, person) == []


def test_a_member_of_the_panel_hears_of_candidates_to_score() -> None:
    world = Selecting(model="invitation", candidates=1, seats=1)
    (member,) = world.name_panel(1)
    world.to_choice()
    assert asked(world, member) == ["Candidates to score"]
