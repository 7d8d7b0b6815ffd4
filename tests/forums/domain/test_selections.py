from __future__ import annotations

import pytest

from forums.domain import (
    appeals,
    ballots,
    naming,
    nominations,
    panels,
    results_in_words,
    roll,
    selections,
    tally,
)
from forums.domain.errors import Incomplete, Refused
from forums.models import Nomination, Notice, Person, Score, Selection, Stage, Term
from tests.factories import OrganisationFactory, PersonFactory, TermFactory, days
from tests.selecting import WHY, WORDS, Selecting

pytestmark = pytest.mark.django_db


def test_an_election_of_forty_organisations_and_nine_candidates_from_call_to_seating() -> None:
    world = Selecting()
    selection = world.selection
    world.to_choice()
    for place, voter in enumerate(world.voters):
        ballots.cast(selection, by=voter, choices={1 + place % 3, 4 + place % 5, 9})
    world.close_choice()
    world.advance()
    counted = selection.result["rounds"][0]
    assert counted["ballots"] == counted["roll"] == 40
    assert counted["points"]["9"] == "40"
    assert counted["chosen"][:2] == [9, 1]
    assert len(counted["chosen"]) == 3
    world.seat_all()
    assert selection.stage == Stage.SEATED
    terms = Term.objects.filter(seat__in=world.places).select_related("person")
    assert {term.person for term in terms} == {
        row.candidate for row in world.nominations() if row.state == "seated"
    }
    assert {term.starts_on for term in terms} == {selection.term_starts_on}
    assert [step.stage for step in selection.steps.all()] == [
        "call", "eligibility", "consultation", "choice", "acceptance", "seated",
    ]  # fmt: skip


def test_a_panel_scores_nine_candidates_from_call_to_seating() -> None:
    world = Selecting(model="invitation")
    members = world.name_panel()
    world.to_choice()
    rows = world.nominations()
    for place, member in enumerate(members):
        for row in rows:
            score(row, member, {1: min(5, row.number % 6), 2: (row.number + place) % 6})
            if (place, row.number) != (2, 9):
                assert not panels.are_public(world.selection)
    assert panels.are_public(world.selection)
    world.advance()
    counted = world.selection.result["rounds"][0]
    again = tally.averages((n, points) for n, _, _, points in panels.rows(world.selection))
    assert counted["points"] == {str(number): str(value) for number, value in again.items()}
    assert counted["scores"] == 54
    world.seat_all()
    assert Term.objects.filter(seat__in=world.places).count() == 3


def score(row: Nomination, member: Person, points: dict[int, int]) -> None:
    panels.score(row, by=member, points=points, reasons=dict.fromkeys(points, "Said so."))


def test_a_network_names_those_it_has_chosen_with_its_account() -> None:
    world = Selecting(model="self_selection", seats=2, candidates=3)
    world.open_call()
    world._let_pass("nominations_close_on")
    world.advance()
    rows = world.nominations()
    with pytest.raises(Incomplete):
        naming.name_chosen(world.selection, by=world.lead, chosen=rows, account=WHY)
    naming.name_chosen(world.selection, by=world.lead, chosen=rows[:2], account=WHY)
    assert [row.state for row in world.nominations()] == ["chosen", "chosen", "not_chosen"]
    assert (
        "Candidate organisation 1"
        in results_in_words.explained(
            world.selection, {row.number: row.organisation for row in rows}
        )[0]
    )
    world.seat_all()
    assert world.selection.stage == Stage.SEATED


def test_no_stage_begins_before_its_time_nor_without_a_reason() -> None:
    world = Selecting(candidates=2)
    with pytest.raises(Incomplete):
        selections.advance(world.selection, by=world.lead, reason={"en": ""})
    world.open_call()
    with pytest.raises(selections.NotYet, match="Not before"):
        world.advance()
    world._let_pass("nominations_close_on")
    world.advance()
    with pytest.raises(selections.NotYet, match="checked: 2"):
        world.advance()
    world.judge_all()
    world.advance()
    with pytest.raises(selections.NotYet):
        world.advance()
    world._let_pass("consultation_closes_on")
    world.advance()
    with pytest.raises(selections.NotYet):
        world.advance()
    assert world.selection.stage == Stage.CHOICE


def test_dates_move_only_later_and_with_a_reason_that_is_kept() -> None:
    world = Selecting(candidates=1)
    world.advance()
    selection = world.selection
    before = selection.nominations_close_on
    with pytest.raises(Refused):
        selections.postpone(
            selection, by=world.lead, reason=WHY, nominations_close_on=before - days(1)
        )
    with pytest.raises(Incomplete):
        selections.postpone(
            selection, by=world.lead, reason={}, nominations_close_on=before + days(1)
        )
    told = selections.postpone(
        selection, by=world.lead, reason=WHY, nominations_close_on=before + days(5)
    )
    assert told == 41  # the coordinator and those on the roll
    assert selection.nominations_close_on == before + days(5)
    assert selection.steps.filter(kind="postponement").get().text == WHY
    with pytest.raises(Refused):
        selections.postpone(
            selection, by=world.lead, reason=WHY, nominations_close_on=before + days(30)
        )


