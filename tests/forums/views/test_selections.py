"""The pages of a selection: what strangers see, what those who take part do, how often asked."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forums.domain import appeals, ballots, panels, tally
from forums.models import Ballot, Comment, Selection
from tests.factories import PersonFactory
from tests.selecting import WHY, Selecting

pytestmark = pytest.mark.django_db
PAGE = "/forums/river-country/selections/three-members-of-civil-society/"
MOST_QUERIES = 12


def logged_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_what_is_prepared_is_at_no_address_for_a_stranger_but_is_for_those_who_lead() -> None:
    world = Selecting(candidates=0)
    assert world.selection.get_absolute_url() == PAGE
    stranger = Client()
    for address in (PAGE, f"{PAGE}roll/", f"{PAGE}receipt/", f"{PAGE}ballots.csv"):
        assert stranger.get(address).status_code == 404, address
    assert b"Three members" not in stranger.get("/forums/river-country/selections/").content
    citizen = logged_in(PersonFactory())
    for address in (f"{PAGE}nominate/", f"{PAGE}next/", f"{PAGE}vote/", f"{PAGE}edit/"):
        assert citizen.get(address).status_code == 404, address
    assert logged_in(world.lead).get(PAGE).status_code == 200
    leader = PersonFactory()
    world.selection.leaders.add(leader)
    assert logged_in(leader).get(f"{PAGE}edit/").status_code == 200


def test_only_those_who_lead_run_it(client: Client) -> None:
    world = Selecting(candidates=1)
    world.to_choice()
    client.force_login(world.voters[0])
    for name in ("next", "postpone", "cancel", "seat", "edit", "panel", "name"):
        for answer in (client.get(f"{PAGE}{name}/"), client.post(f"{PAGE}{name}/")):
            assert answer.status_code == 403, name
    assert client.get(f"{PAGE}nominations/1/check/").status_code == 403
    assert client.post(f"{PAGE}roll/", {"lines": "x; y@example.org"}).status_code == 403
    assert client.get(f"{PAGE}nominations/1/score/").status_code == 403
    assert logged_in(PersonFactory()).get(f"{PAGE}vote/").status_code == 403


def test_a_nomination_is_at_no_address_for_others_until_the_call_closes() -> None:
    world = Selecting(candidates=2)
    world.open_call()
    address = f"{PAGE}nominations/1/"
    assert Client().get(address).status_code == 404
    assert logged_in(world.people[1]).get(address).status_code == 404
    assert logged_in(world.people[0]).get(address).status_code == 200
    assert b"Candidate organisation" not in Client().get(PAGE).content
    world._let_pass("nominations_close_on")
    world.advance()
    assert Client().get(address).status_code == 200
    assert b"Candidate organisation 2" in Client().get(PAGE).content


def test_the_vote_shows_the_receipt_once_keeps_nothing_and_is_not_cached() -> None:
    world = Selecting(candidates=3, seats=2, organisations=4)
    world.to_choice()
    client = logged_in(world.voters[0])
    page = client.get(f"{PAGE}vote/")
    signed = page.context["form"]["receipt"].value()
    with CaptureQueriesContext(connection) as asked:
        answer = client.post(f"{PAGE}vote/", {"choices": ["1", "3"], "receipt": signed})
    receipt = signed.partition(":")[0]
    assert receipt in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert not any(
        "pghistory_context" in query["sql"].lower() for query in asked if "INSERT" in query["sql"]
    )
    assert Ballot.objects.get().choices == [1, 3]
    again = client.post(f"{PAGE}vote/", {"choices": ["2"]})
    assert "The first ballot stands" in again.content.decode()
    assert receipt not in again.content.decode()
    assert receipt not in client.get(f"{PAGE}vote/").content.decode()
    assert "1 has voted" in Client().get(PAGE).content.decode()
    assert Ballot.objects.get().choices == [1, 3]


def test_too_many_choices_are_refused_beside_the_field_and_stay_marked() -> None:
    world = Selecting(candidates=3, seats=2, organisations=1)
    world.to_choice()
    client = logged_in(world.voters[0])
    page = client.post(f"{PAGE}vote/", {"choices": ["1", "2", "3"]}).content.decode()
    assert "Choose at most 2." in page
    assert page.count("checked") == 3
    assert not Ballot.objects.exists()


def test_a_receipt_is_looked_up_without_an_account_and_tells_the_choice_only_afterwards() -> None:
    world = Selecting(candidates=3, seats=1, organisations=2)
    world.to_choice()
    receipt = ballots.cast(world.selection, by=world.voters[0], choices=[2])
    ask = {"receipt": receipt.lower()}
    before = Client().post(f"{PAGE}receipt/", ask).content.decode()
    assert "is in the urn" in before
    assert "Candidate organisation 2" not in before
    assert (
        "no ballot with this receipt"
        in Client().post(f"{PAGE}receipt/", {"receipt": "AAAA-AAAA-AAAA"}).content.decode()
    )
    assert Client().get(f"{PAGE}ballots.csv").status_code == 404
    world.close_choice()
    world.advance()
    assert "Candidate organisation 2" in Client().post(f"{PAGE}receipt/", ask).content.decode()


def test_the_recount_of_the_downloaded_file_equals_the_published_tally() -> None:
    world = Selecting()
    world.to_choice()
    for place, voter in enumerate(world.voters):
        ballots.cast(world.selection, by=voter, choices={1 + place % 4, 5 + place % 5})
    world.close_choice()
    world.advance()
    file = Client().get(f"{PAGE}ballots.csv")
    assert file["Content-Type"].startswith("text/csv")
    text = file.content.decode()
    counted = world.selection.result["rounds"][0]
    votes = tally.count(tally.read_ballots(text), range(1, 10))
    assert {str(number): str(value) for number, value in votes.items()} == counted["points"]
    ranking = tally.rank(votes, 3, seed=tally.seed_of(text))
    assert list(ranking.chosen) == counted["chosen"]


def test_a_roll_names_organisations_and_how_many_have_voted_but_not_which_nor_who() -> None:
    world = Selecting(candidates=1, seats=1, organisations=3)
    world.to_choice()
    ballots.cast(world.selection, by=world.voters[0], choices=[1])
    page = Client().get(f"{PAGE}roll/").content.decode()
    assert "1 of 3" in page
    assert not any(voter.name in page for voter in world.voters)


def test_a_roll_is_entered_line_by_line_and_says_which_line_is_wrong() -> None:
    world = Selecting(candidates=0, organisations=0)
    client = logged_in(world.lead)
    person = PersonFactory()
    wrong = client.post(f"{PAGE}roll/", {"lines": "River; nobody@example.org\nNo address\n"})
    assert "nobody@example.org" in wrong.content.decode()
    assert "“No address”" in wrong.content.decode()
    assert world.selection.roll.count() == 0
    client.post(f"{PAGE}roll/", {"lines": f"Friends of the River; {person.email}"})
    entry = world.selection.roll.get()
    assert (str(entry.organisation), entry.voter) == ("Friends of the River", person)
    client.post(f"{PAGE}roll/", {"strike": entry.pk})
    assert world.selection.roll.count() == 0


def test_candidates_are_commented_on_while_the_public_is_asked_and_not_after() -> None:
    world = Selecting(candidates=1, seats=1, organisations=1)
    world.open_call()
    world._let_pass("nominations_close_on")
    world.advance()
    world.judge_all()
    row = world.nominations()[0]
    citizen = logged_in(PersonFactory())
    to = f"/comments/nomination/{row.pk}/"
    assert citizen.post(to, {"text": "Too early"}).status_code == 403
    world.advance()
    citizen.post(to, {"text": "They helped us."})
    assert Comment.objects.get().text == "They helped us."
    world._let_pass("consultation_closes_on")
    world.advance()
    assert citizen.post(to, {"text": "Too late"}).status_code == 403
    assert b"They helped us." in Client().get(f"{PAGE}nominations/1/").content


def test_scores_are_hidden_until_all_are_in() -> None:
    world = Selecting(model="invitation", candidates=1, seats=1)
    first, second = world.name_panel(2)
    world.to_choice()
    values = {"points_1": "4", "reason_1": "Zanahoria", "points_2": "5", "reason_2": "Good."}
    address = f"{PAGE}nominations/1/score/"
    assert logged_in(first).post(address, {**values, "reason_2": ""}).status_code == 200
    logged_in(first).post(address, values)
    for reader in (Client(), logged_in(second), logged_in(world.lead)):
        assert b"Zanahoria" not in reader.get(PAGE).content
        assert reader.get(f"{PAGE}scores.csv").status_code == 404
    assert b"Zanahoria" in logged_in(first).get(address).content
    assert b"Zanahoria" not in logged_in(second).get(address).content
    logged_in(second).post(address, values)
    assert b"Zanahoria" in Client().get(PAGE).content
    assert Client().get(f"{PAGE}scores.csv").content.startswith(b"candidate,criterion")


def test_who_will_be_told_is_shown_before_the_stage_is_opened() -> None:
    world = Selecting(candidates=0, organisations=2)
    client = logged_in(world.lead)
    page = client.get(f"{PAGE}next/").content.decode()
    assert "3 people get an e-mail each" in page
    assert all(voter.name in page for voter in world.voters)
    client.post(f"{PAGE}next/", {"reason__en": "The network asked for it."})
    assert Selection.objects.get().stage == "call"
    assert b"The network asked for it." in Client().get(PAGE).content


def test_a_selection_is_prepared_by_form_and_dates_in_the_wrong_order_are_named() -> None:
    world = Selecting(candidates=0)
    client = logged_in(world.lead)
    values = {
        "title__en": "Another one",
        "call__en": "Who?",
        "criteria__en": "One",
        "led_by__en": "The network",
        "model": "election",
        "sector": "civil_society",
        "seats": [world.places[0].pk],
        "tie_rule": "lot",
        "term_months": "24",
        "leaders": world.voters[0].email,
        "nominations_close_on": "2027-03-01",
        "consultation_closes_on": "2027-02-01",
        "choice_day": "2027-04-01",
        "choice_hour": "12:00",
        "term_starts_on": "2027-05-01",
    }
    address = "/forums/river-country/selections/new/"
    assert b"Not before nominations end." in client.post(address, values).content
    client.post(address, {**values, "consultation_closes_on": "2027-03-20"})
    made = Selection.objects.get(slug="another-one")
    assert made.choice_closes_at.isoformat() == "2027-04-01T15:00:00+00:00"
    assert list(made.leaders.all()) == [world.voters[0]]
    assert client.get(f"{made.get_absolute_url()}edit/").status_code == 200


@pytest.mark.parametrize("model", ["election", "invitation"])
def test_no_page_asks_more_than_twelve_times_whatever_the_number_of_rows(model: str) -> None:
    world = Selecting(model=model)
    panel = world.name_panel() if model == "invitation" else []
    world.to_choice()
    if model == "election":
        for voter in world.voters:
            ballots.cast(world.selection, by=voter, choices=[1, 2])
    for row in world.nominations():
        Comment.objects.create(
            forum=world.forum, target=row, author=world.lead, text="Good.", language="en"
        )
        for member in panel:
            panels.score(row, by=member, points={1: 1, 2: 2}, reasons={1: "a", 2: "b"})
    world.close_choice()
    world.advance()
    appeal = appeals.appeal(world.selection, by=world.people[0], text=WHY)
    appeals.answer(appeal, by=world.lead, text=WHY)
    names = ["", "nominations/1/"]
    names += ["roll/", "receipt/", "ballots.csv"] if model == "election" else ["scores.csv"]
    for address in ("/forums/river-country/selections/", *(PAGE + name for name in names)):
        with CaptureQueriesContext(connection) as asked:
            answer = Client().get(address)
        assert answer.status_code == 200, address
        assert len(asked) <= MOST_QUERIES, (address, [query["sql"][:200] for query in asked])
        assert len(answer.content) < 100_000
