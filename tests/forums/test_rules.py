"""Who may do what, where a mistake would take a selection out of civil society's hands."""

from __future__ import annotations

import pytest

from forums.domain import leading, selections
from forums.models import Nomination, Sector, Stage
from tests.factories import PersonFactory, coordinator, seated
from tests.selecting import WHY, Selecting

pytestmark = pytest.mark.django_db
LEAD = "forums.lead_selection"


def test_a_coordinator_of_government_does_not_lead_a_selection_of_civil_society() -> None:
    world = Selecting(organisations=1, candidates=2)
    official = coordinator(world.forum)
    assert not official.has_perm(LEAD, world.selection)
    with pytest.raises(leading.FromTheOtherSide):
        selections.change(world.selection, by=world.lead, leaders=[official])
    world.open_call()
    world.selection.refresh_from_db()
    assert world.selection.stage == Stage.CALL
    assert not official.has_perm(LEAD, world.selection)
    assert not seated(world.forum).has_perm(LEAD, world.selection)
    assert world.lead.has_perm(LEAD, world.selection)


def test_nominations_that_are_not_public_are_read_by_the_sector_that_chooses_and_nobody_else() -> (
    None
):
    world = Selecting(organisations=1, candidates=2)
    world.open_call()
    assert Nomination.objects.visible_to(world.lead).count() == 2
    assert not Nomination.objects.visible_to(coordinator(world.forum)).exists()
    assert not Nomination.objects.visible_to(
        seated(world.forum, sector=Sector.CIVIL_SOCIETY)
    ).exists()
    assert Nomination.objects.visible_to(world.people[0]).count() == 1


def test_a_call_is_not_opened_before_somebody_of_the_sector_leads_it() -> None:
    world = Selecting(organisations=1, candidates=0)
    world.lead.terms.all().delete()
    assert "who leads it" in selections.hindrance(world.selection)
    with pytest.raises(selections.NotYet):
        world.advance()
    official, person = coordinator(world.forum), PersonFactory()
    assert official.has_perm(LEAD, world.selection)
    selections.change(world.selection, by=world.lead, leaders=[person])
    assert selections.hindrance(world.selection) == ""
    assert not official.has_perm(LEAD, world.selection)
    selections.advance(world.selection, by=person, reason=WHY)
    world.selection.refresh_from_db()
    assert world.selection.stage == Stage.CALL
