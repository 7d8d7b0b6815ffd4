"""Visits, and meetings with responsible offices: recording what was seen, and publishing it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max, Prefetch
from django.utils.translation import gettext as _

from action_plans.models import ActionPlan
from commitments.domain import monitoring_notices, proofs
from commitments.domain.proofs import Proof
from commitments.models import Commitment, MonitoringVisit
from forums.domain import fingerprints, publication
from forums.domain.errors import AlreadyPublished, Incomplete, NotHeld
from forums.models import Document, Meeting, Organisation, Person

CONTENT = ("kind", "title", "held_on", "place", "took_part", "notes", "meeting_id")
LINKS = ("commitments", "offices")


def fingerprint(visit: MonitoringVisit) -> str:
    """Tells one content of a record from another."""
    return fingerprints.fingerprint(visit, (*CONTENT, *LINKS))


@transaction.atomic
def record(
    plan: ActionPlan,
    *,
    by: Person,
    commitments: Iterable[Commitment],
    offices: Iterable[Organisation] = (),
    given: Iterable[Proof] = (),
    **fields: Any,
) -> MonitoringVisit:
    """A record with the plan's next number, which only the forum sees; a double click is one.

    What is `given` goes into the repository and becomes public with the record. Raises Incomplete
    without a commitment of the plan, NotHeld for a day to come, FileRefused.
    """
    about = _check(plan, commitments, fields)
    ActionPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    same = {name: fields[name] for name in ("kind", "title", "held_on", "notes")}
    twin = plan.visits.filter(recorded_by=by, published_at=None, **same).first()
    if twin is not None:
        return twin
    number = (plan.visits.aggregate(last=Max("number"))["last"] or 0) + 1
    visit = MonitoringVisit.objects.create(plan=plan, number=number, recorded_by=by, **fields)
    visit.commitments.set(about)
    visit.offices.set(offices)
    _add(visit, by=by, given=given)
    return visit


@transaction.atomic
def change(
    visit: MonitoringVisit,
    *,
    by: Person,
    commitments: Iterable[Commitment],
    offices: Iterable[Organisation] = (),
    given: Iterable[Proof] = (),
    taken_back: Iterable[Any] = (),
    seen: str = "",
    **fields: Any,
) -> None:
    """Changes what is recorded; the history keeps what stood before.

    Raises as `record` does, and ChangedMeanwhile where somebody saved since the fingerprint `seen`.
    """
    about = _check(visit.plan, commitments, fields)
    locked = MonitoringVisit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    fingerprints.check_seen(seen, fingerprint(locked))
    for name, value in fields.items():
        setattr(visit, name, value)
    visit.save(update_fields=[*fields])
    visit.commitments.set(about)
    visit.offices.set(offices)
    visit.documents.remove(*visit.documents.filter(pk__in=[*taken_back]))
    _add(visit, by=by, given=given)


@transaction.atomic
def publish(visit: MonitoringVisit, *, by: Person) -> int:
    """Shows the record with its documents and tells the offices. Returns how many are told.

    Raises AlreadyPublished.
    """
    publication.publish(visit)
    for document in visit.documents.filter(published_at=None):
        publication.publish(document)
    return monitoring_notices.visit_published(visit)


@transaction.atomic
def remove(visit: MonitoringVisit, *, by: Person) -> None:
    """Takes away what was recorded by mistake; the history keeps it.

    Raises AlreadyPublished: what was shown once is corrected and not removed.
    """
    locked = MonitoringVisit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    if locked.published_at is not None:
        raise AlreadyPublished(_("What was published is corrected, not removed."))
    locked.delete()


def with_links(rows: Any, *, reader: Any) -> Any:
    """Visits with their commitments, offices, documents and meeting, as the reader may see them."""
    return rows.select_related("plan__forum", "recorded_by__organisation").prefetch_related(
        Prefetch(
            "commitments",
            Commitment.objects.visible_to(reader).select_related("plan__forum").order_by("number"),
        ),
        Prefetch("offices", Organisation.objects.order_by("slug")),
        Prefetch("documents", Document.objects.visible_to(reader).select_related("forum")),
        Prefetch("meeting", Meeting.objects.visible_to(reader).select_related("forum")),
    )


def _check(
    plan: ActionPlan, commitments: Iterable[Commitment], fields: dict[str, Any]
) -> list[Commitment]:
    about = [row for row in commitments if row.plan_id == plan.pk]
    if not about:
        raise Incomplete(_("Choose at least one commitment that it was about."))
    if fields["held_on"] > plan.forum.today:
        raise NotHeld(_("This day is still to come. Record a visit when it has taken place."))
    return about


def _add(visit: MonitoringVisit, *, by: Person, given: Iterable[Proof]) -> None:
    added = proofs.take_in(
        visit.plan.forum,
        by=by,
        given=given,
        known=list(visit.documents.all()),
        publish=visit.is_public,
        dated_on=visit.held_on,
    )
    visit.documents.add(*added)
