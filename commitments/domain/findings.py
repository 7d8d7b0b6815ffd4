"""How far whole commitments are: as the government reports it, and as civil society finds it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from action_plans.models import ActionPlan
from commitments.domain import monitoring_notices
from commitments.domain.verifications import NOT_YET, organisation_of
from commitments.models import (
    Commitment,
    CommitmentFinding,
    CommitmentReport,
    ReportingRound,
    SocietyStatus,
)
from forums.domain import fingerprints
from forums.domain.errors import Incomplete, NotPublished
from forums.models import Person, Translated

NOTHING, APART = "nothing", "apart"
"""Where nobody has said anything, and where organisations differ among themselves."""


def fingerprint(row: CommitmentFinding | None) -> str:
    """Tells one finding of an organisation from another, and from none."""
    if row is None or row.pk is None:
        return NOT_YET
    return fingerprints.fingerprint(row, ("status", "reason"))


@transaction.atomic
def find(
    commitment: Commitment,
    *,
    by: Person,
    round: ReportingRound,
    status: str,
    reason: Any,
    seen: str = "",
) -> CommitmentFinding:
    """Publishes how far the person's organisation finds a commitment in a round, or changes it.

    The office and the coordinators are told once of each state. Raises NotPublished,
    NoOrganisation, Incomplete without a reason, and ChangedMeanwhile where somebody of the
    organisation saved since the fingerprint `seen`.
    """
    organisation = organisation_of(by)
    words = Translated.of(reason, main=commitment.plan.forum.main_language)
    if not words:
        raise Incomplete(_("Say why you find so."))
    locked = Commitment.objects.select_for_update(of=("self",)).get(pk=commitment.pk)
    if not (locked.is_public and round.is_public) or round.plan_id != commitment.plan_id:
        raise NotPublished(_("Commitment and reporting round have to be published first."))
    kept = {"commitment": commitment, "round": round, "organisation": organisation}
    row = CommitmentFinding.objects.filter(**kept).first()
    if row is None:
        row = CommitmentFinding(**kept, published_at=timezone.now())
    elif (row.status, row.reason) == (status, words):
        return row
    else:
        fingerprints.check_seen(seen, fingerprint(row))
    row.by, row.status, row.reason = by, SocietyStatus(status).value, words
    row.save()
    row.commitment, row.round = commitment, round
    monitoring_notices.found(row)
    return row


@dataclass
class RoundViews:
    """What both sides say of a commitment in one round, side by side."""

    round: ReportingRound
    report: CommitmentReport | None = None
    findings: list[CommitmentFinding] = field(default_factory=list)


def both_views(commitment: Commitment) -> list[RoundViews]:
    """Round by round what is public of both sides, the latest first; in three queries."""
    rounds = ReportingRound.objects.public().filter(plan=commitment.plan_id).order_by("-as_of")
    views = {row.pk: RoundViews(row) for row in rounds}
    for report in CommitmentReport.objects.public().filter(commitment=commitment):
        if report.round_id in views:
            views[report.round_id].report = report
    for finding in (
        CommitmentFinding.objects.public()
        .filter(commitment=commitment)
        .select_related("organisation", "by")
        .order_by("published_at", "pk")
    ):
        if finding.round_id in views:
            views[finding.round_id].findings.append(finding)
    return list(views.values())


@dataclass(frozen=True)
class Compared:
    """Of how many commitments each side says the same state last; `key` names it."""

    key: str
    label: str
    government: int
    society: int


def compared(plan: ActionPlan) -> list[Compared]:
    """The commitments of a plan by the latest word of each side, in two queries.

    Of each commitment counts the latest report, and of civil society the latest round in which
    an organisation found something: where organisations differ in it the commitment counts as
    `apart`. Each column adds up to the public commitments that were not taken out.
    """
    counted = dict(
        Commitment.objects.public()
        .filter(plan=plan, taken_out_on=None)
        .values_list("pk", "reported_status")
    )
    found = (
        CommitmentFinding.objects.public()
        .filter(commitment__in=counted)
        .order_by("commitment", "-round__as_of")
        .values_list("commitment", "round__as_of", "status")
    )
    return _compared(counted.values(), len(counted), last_words(found))


def last_words(found: Iterable[tuple[int, Any, str]]) -> dict[int, str]:
    """Of each thing what was found on its latest day, or `apart`. Pure; takes (thing, day, state)."""
    days: dict[int, Any] = {}
    said: dict[int, set[str]] = {}
    for thing, day, status in found:
        if thing not in days or day > days[thing]:
            days[thing], said[thing] = day, set()
        if day == days[thing]:
            said[thing].add(status)
    return {thing: APART if len(each) > 1 else each.pop() for thing, each in said.items()}


def _compared(reported: Iterable[str], total: int, society: dict[int, str]) -> list[Compared]:
    theirs = Counter(status or NOTHING for status in reported)
    ours = Counter(society.values())
    ours[NOTHING] = total - len(society)
    labels = {
        **dict(SocietyStatus.choices),
        APART: pgettext("civil society's finding", "Organisations differ"),
        NOTHING: _("Nothing said yet"),
    }
    return [
        Compared(key, str(label), theirs[key], ours[key])
        for key, label in labels.items()
        if theirs[key] or ours[key] or key in dict(SocietyStatus.choices)
    ]