def test_nominations_are_hidden_until_the_call_closes_and_then_public_at_once() -> None:
    world = Selecting(candidates=3)
    world.open_call()
    other = PersonFactory()
    mine = Nomination.objects.visible_to(world.people[0])
    assert [row.number for row in mine] == [1]
    assert Nomination.objects.visible_to(world.lead).count() == 3
    assert not Nomination.objects.visible_to(other).exists()
    nominations.withdraw(world.nominations()[2], by=world.people[2])
    world._let_pass("nominations_close_on")
    with pytest.raises(nominations.CallClosed):
        nominations.submit(
            world.selection, by=other, organisation="Late", accepts_term=True, **WORDS
        )
    world.advance()
    assert [row.number for row in Nomination.objects.public()] == [1, 2]


def test_a_nomination_needs_the_promise_and_is_made_once() -> None:
    world = Selecting(candidates=1)
    world.open_call()
    values = {"organisation": "x", **WORDS}
    with pytest.raises(Incomplete):
        nominations.submit(world.selection, by=PersonFactory(), accepts_term=False, **values)
    with pytest.raises(Refused):
        nominations.submit(world.selection, by=world.people[0], accepts_term=True, **values)
    assert Notice.objects.filter(person=world.people[0], key__endswith=":received").count() == 1


def test_an_appeal_is_answered_before_the_choice_and_may_change_eligibility() -> None:
    world = Selecting(candidates=2)
    world.open_call()
    world._let_pass("nominations_close_on")
    world.advance()
    first, second = world.nominations()
    nominations.judge(first, by=world.lead, eligible=True, reason=WHY)
    nominations.judge(second, by=world.lead, eligible=False, reason=WHY)
    world.advance()
    with pytest.raises(Refused):
        appeals.appeal(world.selection, by=PersonFactory(), text=WHY)
    appeal = appeals.appeal(world.selection, by=second.candidate, text=WHY)
    world._let_pass("consultation_closes_on")
    with pytest.raises(selections.NotYet, match="appeal"):
        world.advance()
    nominations.judge(second, by=world.lead, eligible=True, reason={"en": "It is."})
    appeals.answer(appeal, by=world.lead, text={"en": "You are right."})
    with pytest.raises(Refused):
        appeals.answer(appeal, by=world.lead, text={"en": "Again."})
    world.advance()
    assert ballots.candidates(world.selection) == [1, 2]
    told = Notice.objects.filter(person=second.candidate, key__contains=":judged:")
    assert told.count() == 2


def test_nobody_judges_her_own_nomination() -> None:
    world = Selecting(candidates=0)
    world.advance()
    row = nominations.submit(
        world.selection, by=world.lead, organisation="Mine", accepts_term=True, **WORDS
    )
    world._let_pass("nominations_close_on")
    world.advance()
    with pytest.raises(Refused):
        nominations.judge(row, by=world.lead, eligible=True, reason=WHY)


def test_who_declines_is_followed_by_the_next_in_the_published_order() -> None:
    world = Selecting(candidates=4, seats=1, organisations=6)
    world.to_choice()
    for voter, choice in zip(world.voters, (2, 2, 2, 4, 4, 1), strict=True):
        ballots.cast(world.selection, by=voter, choices=[choice])
    world.close_choice()
    world.advance()
    second, fourth = world.nominations()[1], world.nominations()[3]
    assert (second.state, fourth.state) == ("chosen", "not_chosen")
    with pytest.raises(Refused):
        nominations.answer(second, by=fourth.candidate, accepts=False)
    nominations.answer(second, by=second.candidate, accepts=False)
    assert [row.state for row in world.nominations()] == [
        "not_chosen", "declined", "not_chosen", "chosen",
    ]  # fmt: skip
    world.seat_all()
    assert Term.objects.get(seat=world.places[0]).person == fourth.candidate


def test_a_tie_is_decided_by_a_lot_that_the_file_draws_again() -> None:
    world = Selecting(candidates=3, seats=1, organisations=4)
    world.to_choice()
    for voter, choice in zip(world.voters, (1, 1, 3, 3), strict=True):
        ballots.cast(world.selection, by=voter, choices=[choice])
    world.close_choice()
    world.advance()
    counted = world.selection.result["rounds"][0]
    assert counted["tied"] == [1, 3]
    text = tally.ballots_file(ballots.pairs(world.selection, number=1))
    assert counted["chosen"] == [min((1, 3), key=lambda n: tally.lot(tally.seed_of(text), n))]
    said = " ".join(results_in_words.explained(world.selection, {1: "One", 3: "Three"}))
    assert tally.seed_of(text) in said


