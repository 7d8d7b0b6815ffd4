"""What joint monitoring asks of people: a look at updates, a settlement, an answer."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from action_plans.models import PlanState
from commitments.domain import observations, verifications
from commitments.models import MonitoringVisit, Observation, Update, Verification
from forums.models import Person, Role, Sector
from ogp_portal.waiting.rows import Waiting, waited, waited_days

MOST = 20


def to_verify(person: Person) -> Iterator[Waiting]:
    """Published updates of the latest rounds of running plans that the person's organisation, of
    civil society and in the forum, has not looked at, the oldest first."""
    organisation = person.organisation
    if organisation is None or organisation.sector == Sector.GOVERNMENT:
        return
    taking_part = [
        term.seat.forum_id for term in person.current_terms if term.seat.role != Role.OBSERVER
    ]
    later = Update.objects.public().filter(
        milestone=OuterRef("milestone"), round__as_of__gt=OuterRef("round__as_of")
    )
    looked = Verification.objects.filter(update=OuterRef("pk"), organisation=organisation)
    rows = (
        Update.objects.public()
        .filter(
            milestone__commitment__plan__forum__in=taking_part,
            milestone__commitment__plan__state=PlanState.IMPLEMENTATION,
            imported=False,
        )
        .exclude(
            Q(milestone__responsible=organisation) | Q(milestone__commitment__lead=organisation)
        )
        .exclude(Exists(later))
        .exclude(Exists(looked))
        .select_related("round", "milestone__commitment__plan__forum")
        .order_by("published_at", "pk")
    )
    for update in rows[:MOST]:
        yield Waiting(
            str(update.milestone.title),
            _("Update to verify: %(round)s") % {"round": update.round.title},
            verifications.verify_url(update, update.milestone.commitment),
            *waited(update.published_at or timezone.now()),
        )


def to_settle(coordinated: list[int]) -> Iterator[Waiting]:
    """Differences between office and civil society that nobody has settled."""
    rows = (
        Verification.objects.public()
        .unsettled()
        .with_place()
        .filter(update__milestone__commitment__plan__forum__in=coordinated)
        .order_by("published_at", "pk")
    )
    for row in rows[:MOST]:
        yield Waiting(
            str(row.update.milestone.title),
            _("Difference to settle: %(organisation)s") % {"organisation": row.organisation},
            row.get_absolute_url(),
            *waited(row.published_at or timezone.now()),
        )


def to_answer(person: Person, coordinated: list[int]) -> Iterator[Waiting]:
    """Observations of the public without an official answer: for the office, and for coordinators."""
    hers = Q(commitment__plan__forum__in=coordinated)
    if person.organisation_id is not None:
        hers |= Q(commitment__lead=person.organisation_id)
        hers |= Q(milestone__responsible=person.organisation_id)
    rows = observations.unanswered(Observation.objects.public().filter(hers))
    for row in rows.select_related("commitment__plan__forum").order_by("sent_at", "pk")[:MOST]:
        yield Waiting(
            Truncator(" ".join(row.text.split())).chars(90),
            _("Observation to answer"),
            row.get_absolute_url(),
            *waited(row.sent_at),
        )


def visits_to_publish(person: Person) -> Iterator[Waiting]:
    """Visits that the person recorded and has not published."""
    rows = MonitoringVisit.objects.filter(recorded_by=person, published_at=None)
    for visit in rows.select_related("plan__forum").order_by("held_on", "pk")[:MOST]:
        yield Waiting(
            str(visit.title),
            _("Visit to publish"),
            visit.get_absolute_url(),
            *waited_days(max(0, (visit.plan.forum.today - visit.held_on).days)),
        )
