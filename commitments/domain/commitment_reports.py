"""What the government says of whole commitments, round by round: its own four values."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.domain import report_notices
from commitments.domain.progress import asked, check_read, lock
from commitments.domain.reporting import check_report, meant
from commitments.models import Commitment, CommitmentReport, ReportingRound
from forums.domain.errors import AlreadyPublished, Incomplete, NotPublished
from forums.domain.fingerprints import check_seen
from forums.domain.fingerprints import fingerprint as of_fields
from forums.models import Person, Translated

CONTENT = ("status", "text", "obstacles")


@transaction.atomic
def report(
    commitment: Commitment,
    *,
    by: Person,
    round: ReportingRound,
    status: str,
    seen: str = "",
    **fields: Any,
) -> CommitmentReport:
    """Writes or rewrites the one report of a commitment in a round, as a draft.

    Raises AlreadyPublished, ChangedMeanwhile where it is not as the person saw it.
    """
    lock(commitment.pk)
    found = CommitmentReport.objects.filter(commitment=commitment, round=round).first()
    if found is not None and found.is_public:
        raise AlreadyPublished(_("The report of this round is published. Report in the next one."))
    if found is not None:
        check_seen(seen, fingerprint(found))
    found = found or CommitmentReport(commitment=commitment, round=round)
    found.status, found.reported_by, found.submitted_at = status, by, None
    for name, value in fields.items():
        setattr(found, name, value)
    found.obstacles = meant(found.obstacles)
    found.save()
    return found


def fingerprint(report: CommitmentReport) -> str:
    """Tells one content of a report from another."""
    return of_fields(report, CONTENT)


@transaction.atomic
def submit(report: CommitmentReport, *, by: Person) -> None:
    """Hands a report in to the coordinator. Raises NotReady, AlreadyPublished."""
    locked = _lock_open(report)
    check_report(locked.status, Translated.of(locked.text), Translated.of(locked.obstacles))
    report.submitted_at = locked.submitted_at = timezone.now()
    locked.save(update_fields=["submitted_at"])


@transaction.atomic
def send_back(report: CommitmentReport, *, by: Person, asks: str) -> None:
    """Gives what was handed in back to the office. Raises Incomplete, AlreadyPublished."""
    locked = _lock_open(report)
    _check_handed_in(locked)
    locked.sent_back, locked.submitted_at = asked(asks), None
    locked.save(update_fields=["sent_back", "submitted_at"])
    report_notices.tell_sent_back(locked, by=by)


@transaction.atomic
def publish(report: CommitmentReport, *, by: Person, seen: str = "") -> None:
    """Publishes what was handed in; the commitment shows it as the state that is reported.

    Raises NotPublished where the round is not public, AlreadyPublished, Incomplete, HandedInAnew
    where it is not what the coordinator read, by the fingerprint `seen`.
    """
    locked = _lock_open(report)
    _check_handed_in(locked)
    if not locked.round.is_public:
        raise NotPublished(_("Publish the reporting round first."))
    check_read(seen, fingerprint(locked))
    locked.sent_back, locked.withdrawn_at = "", None
    locked.published_at = locked.published_at or timezone.now()
    locked.save(update_fields=["sent_back", "withdrawn_at", "published_at"])
    report.published_at, report.withdrawn_at = locked.published_at, None
    _follow(locked.commitment)


@transaction.atomic
def take_back(report: CommitmentReport, *, by: Person, asks: str) -> None:
    """Takes a published report out of the public's sight, for its office to correct it.

    Raises NotPublished, Incomplete where no reason is given.
    """
    lock(report.commitment_id)
    locked = _locked(report)
    if not locked.is_public:
        raise NotPublished(_("This report is not published."))
    locked.withdrawn_at, locked.sent_back = timezone.now(), asked(asks)
    locked.submitted_at = None
    locked.save(update_fields=["withdrawn_at", "sent_back", "submitted_at"])
    _follow(locked.commitment)
    report_notices.tell_sent_back(locked, by=by)


def _follow(commitment: Commitment) -> None:
    """Brings the reported state to what the report of the latest round says. The state that
    follows from the milestones is another, and stays."""
    latest = CommitmentReport.objects.filter(
        commitment=commitment, published_at__isnull=False, withdrawn_at=None
    ).order_by("-round__as_of")
    commitment.reported_status = latest.values_list("status", flat=True).first() or ""
    commitment.save(update_fields=["reported_status"])


def _check_handed_in(report: CommitmentReport) -> None:
    if report.submitted_at is None:
        raise Incomplete(_("The responsible office has not handed this report in yet."))


def _locked(report: CommitmentReport) -> CommitmentReport:
    rows = CommitmentReport.objects.select_for_update(of=("self",))
    return rows.select_related("round", "commitment__plan__forum", "reported_by").get(pk=report.pk)


def _lock_open(report: CommitmentReport) -> CommitmentReport:
    lock(report.commitment_id)
    locked = _locked(report)
    if locked.is_public:
        raise AlreadyPublished(_("This report is published already."))
    return locked
