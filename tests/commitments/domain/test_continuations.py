"""What a plan left unfinished goes on in the next one, linked both ways."""

from __future__ import annotations

import pytest
from django.test import Client

from commitments.domain import adoption, continuations
from commitments.models import Commitment, Continuation
from forums.models import Person
from tests.factories import (
    ActionPlanFactory,
    CommitmentFactory,
    MilestoneFactory,
    RunningPlanFactory,
    coordinator,
    days,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def commitment() -> Commitment:
    made: Commitment = CommitmentFactory(
        title={"en": "Clean water", "es": "Agua limpia"},
        answers={"problem": {"en": "Water is brown.", "es": "Agua marrón."}},
        status="in_progress",
    )
    MilestoneFactory(commitment=made, title="Dig the well", status="complete")
    MilestoneFactory(commitment=made, title="Lay the pipes", status="in_progress")
    return made


@pytest.fixture
def ana(commitment: Commitment) -> Person:
    return coordinator(commitment.plan.forum)


def test_a_draft_takes_text_and_open_steps_and_the_commitment_it_becomes_says_so(
    commitment: Commitment, ana: Person, client: Client
) -> None:
    plan = ActionPlanFactory(
        forum=commitment.plan.forum, starts_on=commitment.plan.ends_on + days(1)
    )

    draft = continuations.carry_on(commitment, by=ana, plan=plan)
    with pytest.raises(continuations.CarriedOnAlready):
        continuations.carry_on(commitment, by=ana, plan=plan)
    later = adoption.commit(draft, 1)

    assert later.answers["problem"] == {"en": "Water is brown.", "es": "Agua marrón."}
    assert [str(step.title) for step in later.milestones.all()] == ["Lay the pipes"]
    assert later.get_absolute_url() in client.get(commitment.get_absolute_url()).content.decode()
    assert commitment.get_absolute_url() in client.get(later.get_absolute_url()).content.decode()


def test_two_commitments_that_are_there_are_linked_once_and_only_forward(
    commitment: Commitment, ana: Person, client: Client
) -> None:
    plan = RunningPlanFactory(
        forum=commitment.plan.forum,
        starts_on=commitment.plan.ends_on + days(1),
        ends_on=commitment.plan.ends_on + days(700),
    )
    later = CommitmentFactory(plan=plan)
    client.force_login(ana)

    done = client.post(f"{commitment.get_absolute_url()}carry-on/", {"later": later.pk})
    again = client.post(f"{commitment.get_absolute_url()}carry-on/", {"later": later.pk})
    with pytest.raises(continuations.NotALaterPlan):
        continuations.link(later, by=ana, later=commitment)

    assert (done.status_code, again.status_code) == (302, 200)
    assert Continuation.objects.get().later == later


def test_what_is_complete_goes_on_nowhere(commitment: Commitment, ana: Person) -> None:
    Commitment.objects.filter(pk=commitment.pk).update(status="complete")

    with pytest.raises(continuations.NothingToCarryOn):
        continuations.carry_on(commitment, by=ana, plan=ActionPlanFactory())


def test_nobody_without_a_seat_carries_on(commitment: Commitment, client: Client) -> None:
    assert client.get(f"{commitment.get_absolute_url()}carry-on/").status_code == 302
    client.force_login(coordinator(RunningPlanFactory().forum))
    assert client.get(f"{commitment.get_absolute_url()}carry-on/").status_code == 403
