"""Loading the whole demo."""

from __future__ import annotations

import datetime as dt

import pghistory
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from commitments.domain import policy_areas
from forums.domain import vacancies
from forums.models import Forum, Notice
from ogp_portal.demo import (
    after_meetings,
    amendments,
    before_meetings,
    co_creation,
    contracts,
    decisions,
    discussion,
    drafting,
    following,
    irm,
    meetings,
    moderation,
    monitoring,
    papers,
    people,
    plan_calendar,
    returned_files,
    rules,
    running_plan,
    selections,
    self_assessment,
    spreadsheets,
    taking_part,
    working_groups,
)
from ogp_portal.demo.clock import ZONE, Clock, past
from ogp_portal.demo.logins import DEMO_LOGINS
from ogp_portal.demo.world import World

FRESH = dt.timedelta(days=2)


@transaction.atomic
def load(*, today: dt.date | None = None) -> Forum:
    """Loads the demo forum as it stands today, all of it or nothing."""
    world = World(Clock(today or timezone.localdate(timezone=ZONE)))
    policy_areas.load(policy_areas.read())
    with pghistory.context(source="demo"):
        people.load(world)
        rules.load_first(world)
        selections.load_election(world)
        _repository(world)
        meetings.load(world)
        decisions.load(world)
        running_plan.load(world)
        self_assessment.load(world)
        amendments.load(world)
        co_creation.load(world)
        contracts.load(world)
        irm.load(world)
        returned_files.load(world)
        monitoring.load(world)
        taking_part.load(world)
        plan_calendar.load(world)
        discussion.load(world)
        drafting.load(world)
        spreadsheets.load(world)
        after_meetings.load(world)
        rules.load_open(world)
        working_groups.load(world)
        before_meetings.load(world)
        selections.load_invitation(world)
        moderation.load(world)
        following.load(world)
        _announce(world)
    settle_outbox()
    return world.forum


def _repository(world: World) -> None:
    for row in world.read("repository")["documents"]:
        with past(world.clock.moment(row["on"])):
            papers.add(world, row, by=world.coordinator, publish=row.get("published", True))


def _announce(world: World) -> None:
    """The coordinators were told this morning of the seats that have to be filled."""
    morning = world.clock.moment("today", "00:10")
    with past(morning):
        vacancies.announce(now=morning)


def settle_outbox() -> None:
    """What was due before today was sent then; only the newest mail to the logins is not.

    So the worker has a few e-mails to deliver, which can be read at /outbox/, and reminders of
    what is to come wait for their day.
    """
    now = timezone.now()
    past_due = Notice.objects.filter(sent_at=None, cancelled_at=None, due_at__lte=now)
    fresh = past_due.filter(
        due_at__gt=now - FRESH, person__email__in=[login.email for login in DEMO_LOGINS]
    )
    past_due.exclude(pk__in=fresh.values("pk")).update(sent_at=F("due_at"), attempts=1)
