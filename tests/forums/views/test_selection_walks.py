"""What happens on the way of a selection, walked by its pages: ties, appeals, who leaves, who follows."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from forums.domain import ballots, nominations
from forums.models import Notice, Selection, SelectionStep, Stage, Term
from tests.factories import PersonFactory, RulesVersionFactory, TermFactory, days
from tests.selecting import WHY, Selecting

pytestmark = pytest.mark.django_db
PAGE = "/forums/river-country/selections/three-members-of-civil-society/"
REASON = {"reason__en": "The network asked for it.", "reason__es": "La red lo pidió."}


def logged_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def read(client: Client, address: str = PAGE) -> str:
    return client.get(address).content.decode()


def voted(world: Selecting, *choices: list[int]) -> None:
    """The organisations vote like this and the hour of the end passes."""
    for voter, chosen in zip(world.voters, choices, strict=False):
        ballots.cast(world.selection, by=voter, choices=chosen)
    world.close_choice()


def test_a_tie_by_lot_is_explained_with_what_anybody_needs_to_draw_again() -> None:
    world = Selecting(candidates=3, seats=1, organisations=4)
    world.to_choice()
    voted(world, [1], [1], [3], [3])
    answer = logged_in(world.lead).post(f"{PAGE}next/", REASON, follow=True)
    assert "The next stage has begun." in answer.content.decode()
    page = read(Client())
    assert "The lot decides for" in page
    assert Selection.objects.get().result["rounds"][0]["seed"] in page


def test_a_tie_by_a_second_vote_is_voted_upon_and_both_counts_are_public() -> None:
    world = Selecting(candidates=3, seats=1, organisations=4, options={"tie_rule": "run_off"})
    world.to_choice()
    voted(world, [1], [1], [3], [3])
    logged_in(world.lead).post(f"{PAGE}next/", REASON)
    page = read(Client())
    assert "vote a second time" in page
    assert "have voted" in page or "has voted" in page
    voter = logged_in(world.voters[0])
    form = voter.get(f"{PAGE}vote/").context["form"]
    assert [number for number, _label in form["choices"].field.choices] == [1, 3]
    assert "receipt" in voter.post(f"{PAGE}vote/", {"choices": ["3"]}).context
    assert Client().get(f"{PAGE}ballots.csv?round=1").status_code == 200
    assert Client().get(f"{PAGE}ballots.csv?round=2").status_code == 404
    world.close_choice()
    logged_in(world.lead).post(f"{PAGE}next/", REASON)
    assert Client().get(f"{PAGE}ballots.csv?round=2").status_code == 200
    assert "The second vote was only between those who were tied." in read(Client())
    assert [row.state for row in world.nominations()] == ["not_chosen", "not_chosen", "chosen"]


def test_a_postponement_is_public_with_its_reason_and_wrong_dates_stay_in_the_form() -> None:
    world = Selecting(candidates=1, organisations=1)
    world.open_call()
    lead = logged_in(world.lead)
    dates = {
        "nominations_close_on": world.forum.today + days(12),
        "consultation_closes_on": world.forum.today + days(20),
        "choice_day": world.selection.choice_closes_at.date() + days(60),
        "choice_hour": "12:00",
        "term_starts_on": world.selection.term_starts_on,
    }
    late = lead.post(f"{PAGE}postpone/", {**REASON, **dates}).content.decode()
    assert "The term starts after the vote or panel ends. Move it too." in late
    assert "The network asked for it." in late
    dates["term_starts_on"] = world.selection.term_starts_on + days(90)
    assert lead.post(f"{PAGE}postpone/", {**REASON, **dates}).status_code == 302
    assert "The network asked for it." in read(Client())
    early = {**dates, "nominations_close_on": world.forum.today + days(1)}
    assert "only be moved to a later one" in (
        lead.post(f"{PAGE}postpone/", {**REASON, **early}).content.decode()
    )


def test_an_appeal_and_its_answer_stand_side_by_side_and_hold_the_choice_up() -> None:
    world = Selecting(candidates=2, organisations=1)
    world.open_call()
    world._let_pass("nominations_close_on")
    world.advance()
    first, second = world.nominations()
    nominations.judge(first, by=world.lead, eligible=True, reason=WHY)
    nominations.judge(second, by=world.lead, eligible=False, reason=WHY)
    world.advance()
    world._let_pass("consultation_closes_on")
    candidate, lead = logged_in(second.candidate), logged_in(world.lead)
    assert logged_in(PersonFactory()).get(f"{PAGE}appeal/").status_code == 403
    assert "This field is required" in (
        candidate.post(f"{PAGE}appeal/", {"text": " "}).content.decode()
    )
    candidate.post(f"{PAGE}appeal/", {"text": "We have worked here for ten years."})
    assert "We have worked here for ten years." in read(Client())
    assert "An appeal waits for its answer." in read(lead, f"{PAGE}next/")
    appeal = SelectionStep.objects.get(kind="appeal")
    address = reverse(
        "forums:appeal-answer", args=["river-country", world.selection.slug, appeal.pk]
    )
    assert candidate.get(address).status_code == 403
    lead.post(f"{PAGE}nominations/2/check/", {**REASON, "eligible": "yes"})
    lead.post(address, {"reason__en": "You are right, and are eligible now."})
    assert "You are right, and are eligible now." in read(Client())
    assert "answered" in lead.post(address, {"reason__en": "Twice"}).content.decode()
    assert lead.post(f"{PAGE}next/", REASON).status_code == 302
    assert Selection.objects.get().stage == Stage.CHOICE
    assert ballots.candidates(Selection.objects.get()) == [1, 2]


def test_who_withdraws_takes_name_and_words_back_and_is_no_candidate() -> None:
    world = Selecting(candidates=2, organisations=1)
    world.open_call()
    world._let_pass("nominations_close_on")
    world.advance()
    world.judge_all()
    leaving = world.people[0]
    assert leaving.name in read(Client())
    other = logged_in(world.people[1])
    other.post(f"{PAGE}nominations/1/withdraw/")
    assert world.nominations()[0].state == "eligible"
    logged_in(leaving).post(f"{PAGE}nominations/1/withdraw/")
    page = read(Client())
    assert leaving.name not in page
    assert "Candidate organisation 1" in page
    words = read(Client(), f"{PAGE}nominations/1/")
    assert "The candidate has withdrawn." in words
    assert "Ten years." not in words
    assert leaving.name not in words
    assert "Ten years." in read(logged_in(leaving), f"{PAGE}nominations/1/")
    assert "Ten years." in read(logged_in(world.lead), f"{PAGE}nominations/1/")


def test_who_declines_is_followed_by_the_next_until_there_is_nobody() -> None:
    world = Selecting(candidates=2, seats=1, organisations=3)
    world.to_choice()
    voted(world, [1], [1], [2])
    world.advance()
    first, second = (logged_in(person) for person in world.people)
    said = first.post(f"{PAGE}nominations/1/answer/", {"answer": "decline"}, follow=True)
    assert "The next in the published order is asked." in said.content.decode()
    assert Notice.objects.filter(person=world.people[1], key__endswith=":next").count() == 1
    said = second.post(f"{PAGE}nominations/2/answer/", {"answer": "decline"}, follow=True)
    assert "Nobody follows in the published order." in said.content.decode()
    assert second.post(f"{PAGE}nominations/2/answer/", {"answer": "accept"}).status_code == 302
    assert world.nominations()[1].state == "declined"
    lead = logged_in(world.lead)
    assert "Nobody has accepted" in read(lead, f"{PAGE}seat/")
    lead.post(f"{PAGE}seat/", REASON)
    assert Selection.objects.get().stage == Stage.SEATED
    assert not Term.objects.filter(seat=world.places[0]).exists()


def test_an_answer_that_says_neither_yes_nor_no_changes_nothing() -> None:
    world = Selecting(candidates=1, seats=1, organisations=1)
    world.to_choice()
    voted(world, [1])
    world.advance()
    logged_in(world.people[0]).post(f"{PAGE}nominations/1/answer/", {"answer": "perhaps"})
    assert world.nominations()[0].state == "chosen"


def test_what_stands_against_a_seat_is_said_beside_its_field() -> None:
    world = Selecting(candidates=2, seats=2, organisations=1)
    first = world.selection.term_starts_on
    RulesVersionFactory(forum=world.forum, in_force=world.forum.today, most_terms=1)
    TermFactory(
        seat=world.places[0],
        person=world.people[0],
        starts_on=first - days(700),
        ends_on=first - days(1),
    )
    TermFactory(seat=world.places[1], starts_on=first - days(10))
    world.to_choice()
    voted(world, [1, 2])
    world.advance()
    for row in world.nominations():
        nominations.answer(row, by=row.candidate, accepts=True)
    one, two = world.nominations()
    lead = logged_in(world.lead)
    assert "the rules allow 1" in read(lead, f"{PAGE}seat/")
    values = {**REASON, f"seat_{one.pk}": world.places[0].pk, f"seat_{two.pk}": world.places[1].pk}
    form = lead.post(f"{PAGE}seat/", values).context["form"]
    assert "Give the reason for an exception." in str(form.errors[f"exception_{one.pk}__en"])
    values[f"exception_{one.pk}__en"] = "Nobody else knows the river."
    form = lead.post(f"{PAGE}seat/", values).context["form"]
    assert "End that term first." in str(form.errors[f"seat_{two.pk}"])
    assert not Term.objects.filter(nomination__isnull=False).exists()
    Term.objects.filter(seat=world.places[1]).update(ends_on=first - days(1))
    assert lead.post(f"{PAGE}seat/", values).status_code == 302
    assert "Nobody else knows the river." in read(
        Client(), f"/forums/river-country/members/{one.candidate_id}/"
    )


def test_a_network_names_those_it_has_chosen_and_another_where_one_declines() -> None:
    world = Selecting(model="self_selection", seats=1, candidates=3)
    world.open_call()
    world._let_pass("nominations_close_on")
    lead = logged_in(world.lead)
    lead.post(f"{PAGE}next/", REASON)
    rows = world.nominations()
    told = {
        "account__en": "An assembly of 40 associations.",
        "chosen": [row.pk for row in rows[:2]],
    }
    assert "no more than there are seats" in lead.post(f"{PAGE}name/", told).content.decode()
    told["chosen"] = [rows[0].pk]
    assert lead.post(f"{PAGE}name/", told).status_code == 302
    page = read(Client())
    assert "The network named Candidate organisation 1." in page
    assert "An assembly of 40 associations." in page
    said = logged_in(rows[0].candidate).post(
        f"{PAGE}nominations/1/answer/", {"answer": "decline"}, follow=True
    )
    assert "The network can name somebody else." in said.content.decode()
    assert "Name somebody else" in read(lead)
    told = {"account__en": "The assembly named a second.", "chosen": [rows[1].pk]}
    assert lead.post(f"{PAGE}name/", told).status_code == 302
    assert [row.state for row in world.nominations()] == ["declined", "chosen", "not_chosen"]
    logged_in(rows[1].candidate).post(f"{PAGE}nominations/2/answer/", {"answer": "accept"})
    assert lead.post(f"{PAGE}name/", told).status_code == 200
    lead.post(f"{PAGE}seat/", {**REASON, f"seat_{rows[1].pk}": world.places[0].pk})
    assert Term.objects.get(seat=world.places[0]).person == rows[1].candidate


def test_by_invitation_a_panel_is_named_scores_and_is_known_by_number_in_the_file() -> None:
    world = Selecting(model="invitation", seats=1, candidates=2)
    lead = logged_in(world.lead)
    members = PersonFactory.create_batch(2)
    for member in members:
        lead.post(f"{PAGE}panel/", {"person": member.email})
    world.open_call()
    assert "A candidate does not score" in (
        lead.post(f"{PAGE}panel/", {"person": world.people[0].email}).content.decode()
    )
    world._let_pass("nominations_close_on")
    world.advance()
    world.judge_all()
    world.advance()
    world._let_pass("consultation_closes_on")
    lead.post(f"{PAGE}next/", REASON)
    for member in members:
        for number in (1, 2):
            values = {"points_1": str(number), "points_2": "3"}
            values |= {"reason_1": "As they wrote.", "reason_2": "As they wrote."}
            logged_in(member).post(f"{PAGE}nominations/{number}/score/", values)
    lead.post(f"{PAGE}next/", REASON)
    assert [row.state for row in world.nominations()] == ["not_chosen", "chosen"]
    text = Client().get(f"{PAGE}scores.csv").content.decode()
    assert text.splitlines()[:3] == ["candidate,criterion,member,points", "1,1,1,1", "1,1,2,1"]
    assert f"2. {members[1].name}" in read(Client())


def test_somebody_else_votes_and_everybody_reads_why() -> None:
    world = Selecting(candidates=1, seats=1, organisations=2)
    world.to_choice()
    lead, new = logged_in(world.lead), PersonFactory()
    entry = world.voters[0].roll_entries.get()
    address = f"{PAGE}roll/{entry.pk}/"
    assert address in read(lead, f"{PAGE}roll/")
    assert address not in read(Client(), f"{PAGE}roll/")
    assert logged_in(world.voters[0]).get(address).status_code == 403
    wrong = lead.post(address, {"voter": "nobody@example.org", **REASON}).content.decode()
    assert "Ask them to sign up first." in wrong
    assert "The network asked for it." in wrong
    assert lead.post(address, {"voter": new.email, **REASON}).status_code == 302
    page = read(Client())
    assert "Somebody else votes" in page
    assert str(entry.organisation) in page
    assert new.name not in page
    assert logged_in(world.voters[0]).get(f"{PAGE}vote/").status_code == 403
    assert "receipt" in logged_in(new).post(f"{PAGE}vote/", {"choices": ["1"]}).context
    refused = lead.post(address, {"voter": PersonFactory().email, **REASON}).content.decode()
    assert "This organisation has voted. Its ballot stands." in refused
    assert 'name="strike"' not in read(lead, f"{PAGE}roll/")
    assert 'name="lines"' not in read(lead, f"{PAGE}roll/")


def test_who_took_no_seat_is_out_of_sight_half_a_year_later() -> None:
    world = Selecting(candidates=2, seats=1, organisations=1)
    world.to_choice()
    voted(world, [1])
    world.advance()
    world.seat_all()
    seated, other = world.people
    assert other.name in read(Client())
    for step in SelectionStep.objects.all():
        SelectionStep.objects.filter(pk=step.pk).update(at=step.at - days(181))
    page = read(Client())
    assert other.name not in page
    assert seated.name in page
    assert "Candidate organisation 2" in page
    words = read(Client(), f"{PAGE}nominations/2/")
    assert "more than half a year ago" in words
    assert "Ten years." not in words
    assert "Ten years." in read(Client(), f"{PAGE}nominations/1/")
