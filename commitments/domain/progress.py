"""Reporting how far milestones are, checking it and publishing it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.domain.status import commitment_status
from commitments.models import (
    Commitment,
    CommitmentStatus,
    Evidence,
    Milestone,
    ReportingRound,
    Update,
    UpdateState,
)
from forums.domain import documents, publication
from forums.domain.errors import AlreadyPublished, Incomplete, NotPublished
from forums.models import Document, Person


@transaction.atomic
def report(
    milestone: Milestone, *, by: Person, round: ReportingRound, status: str, **fields: Any
) -> Update:
    """Writes or rewrites the one update of a milestone in a round, as a draft.

    Raises AlreadyPublished where the round's update is public.
    """
    _lock(milestone.commitment_id)
    update = Update.objects.filter(milestone=milestone, round=round).first() or Update(
        milestone=milestone, round=round
    )
    if update.state == UpdateState.PUBLISHED:
        raise AlreadyPublished(_("The update of this round is published. Report in the next one."))
    update.status = status
    update.reported_by = by
    for name, value in fields.items():
        setattr(update, name, value)
    update.save()
    return update


@transaction.atomic
def attach(update: Update, *, by: Person, document: Document) -> Evidence:
    """Ties a document to an update as its proof; the same one once."""
    return Evidence.objects.get_or_create(update=update, document=document)[0]


@transaction.atomic
def submit(update: Update, *, by: Person) -> None:
    """Hands an update in to the coordinator. Raises Incomplete, AlreadyPublished."""
    _lock(update.milestone.commitment_id)
    update.refresh_from_db(fields=["state"])
    if update.state == UpdateState.PUBLISHED:
        raise AlreadyPublished(_("This update is published already."))
    if not update.done:
        raise Incomplete(_("Say what was done before you hand it in."))
    update.state = UpdateState.SUBMITTED
    update.submitted_at = timezone.now()
    update.save(update_fields=["state", "submitted_at"])


@transaction.atomic
def publish(update: Update, *, by: Person) -> None:
    """Publishes a submitted update with its evidence; milestone and commitment follow.

    Raises NotPublished where the round is not public, AlreadyPublished where it was.
    """
    _lock(update.milestone.commitment_id)
    locked = (
        Update.objects.select_for_update(of=("self",)).select_related("round").get(pk=update.pk)
    )
    if locked.state == UpdateState.PUBLISHED:
        raise AlreadyPublished(_("This update is published already."))
    if locked.state != UpdateState.SUBMITTED:
        raise Incomplete(_("The responsible office has not handed this update in yet."))
    if not locked.round.is_public:
        raise NotPublished(_("Publish the reporting round first."))
    update.state = UpdateState.PUBLISHED
    update.published_at = timezone.now()
    update.save(update_fields=["state", "published_at"])
    for document in locked.evidence.filter(published_at=None):
        publication.publish(document)
    follow(Commitment.objects.get(milestones=update.milestone_id))


def _lock(commitment: int) -> None:
    """Reporting, publishing and following take turns, commitment by commitment."""
    Commitment.objects.select_for_update(of=("self",)).get(pk=commitment)


def follow(commitment: Commitment) -> None:
    """Brings the states of a commitment and its milestones to what published updates say.

    What an amendment took out of the plan stays withdrawn, whatever is reported of it.
    """
    locked = Commitment.objects.select_for_update(of=("self",)).get(pk=commitment.pk)
    states = []
    for milestone in locked.milestones.select_for_update(of=("self",)):
        latest = (
            milestone.updates.filter(state=UpdateState.PUBLISHED, withdrawn_at=None)
            .order_by("-round__as_of")
            .values_list("status", flat=True)
            .first()
        )
        if milestone.taken_out_on is None and latest not in (None, milestone.status):
            milestone.status = str(latest)
            milestone.save(update_fields=["status"])
        states.append(milestone.status)
    status = commitment_status(states)
    if locked.taken_out_on is not None:
        status = CommitmentStatus.WITHDRAWN
    if status != locked.status:
        locked.status = status
        locked.save(update_fields=["status"])
    commitment.status = status


@transaction.atomic
def add_link(update: Update, *, by: Person, title: str, url: str) -> Evidence:
    """Ties a link to an update as its proof; it becomes public with the update."""
    document = documents.add(
        publication.forum_of(update), by=by, title=title, kind="evidence", url=url
    )
    return attach(update, by=by, document=document)
