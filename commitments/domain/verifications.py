"""What civil society finds of published updates, beside them and never over them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.domain import differences, monitoring_notices, proofs
from commitments.domain.proofs import Proof
from commitments.models import Commitment, Update, Verdict, Verification
from forums.domain import fingerprints
from forums.domain.errors import Incomplete, NotPublished, Refused
from forums.models import Organisation, Person, Translated

NOT_YET = "none"
"""The fingerprint of what an organisation has not said yet."""


class NoOrganisation(Refused):
    """Whoever verifies speaks for an organisation."""


def fingerprint(row: Verification | None) -> str:
    """Tells one finding of an organisation from another, and from none."""
    if row is None or row.pk is None:
        return NOT_YET
    return fingerprints.fingerprint(row, ("verdict", "reason"))


@transaction.atomic
def verify(
    update: Update,
    *,
    by: Person,
    verdict: str,
    reason: Any,
    given: Iterable[Proof] = (),
    taken_back: Iterable[Any] = (),
    seen: str = "",
) -> Verification:
    """Publishes what the person's organisation finds of an update, or changes it.

    The office and the coordinators are told once of each verdict. A difference that an earlier
    update of the milestone left open is settled where this one is confirmed. `given` is added to
    the evidence and `taken_back`, ids of documents, no longer belongs to it. The same sent twice
    is one.

    Raises NotPublished, NoOrganisation, Incomplete without a reason, FileRefused, and
    ChangedMeanwhile where somebody of the organisation saved since the fingerprint `seen`.
    """
    organisation = organisation_of(by)
    forum = update.milestone.commitment.plan.forum
    words = Translated.of(reason, main=forum.main_language)
    if not words:
        raise Incomplete(_("Say why you find so."))
    locked = Update.objects.select_for_update(of=("self",)).get(pk=update.pk)
    if not locked.is_public:
        raise NotPublished(_("This update is not published."))
    kept = Verification.objects.select_for_update(of=("self",))
    row = kept.filter(update=locked, organisation=organisation).first()
    if row is None:
        row = Verification.objects.create(
            update=update,
            organisation=organisation,
            by=by,
            verdict=Verdict(verdict).value,
            reason=words,
            published_at=timezone.now(),
        )
    elif (row.verdict, row.reason) != (verdict, words):
        fingerprints.check_seen(seen, fingerprint(row))
        _change(row, by=by, verdict=verdict, reason=words)
    row.update = update
    row.proofs.filter(document__in=[*taken_back]).delete()
    _prove(row, by=by, given=given)
    if row.verdict == Verdict.CONFIRMED:
        differences.settle_earlier(row, by=by)
    monitoring_notices.verified(row)
    return row


def organisation_of(person: Person) -> Organisation:
    """The organisation for which the person speaks. Raises NoOrganisation."""
    if person.organisation is None:
        raise NoOrganisation(_("Your account names no organisation. Ask the coordinator."))
    return person.organisation


def _change(row: Verification, *, by: Person, verdict: str, reason: Translated) -> None:
    """The history keeps what stood before. A difference that is given up is settled by that."""
    before, was_open = row.verdict, row.is_unsettled
    row.by, row.verdict, row.reason = by, Verdict(verdict).value, reason
    if was_open and not row.is_disputing:
        differences.give_up(row, by=by)
    elif row.is_disputing and row.verdict != before:
        row.settled_on, row.settlement = None, Translated()
        row.settled_in, row.settled_by = None, None
    row.save()


def _prove(row: Verification, *, by: Person, given: Iterable[Proof]) -> None:
    known = list(row.evidence.all())
    for document in proofs.take_in(
        row.update.milestone.commitment.plan.forum, by=by, given=given, known=known, publish=True
    ):
        row.proofs.create(document=document)


def beside(updates: Iterable[Any], *, commitment: Commitment, reader: Any) -> None:
    """Gives each update of a commitment its `findings` and, for who may say what her organisation
    finds, `verify_url`; `verified_by_reader` tells whether it did. One query for all of them."""
    rows = list(updates)
    found: dict[int, list[Verification]] = {row.pk: [] for row in rows}
    if rows:
        public = Verification.objects.public().filter(update__in=rows).with_evidence_counted()
        listed = differences.with_discussion(public).select_related(
            "organisation", "by", "settled_in"
        )
        for verification in listed.order_by("published_at", "pk"):
            found[verification.update_id].append(verification)
    for row in rows:
        row.milestone.commitment = commitment
        row.findings = found[row.pk]
        for verification in row.findings:
            verification.update = row
        may = row.is_public and reader.has_perm("commitments.verify_update", row)
        row.verify_url = verify_url(row, commitment) if may else ""
        row.verified_by_reader = may and any(
            verification.organisation_id == reader.organisation_id for verification in row.findings
        )


def verify_url(update: Update, commitment: Commitment) -> str:
    """Where an organisation says what it finds of an update."""
    plan = commitment.plan
    return reverse(
        "commitments:update-verify",
        args=[
            *(plan.forum.slug, plan.slug, commitment.number),
            *(update.milestone_id, update.round.slug),
        ],
    )
