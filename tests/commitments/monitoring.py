"""A commitment that an office reports of and an organisation of civil society looks at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from commitments.domain import verifications
from commitments.models import Commitment, Milestone, ReportingRound, Update, Verification
from forums.models import Forum, Organisation, Person, Role, Sector
from tests import factories as new
from tests.factories import days


@dataclass
class World:
    """Whom and what the tests of joint monitoring need."""

    forum: Forum
    commitment: Commitment
    milestone: Milestone
    rounds: list[ReportingRound]
    office: Organisation
    watch: Organisation
    officer: Person
    watcher: Person
    coordinator: Person

    def report(self, round: int = 0, *, status: str = "in_progress") -> Update:
        """What the office says in one of the two rounds, published."""
        update: Update = Update.objects.create(
            milestone=self.milestone, round=self.rounds[round], status=status,
            done={"en": "The index is scanned."}, state="published", published_at=timezone.now(),
            reported_by=self.officer,
        )  # fmt: skip
        return update

    def dispute(self, update: Update | None = None, **values: Any) -> Verification:
        """The organisation does not confirm it."""
        said = {"verdict": "not_confirmed", "reason": {"en": "Half of it is blank."}, **values}
        return verifications.verify(update or self.report(), by=self.watcher, **said)


def world(forum: Forum | None = None) -> World:
    """Two rounds, an office with a person, an organisation with a seat, and a coordinator."""
    forum = forum or new.ForumFactory()
    office = new.OrganisationFactory(name={"en": "Records"})
    watch = new.OrganisationFactory(name={"en": "Watch"}, sector=Sector.CIVIL_SOCIETY)
    commitment = new.CommitmentFactory(plan__forum=forum, lead=office)
    today = forum.today
    return World(
        forum=forum,
        commitment=commitment,
        milestone=new.MilestoneFactory(commitment=commitment, responsible=office),
        rounds=[
            new.ReportingRoundFactory(plan=commitment.plan, as_of=today - days(back))
            for back in (200, 20)
        ],
        office=office,
        watch=watch,
        officer=new.seated(forum, organisation=office),
        watcher=new.seated(forum, sector=Sector.CIVIL_SOCIETY, organisation=watch),
        coordinator=new.seated(forum, role=Role.CO_CHAIR),
    )
