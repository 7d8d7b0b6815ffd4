"""The roll says which organisations vote and who casts the ballot of each."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connections

from forums.domain import ballots, organisations, roll
from forums.domain.errors import Incomplete, Refused
from forums.models import Ballot, Notice, Organisation, Person, RollEntry, SelectionStep
from tests.factories import ForumFactory, OrganisationFactory, PersonFactory
from tests.selecting import WHY, Selecting


def voting() -> Selecting:
    """An open vote of three organisations on two candidates."""
    made = Selecting(candidates=2, seats=1, organisations=3)
    made.to_choice()
    return made


def entry_of(voter: Person) -> RollEntry:
    entry: RollEntry = voter.roll_entries.select_related("organisation").get()
    return entry


def at_once(*acts: Callable[[], object]) -> list[str]:
    """What was refused when all act at the same moment."""
    begin, refused = threading.Barrier(len(acts)), []

    def act(verb: Callable[[], object]) -> None:
        try:
            begin.wait(10)
            verb()
        except Refused as error:
            refused.append(type(error).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act, args=[verb]) for verb in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return refused


def test_somebody_else_votes_for_an_organisation_that_has_not_voted(db: None) -> None:
    world, new = voting(), PersonFactory()
    old = world.voters[0]
    Notice.objects.all().delete()
    told = roll.replace(entry_of(old), by=world.lead, voter=new, reason=WHY)
    assert told == 3
    assert {row.person for row in Notice.objects.all()} == {old, new, world.lead}
    letter = Notice.objects.get(person=new).text
    assert "can vote until" in letter
    assert str(entry_of(new).organisation) in letter
    assert "can vote until" not in Notice.objects.get(person=old).text
    step = SelectionStep.objects.get(kind="replacement")
    assert (step.organisation, step.text) == (entry_of(new).organisation, WHY)
    with pytest.raises(ballots.NotOnTheRoll):
        ballots.cast(world.selection, by=old, choices=[1])
    ballots.cast(world.selection, by=new, choices=[1])
    assert roll.turnout(world.selection) == (1, 3)


def test_who_has_voted_is_not_replaced(db: None) -> None:
    world = voting()
    ballots.cast(world.selection, by=world.voters[0], choices=[1])
    with pytest.raises(roll.HasVoted):
        roll.replace(entry_of(world.voters[0]), by=world.lead, voter=PersonFactory(), reason=WHY)
    assert entry_of(world.voters[0])
    assert not SelectionStep.objects.filter(kind="replacement").exists()


def test_a_replacement_needs_a_reason_and_somebody_who_does_not_vote_yet(db: None) -> None:
    world = voting()
    entry = entry_of(world.voters[0])
    with pytest.raises(Incomplete):
        roll.replace(entry, by=world.lead, voter=PersonFactory(), reason={"en": ""})
    with pytest.raises(Refused, match="already votes for"):
        roll.replace(entry, by=world.lead, voter=world.voters[1], reason=WHY)
    with pytest.raises(Refused, match="for this organisation already"):
        roll.replace(entry, by=world.lead, voter=world.voters[0], reason=WHY)
    world.close_choice()
    world.advance()
    with pytest.raises(Refused, match="while the vote runs"):
        roll.replace(entry, by=world.lead, voter=PersonFactory(), reason=WHY)


@pytest.mark.django_db(transaction=True)
def test_replaced_and_casting_at_once_one_of_both_holds() -> None:
    world, new = voting(), PersonFactory()
    old = world.voters[0]
    entry = entry_of(old)
    refused = at_once(
        lambda: ballots.cast(world.selection, by=old, choices=[1]),
        lambda: roll.replace(entry, by=world.lead, voter=new, reason=WHY),
    )
    assert refused in (["HasVoted"], ["NotOnTheRoll"])
    entry.refresh_from_db()
    assert (entry.voter == old) == (refused == ["HasVoted"]) == (Ballot.objects.count() == 1)


def test_an_organisation_is_known_by_its_name_in_each_language_of_the_forum(db: None) -> None:
    forum = ForumFactory(languages=["en", "es"])
    known = OrganisationFactory(name={"en": "River Watch", "es": "Vigías del Río"})
    for name in ("river watch", " VIGÍAS   del Río "):
        assert organisations.called(name, sector="other", forum=forum) == known
    made = organisations.called("River  Watch!", sector="other", forum=forum)
    assert (str(made), made.slug) == ("River Watch!", "river-watch")
    assert organisations.called("¿?", sector="other", forum=forum).slug == "organisation"
    assert organisations.called("¡!", sector="other", forum=forum).slug == "organisation-2"


@pytest.mark.django_db(transaction=True)
def test_a_new_organisation_named_by_two_at_once_is_one() -> None:
    forum = ForumFactory()
    at_once(*[lambda: organisations.called("Friends of the Sea", sector="other", forum=forum)] * 4)
    assert Organisation.objects.count() == 1
