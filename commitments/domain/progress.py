"""Reporting how far milestones are, checking it and publishing it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.domain import report_notices
from commitments.domain.reporting import Said, check_update, meant
from commitments.domain.status import commitment_status, milestone_days, progress_days
from commitments.models import (
    Commitment,
    CommitmentStatus,
    Evidence,
    Milestone,
    MilestoneStatus,
    ReportingRound,
    Update,
    UpdateState,
)
from forums.domain import documents, publication
from forums.domain.errors import AlreadyPublished, Incomplete, NotPublished, Refused
from forums.domain.fingerprints import check_seen
from forums.domain.fingerprints import fingerprint as of_fields
from forums.models import Document, DocumentKind, Person, Translated

CONTENT = ("status", "done", "obstacles", "next_steps", "happened_on")


class HandedInAnew(Refused):
    """A coordinator publishes what she has read, and nothing else."""


@transaction.atomic
def report(
    milestone: Milestone,
    *,
    by: Person,
    round: ReportingRound,
    status: str,
    seen: str = "",
    **fields: Any,
) -> Update:
    """Writes or rewrites the one update of a milestone in a round, as a draft.

    `seen` is the fingerprint of what the person had before her. Obstacles and next steps that
    say nothing, such as "None", are left out. What was handed in has to be handed in again.
    Raises AlreadyPublished where the round's update is public, ChangedMeanwhile.
    """
    lock(milestone.commitment_id)
    update = Update.objects.filter(milestone=milestone, round=round).first()
    if update is not None and update.is_public:
        raise AlreadyPublished(_("The update of this round is published. Report in the next one."))
    if update is not None:
        check_seen(seen, fingerprint(update))
    update = update or Update(milestone=milestone, round=round)
    update.state, update.submitted_at = UpdateState.DRAFT, None
    update.status, update.reported_by = status, by
    for name, value in fields.items():
        setattr(update, name, value)
    update.obstacles, update.next_steps = meant(update.obstacles), meant(update.next_steps)
    update.save()
    return update


def fingerprint(update: Update) -> str:
    """Tells one content of an update from another."""
    return of_fields(update, CONTENT)


@transaction.atomic
def read(update: Update, *, by: Person, values: Mapping[int, str]) -> None:
    """Writes what was read of indicators, by their ids; an empty value takes a reading away.

    Raises AlreadyPublished.
    """
    _lock_open(update)
    own = set(update.milestone.indicators.values_list("pk", flat=True))
    for pk in own & set(values):
        if value := values[pk].strip():
            update.readings.update_or_create(indicator_id=pk, defaults={"value": value})
        else:
            update.readings.filter(indicator_id=pk).delete()


@transaction.atomic
def attach(update: Update, *, by: Person, document: Document) -> Evidence:
    """Ties a document to an update as its proof; the same one once. Raises AlreadyPublished."""
    _lock_open(update)
    return Evidence.objects.get_or_create(update=update, document=document)[0]


@transaction.atomic
def add_link(update: Update, *, by: Person, title: str, url: str) -> Evidence:
    """Ties a link to an update as its proof; it becomes public with the update."""
    document = documents.add(
        publication.forum_of(update), by=by, title=title, kind=DocumentKind.EVIDENCE, url=url
    )
    return attach(update, by=by, document=document)


@transaction.atomic
def detach(update: Update, *, by: Person, document: Document) -> None:
    """Takes a proof away from an update that is not public; the document stays in the forum.

    Raises AlreadyPublished.
    """
    locked = _lock_open(update)
    Evidence.objects.filter(update=locked, document=document).delete()


@transaction.atomic
def submit(update: Update, *, by: Person) -> None:
    """Hands an update in to the coordinator. Raises NotReady, AlreadyPublished."""
    locked = _lock_open(update)
    check_update(_said(locked))
    locked.state, locked.submitted_at = UpdateState.SUBMITTED, timezone.now()
    locked.save(update_fields=["state", "submitted_at"])
    update.state, update.submitted_at = locked.state, locked.submitted_at


@transaction.atomic
def send_back(update: Update, *, by: Person, asks: str) -> None:
    """Gives what was handed in back to the office, which is told what the coordinator asks for.

    Raises Incomplete where nothing is asked for or it was not handed in, AlreadyPublished.
    """
    locked = _lock_open(update)
    if locked.state != UpdateState.SUBMITTED:
        raise Incomplete(_("The responsible office has not handed this update in yet."))
    locked.sent_back = asked(asks)
    locked.state, locked.submitted_at = UpdateState.DRAFT, None
    locked.save(update_fields=["state", "submitted_at", "sent_back"])
    report_notices.tell_sent_back(locked, by=by)


@transaction.atomic
def publish(update: Update, *, by: Person, seen: str = "") -> None:
    """Publishes a submitted update with its evidence; milestone and commitment follow.

    Raises NotPublished where the round is not public, AlreadyPublished where it was, Incomplete
    where it is not handed in, NotReady where its evidence was taken away, HandedInAnew where it is
    not what the coordinator read, by the fingerprint `seen`.
    """
    locked = _lock_open(update)
    if locked.state != UpdateState.SUBMITTED:
        raise Incomplete(_("The responsible office has not handed this update in yet."))
    if not locked.round.is_public:
        raise NotPublished(_("Publish the reporting round first."))
    check_read(seen, fingerprint(locked))
    check_update(_said(locked))
    now = timezone.now()
    locked.state, locked.sent_back, locked.withdrawn_at = UpdateState.PUBLISHED, "", None
    locked.published_at = locked.published_at or now
    locked.save(update_fields=["state", "sent_back", "withdrawn_at", "published_at"])
    for name in ("state", "sent_back", "withdrawn_at", "published_at"):
        setattr(update, name, getattr(locked, name))
    for document in locked.evidence.filter(published_at=None):
        publication.publish(document, at=now)
    follow(Commitment.objects.get(milestones=update.milestone_id))


@transaction.atomic
def take_back(update: Update, *, by: Person, asks: str) -> None:
    """Takes a published update out of the public's sight, for its office to correct it.

    Milestone and commitment go back to what the update before says; history keeps it all. Once
    it is handed in and published again, its first day of publication stands. Raises NotPublished,
    Incomplete where no reason is given.
    """
    lock(update.milestone.commitment_id)
    locked = _locked(update)
    if not locked.is_public:
        raise NotPublished(_("This update is not published."))
    locked.withdrawn_at, locked.sent_back = timezone.now(), asked(asks)
    locked.state, locked.submitted_at = UpdateState.DRAFT, None
    locked.save(update_fields=["state", "withdrawn_at", "sent_back", "submitted_at"])
    milestone = Milestone.objects.select_for_update(of=("self",)).get(pk=update.milestone_id)
    if milestone.taken_out_on is None and not _published(milestone.updates.all()).exists():
        _save(milestone, status=MilestoneStatus.NOT_STARTED, began_on=None, completed_on=None)
    follow(Commitment.objects.get(milestones=update.milestone_id))
    report_notices.tell_sent_back(locked, by=by)


def status_before(milestone: Milestone, round: ReportingRound) -> str:
    """What was last published of the milestone before the round; empty where nothing was."""
    earlier = _published(milestone.updates.filter(round__as_of__lt=round.as_of))
    return earlier.order_by("-round__as_of").values_list("status", flat=True).first() or ""


def asked(asks: str) -> str:
    """What a coordinator asks for, where she says it. Raises Incomplete."""
    if not asks.strip():
        raise Incomplete(_("Say what the office is to change."))
    return asks.strip()


def check_read(seen: str, now: str) -> None:
    """Raises HandedInAnew where a report is not what the coordinator has read."""
    if seen and seen != now:
        raise HandedInAnew(_("Its office handed it in anew meanwhile. Read it again."))


def proofs_of(update: Update) -> int:
    """How many documents prove the update; what was withdrawn proves nothing."""
    return update.evidence.filter(withdrawn_at=None).count()


def _said(update: Update) -> Said:
    return Said(
        status=update.status,
        done=Translated.of(update.done),
        obstacles=Translated.of(update.obstacles),
        happened_on=update.happened_on,
        proofs=proofs_of(update),
        before=status_before(update.milestone, update.round),
        as_of=update.round.as_of,
    )


def lock(commitment: int) -> None:
    """Reporting, publishing and following take turns, commitment by commitment."""
    Commitment.objects.select_for_update(of=("self",)).get(pk=commitment)


def _locked(update: Update) -> Update:
    rows = Update.objects.select_for_update(of=("self",))
    return rows.select_related("round", "milestone__commitment__plan__forum", "reported_by").get(
        pk=update.pk
    )


def _lock_open(update: Update) -> Update:
    """The update as it stands now, where its office may still change it."""
    lock(update.milestone.commitment_id)
    locked = _locked(update)
    if locked.is_public:
        raise AlreadyPublished(_("This update is published already."))
    return locked


def _published(updates: QuerySet[Update]) -> QuerySet[Update]:
    return updates.filter(state=UpdateState.PUBLISHED, withdrawn_at=None)


def follow(commitment: Commitment) -> None:
    """Brings the states of a commitment and its milestones to what published updates say.

    So it does the days on which they began and were complete. What an amendment took out of the
    plan stays withdrawn, whatever is reported of it.
    """
    locked = Commitment.objects.select_for_update(of=("self",)).get(pk=commitment.pk)
    milestones = list(locked.milestones.select_for_update(of=("self",)))
    told = _told(locked)
    for milestone in milestones:
        _follow_updates(milestone, told.get(milestone.pk, []))
    status = commitment_status(milestone.status for milestone in milestones)
    if locked.taken_out_on is not None:
        status = CommitmentStatus.WITHDRAWN
    days = progress_days(
        ((row.status, row.began_on, row.completed_on) for row in milestones), status
    )
    _save(locked, status=status, began_on=days.began_on, completed_on=days.completed_on)
    commitment.status = status


def _told(commitment: Commitment) -> dict[int, list[tuple[str, dt.date]]]:
    """By milestone: what its published updates say and since when, the oldest first."""
    rows = _published(Update.objects.filter(milestone__commitment=commitment)).order_by(
        "round__as_of"
    )
    told: dict[int, list[tuple[str, dt.date]]] = defaultdict(list)
    for milestone, status, happened_on, as_of in rows.values_list(
        "milestone", "status", "happened_on", "round__as_of"
    ):
        told[milestone].append((status, happened_on or as_of))
    return told


def _follow_updates(milestone: Milestone, told: list[tuple[str, dt.date]]) -> None:
    status = milestone.status
    if told and milestone.taken_out_on is None:
        status = told[-1][0]
    days = milestone_days(told, status)
    _save(milestone, status=status, began_on=days.began_on, completed_on=days.completed_on)


def _save(row: Commitment | Milestone, **values: Any) -> None:
    """Saves what is different, and nothing where nothing is."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        row.save(update_fields=changed)