def test_a_tie_is_voted_upon_again_where_the_rule_says_so() -> None:
    world = Selecting(candidates=4, seats=2, organisations=5, options={"tie_rule": "run_off"})
    world.to_choice()
    for voter, choices in zip(world.voters, ([1, 2], [1, 2], [1, 3], [1, 3], [4]), strict=True):
        ballots.cast(world.selection, by=voter, choices=choices)
    world.close_choice()
    world.advance()
    selection = world.selection
    assert (selection.stage, selection.round) == (Stage.CHOICE, 2)
    assert ballots.candidates(selection) == [2, 3]
    assert roll.turnout(selection) == (0, 5)
    with pytest.raises(Incomplete):
        ballots.cast(selection, by=world.voters[0], choices=[1])
    for voter in world.voters[:3]:
        ballots.cast(selection, by=voter, choices=[3])
    world.close_choice()
    world.advance()
    assert [row.state for row in world.nominations()] == [
        "chosen", "not_chosen", "chosen", "not_chosen",
    ]  # fmt: skip
    assert selection.result["order"][:3] == [1, 3, 2]


def test_a_seat_that_is_held_is_not_given_twice() -> None:
    world = Selecting(candidates=1, seats=1, organisations=1)
    TermFactory(seat=world.places[0])
    world.to_choice()
    ballots.cast(world.selection, by=world.voters[0], choices=[1])
    world.close_choice()
    world.advance()
    with pytest.raises(Refused, match="holds this seat from"):
        world.seat_all()
    assert Selection.objects.get().stage == Stage.ACCEPTANCE


def test_who_is_near_to_a_candidate_does_not_score_it_and_scores_stay_while_the_panel_is_open() -> (
    None
):
    world = Selecting(model="invitation", candidates=2, seats=1)
    first, second = world.name_panel(2)
    world.to_choice()
    one, two = world.nominations()
    shared = OrganisationFactory()
    for person in (first, one.candidate):
        person.organisation = shared
        person.save()
    with pytest.raises(Refused):
        score(world.nominations()[0], first, {1: 5, 2: 5})
    with pytest.raises(Incomplete):
        panels.score(two, by=first, points={1: 5}, reasons={1: "Only one."})
    score(two, first, {1: 3, 2: 3})
    score(two, first, {1: 4, 2: 3})
    score(one, second, {1: 1, 2: 1})
    score(two, second, {1: 1, 2: 1})
    assert panels.are_public(world.selection)
    with pytest.raises(Refused):
        score(two, second, {1: 5, 2: 5})
    assert Score.objects.count() == 6


def test_a_cancelled_selection_keeps_its_account() -> None:
    world = Selecting(candidates=1)
    with pytest.raises(Refused):
        selections.cancel(world.selection, by=world.lead, reason=WHY)
    world.open_call()
    selections.cancel(world.selection, by=world.lead, reason=WHY)
    assert world.selection.stage == Stage.CANCELLED
    with pytest.raises(Refused):
        world.advance()
    assert Selection.objects.public().over().count() == 1
    assert world.selection.is_public


def test_a_vote_that_has_ended_is_not_opened_again() -> None:
    world = Selecting(organisations=3, candidates=2, seats=1)
    world.to_choice()
    later = {"choice_closes_at": world.selection.choice_closes_at + days(2)}
    selections.postpone(world.selection, by=world.lead, reason=WHY, **later)
    world.close_choice()
    with pytest.raises(Refused, match="only while it is ahead"):
        selections.postpone(world.selection, by=world.lead, reason=WHY, **later)
    assert not ballots.takes_ballots(Selection.objects.get(pk=world.selection.pk))


def test_who_does_not_answer_is_passed_over_in_public_and_who_has_left_is_not_asked() -> None:
    world = Selecting(organisations=5, candidates=3, seats=1)
    world.to_choice()
    for voter, choice in zip(world.voters, (1, 1, 1, 2, 3), strict=True):
        ballots.cast(world.selection, by=voter, choices=[choice])
    world.close_choice()
    world.advance()
    first, *others = [world.nominations()[number - 1] for number in world.selection.result["order"]]
    gone, last = others
    Person.objects.filter(pk=gone.candidate_id).update(is_active=False)
    nominations.pass_over(first, by=world.lead, reason=WHY)
    states = {row.number: row.state for row in world.nominations()}
    assert states == {first.number: "declined", gone.number: "not_chosen", last.number: "chosen"}
    assert world.selection.steps.filter(kind="passed_over").exists()
    with pytest.raises(Refused):
        nominations.pass_over(first, by=world.lead, reason=WHY)


def test_a_nomination_that_was_withdrawn_meanwhile_is_not_judged() -> None:
    world = Selecting(organisations=1, candidates=2)
    world.open_call()
    world._let_pass("nominations_close_on")
    world.advance()
    read_before = Nomination.objects.select_related("selection__forum").get(number=1)
    nominations.withdraw(world.nominations()[0], by=world.people[0])
    with pytest.raises(Refused, match="withdrawn"):
        nominations.judge(read_before, by=world.lead, eligible=True, reason=WHY)
    assert world.nominations()[0].state == "withdrawn"
