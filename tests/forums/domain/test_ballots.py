"""The ballot is secret, is counted once, and can be found by its receipt."""

from __future__ import annotations

import threading
import uuid

import pytest
from django.apps import apps
from django.db import connection, connections
from pghistory.models import Context

from forums.domain import ballots, roll, tally
from forums.domain.errors import Incomplete
from forums.models import Ballot, Notice, RollEntry
from tests.factories import PersonFactory
from tests.selecting import Selecting


@pytest.fixture
def world(db: None) -> Selecting:
    """An open vote of six organisations on four candidates for two seats."""
    made = Selecting(candidates=4, seats=2, organisations=6)
    made.to_choice()
    return made


def test_the_table_of_ballots_holds_nothing_that_names_a_voter_or_a_time(world: Selecting) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, data_type FROM information_schema.columns"
            " WHERE table_name = 'forums_ballot'"
        )
        assert dict(cursor.fetchall()) == {
            "id": "uuid",
            "selection_id": "bigint",
            "round": "smallint",
            "receipt": "character varying",
            "choices": "jsonb",
        }
        cursor.execute(
            "SELECT confrelid::regclass::text FROM pg_constraint"
            " WHERE contype = 'f' AND conrelid = 'forums_ballot'::regclass"
        )
        assert cursor.fetchall() == [("forums_selection",)]
        cursor.execute(
            "SELECT conrelid::regclass::text FROM pg_constraint"
            " WHERE contype = 'f' AND confrelid = 'forums_ballot'::regclass"
        )
        assert cursor.fetchall() == []
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
            " AND tgrelid = 'forums_ballot'::regclass"
        )
        assert cursor.fetchall() == []


def test_no_history_is_kept_of_ballots_nor_of_who_has_voted() -> None:
    tables = {model._meta.db_table for model in apps.get_models()}
    assert "forums_ballotevent" not in tables
    columns = [field.name for field in apps.get_model("forums", "RollEntryEvent")._meta.fields]
    assert "has_voted" not in columns


def test_casting_leaves_no_event_no_context_and_no_notice(world: Selecting) -> None:
    events = apps.get_model("forums", "RollEntryEvent").objects
    before = events.count(), Context.objects.count(), Notice.objects.count()
    ballots.cast(world.selection, by=world.voters[0], choices=[1])
    assert before == (events.count(), Context.objects.count(), Notice.objects.count())


@pytest.mark.django_db(transaction=True)
def test_neither_ids_nor_transactions_nor_places_say_which_ballot_came_last() -> None:
    world = Selecting(candidates=4, seats=2, organisations=6)
    world.to_choice()
    receipts: list[str] = []
    ids: set[uuid.UUID] = set()
    for voter in world.voters:
        receipts.append(ballots.cast(world.selection, by=voter, choices=[1]))
        now = set(Ballot.objects.values_list("pk", flat=True))
        assert not now & ids  # every ballot got a new id
        ids = now
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT xmin::text) FROM forums_ballot")
        assert cursor.fetchone() == (1,)
        cursor.execute("SELECT count(DISTINCT xmin::text) FROM forums_rollentry")
        assert cursor.fetchone() == (1,)
        cursor.execute("SELECT receipt FROM forums_ballot ORDER BY ctid")
        assert [row[0] for row in cursor.fetchall()] == sorted(receipts)


def test_a_second_ballot_of_the_same_organisation_is_refused_and_the_first_stands(
    world: Selecting,
) -> None:
    receipt = ballots.cast(world.selection, by=world.voters[0], choices=[1])
    with pytest.raises(ballots.AlreadyVoted):
        ballots.cast(world.selection, by=world.voters[0], choices=[2])
    assert [(row.receipt, row.choices) for row in Ballot.objects.all()] == [(receipt, [1])]


@pytest.mark.django_db(transaction=True)
def test_of_two_ballots_at_once_one_is_taken() -> None:
    world = Selecting(candidates=4, seats=2, organisations=6)
    world.to_choice()
    start = threading.Barrier(2)
    outcomes: list[str] = []

    def vote(choice: int) -> None:
        start.wait()
        try:
            ballots.cast(world.selection, by=world.voters[0], choices=[choice])
            outcomes.append("taken")
        except ballots.AlreadyVoted:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=vote, args=(number,)) for number in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused", "taken"]
    assert Ballot.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_ballots_of_many_at_once_are_all_kept() -> None:
    world = Selecting(candidates=4, seats=2, organisations=6)
    world.to_choice()

    def vote(place: int) -> None:
        try:
            ballots.cast(world.selection, by=world.voters[place], choices=[1 + place % 4])
        finally:
            connections.close_all()

    threads = [threading.Thread(target=vote, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert roll.turnout(world.selection) == (6, 6)
    votes = tally.count(ballots.pairs(world.selection, number=1), [1, 2, 3, 4])
    assert votes == {1: 2, 2: 2, 3: 1, 4: 1}


def test_a_double_click_is_one_ballot_with_one_receipt(world: Selecting) -> None:
    signed = ballots.fresh_receipt(world.selection, world.voters[0])
    first = ballots.cast(world.selection, by=world.voters[0], choices=[1], receipt=signed)
    again = ballots.cast(world.selection, by=world.voters[0], choices=[1], receipt=signed)
    assert first == again
    assert Ballot.objects.count() == 1
    with pytest.raises(ballots.AlreadyVoted):
        ballots.cast(
            world.selection,
            by=world.voters[0],
            choices=[1],
            receipt=ballots.fresh_receipt(world.selection, world.voters[0]),
        )


def test_nobody_chooses_her_own_receipt(world: Selecting) -> None:
    receipt = ballots.cast(
        world.selection, by=world.voters[0], choices=[1], receipt="FORA-LICE-2345"
    )
    assert receipt != "FORA-LICE-2345"
    assert ballots.look_up(world.selection, receipt.lower().replace("-", " ")) is not None
    assert ballots.look_up(world.selection, "FORA-LICE-2345") is None


def test_only_the_roll_votes_for_candidates_and_no_more_than_there_are_seats(
    world: Selecting,
) -> None:
    with pytest.raises(ballots.NotOnTheRoll):
        ballots.cast(world.selection, by=PersonFactory(), choices=[1])
    with pytest.raises(Incomplete):
        ballots.cast(world.selection, by=world.voters[0], choices=[1, 2, 3])
    with pytest.raises(Incomplete):
        ballots.cast(world.selection, by=world.voters[0], choices=[77])
    ballots.cast(world.selection, by=world.voters[0], choices=[])
    world.close_choice()
    with pytest.raises(ballots.VoteClosed):
        ballots.cast(world.selection, by=world.voters[1], choices=[1])
    world.advance()
    assert world.selection.result["rounds"][0]["blank"] == 1


def test_the_roll_stands_once_the_vote_has_begun(world: Selecting) -> None:
    from forums.domain.errors import Refused

    with pytest.raises(Refused):
        roll.enrol(world.selection, by=world.lead, rows=[("New", PersonFactory())])
    with pytest.raises(Refused):
        roll.strike(RollEntry.objects.all()[0], by=world.lead)


def test_a_person_votes_for_one_organisation(db: None) -> None:
    from forums.domain.errors import Refused

    world = Selecting(candidates=1, organisations=2)
    with pytest.raises(Refused, match="already votes"):
        roll.enrol(world.selection, by=world.lead, rows=[("New", world.voters[0])])
    assert roll.enrol(world.selection, by=world.lead, rows=[("New", PersonFactory())]) == 1
    assert roll.enrol(world.selection, by=world.lead, rows=[("new", PersonFactory())]) == 0
