"""Those who were chosen take their seats by the same checks as everybody else."""

from __future__ import annotations

import pytest

from forums.domain import anonymity, ballots, nominations, seating, selections
from forums.domain.errors import Refused
from forums.models import Nomination, NominationState, Notice, Selection, Stage, Term
from tests.factories import PersonFactory, RulesVersionFactory, TermFactory, days
from tests.selecting import WHY, Selecting

pytestmark = pytest.mark.django_db


def chosen() -> tuple[Selecting, Nomination]:
    """An election of one candidate for one seat, who has accepted."""
    world = Selecting(candidates=2, seats=1, organisations=2)
    world.to_choice()
    ballots.cast(world.selection, by=world.voters[0], choices=[1])
    world.close_choice()
    world.advance()
    row = world.nominations()[0]
    nominations.answer(row, by=row.candidate, accepts=True)
    Notice.objects.all().delete()
    return world, world.nominations()[0]


def test_who_is_seated_gets_one_letter_and_so_does_the_alternate() -> None:
    world, row = chosen()
    alternate = PersonFactory()
    told = seating.seat(
        world.selection,
        by=world.lead,
        holders={row: world.places[0]},
        alternates={row: alternate},
        reason=WHY,
    )
    mine = Notice.objects.filter(person=row.candidate)
    assert [notice.subject for notice in mine] == [
        "Your seat in Forum " + str(world.forum.name)[6:]
    ]
    assert Notice.objects.filter(person=alternate).count() == 1
    assert told == Notice.objects.count()
    assert Notice.objects.filter(person=world.lead).count() == 1
    term = Term.objects.get(seat=world.places[0])
    assert (term.person, term.alternate, term.nomination) == (row.candidate, alternate, row)


def test_the_limit_of_terms_in_a_row_asks_for_a_public_exception() -> None:
    world, row = chosen()
    RulesVersionFactory(forum=world.forum, in_force=world.forum.today, most_terms=1)
    first = world.selection.term_starts_on
    TermFactory(
        seat=world.places[0],
        person=row.candidate,
        starts_on=first - days(700),
        ends_on=first - days(1),
    )
    holders = {row: world.places[0]}
    with pytest.raises(seating.NotSeated, match="the rules allow 1") as refused:
        seating.seat(world.selection, by=world.lead, holders=holders, reason=WHY)
    assert (refused.value.nomination, refused.value.part) == (row, "exception")
    seating.seat(
        world.selection,
        by=world.lead,
        holders=holders,
        exceptions={row: {"en": "Nobody else knows the river."}},  # type: ignore[dict-item]
        reason=WHY,
    )
    assert Term.objects.get(starts_on=first).exception == {"en": "Nobody else knows the river."}


def test_a_seat_that_the_forum_closes_is_not_given() -> None:
    world, row = chosen()
    place = world.places[0]
    place.closed_on = world.selection.term_starts_on + days(10)
    place.save()
    with pytest.raises(seating.NotSeated, match="has this seat until"):
        seating.seat(world.selection, by=world.lead, holders={row: place}, reason=WHY)
    assert Selection.objects.get().stage == Stage.ACCEPTANCE


def test_a_term_that_should_have_begun_waits_for_a_later_day() -> None:
    world, row = chosen()
    Selection.objects.update(term_starts_on=world.forum.today - days(1))
    world.selection.refresh_from_db()
    with pytest.raises(selections.NotYet, match="is past"):
        seating.seat(world.selection, by=world.lead, holders={row: world.places[0]}, reason=WHY)
    selections.postpone(
        world.selection, by=world.lead, reason=WHY, term_starts_on=world.forum.today + days(3)
    )
    seating.seat(world.selection, by=world.lead, holders={row: world.places[0]}, reason=WHY)
    assert Term.objects.get(nomination=row).starts_on == world.forum.today + days(3)


def test_an_alternate_who_is_gone_is_refused() -> None:
    world, row = chosen()
    gone = PersonFactory()
    anonymity.anonymise(gone, by=gone)
    with pytest.raises(seating.NotSeated, match="deleted the account") as refused:
        seating.seat(
            world.selection,
            by=world.lead,
            holders={row: world.places[0]},
            alternates={row: gone},
            reason=WHY,
        )
    assert refused.value.part == "alternate"


def test_who_leaves_for_good_makes_way_for_the_next() -> None:
    world = Selecting(candidates=3, seats=1, organisations=3)
    world.to_choice()
    for voter, choice in zip(world.voters, (1, 1, 2), strict=True):
        ballots.cast(world.selection, by=voter, choices=[choice])
    leaving = world.people[0]
    with pytest.raises(Refused, match="which is being decided"):
        anonymity.anonymise(leaving, by=leaving)
    world.close_choice()
    world.advance()
    anonymity.anonymise(leaving, by=leaving)
    states = [row.state for row in world.nominations()]
    assert states == [NominationState.DECLINED, NominationState.CHOSEN, NominationState.NOT_CHOSEN]
    row = world.nominations()[0]
    assert (row.experience, row.why, row.brings) == ("", "", "")
    assert row.organisation == "Candidate organisation 1"
    world.seat_all()
    assert Term.objects.get(seat=world.places[0]).person == world.people[1]


def test_who_leaves_during_the_call_is_a_candidate_no_more() -> None:
    world = Selecting(candidates=2, organisations=1)
    world.open_call()
    world.selection.leaders.add(world.people[0])
    anonymity.anonymise(world.people[0], by=world.people[0])
    assert world.nominations()[0].state == NominationState.WITHDRAWN
    assert not world.selection.leaders.exists()


def test_the_seats_of_others_cannot_be_given() -> None:
    world, row = chosen()
    other = TermFactory().seat
    with pytest.raises(Refused, match="not one of the selection's"):
        seating.seat(world.selection, by=world.lead, holders={row: other}, reason=WHY)
