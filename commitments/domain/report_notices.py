"""Telling an office that what it reported came back."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from commitments.models import Commitment, CommitmentReport, Milestone, ReportingRound, Update
from forums.domain import notices
from forums.models import Person


def tell_sent_back(report: Update | CommitmentReport, *, by: Person) -> int:
    """Tells who reported what the coordinator asks for. Returns how many were told."""
    subject: Milestone | Commitment
    if isinstance(report, Update):
        subject, commitment = report.milestone, report.milestone.commitment
        url = update_address(report.milestone, report.round)
    else:
        subject = commitment = report.commitment
        url = report_address(commitment, report.round)
    reporter = report.reported_by
    if reporter is None or reporter.pk == by.pk or not reporter.is_active or not reporter.email:
        return 0
    kind = "update" if isinstance(report, Update) else "report"
    return notices.queue(
        [reporter],
        template="commitments/mail/sent_back",
        key=f"{kind}:{report.pk}:sent_back:{timezone.now().isoformat()}",
        context={
            "subject": subject,
            "round": report.round,
            "asks": report.sent_back,
            "by": by,
            "was_public": report.withdrawn_at is not None,
            "url": notices.absolute(url),
        },
        forum=commitment.plan.forum,
    )


def update_address(milestone: Milestone, round: ReportingRound) -> str:
    """The path of the form in which a milestone is reported in a round."""
    commitment = milestone.commitment
    plan = commitment.plan
    return reverse(
        "commitments:update-report",
        args=[plan.forum.slug, plan.slug, commitment.number, milestone.pk, round.slug],
    )


def report_address(commitment: Commitment, round: ReportingRound) -> str:
    """The path of the form in which a whole commitment is reported in a round."""
    plan = commitment.plan
    return reverse(
        "commitments:commitment-report",
        args=[plan.forum.slug, plan.slug, round.slug, commitment.number],
    )
