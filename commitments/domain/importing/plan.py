"""Saving what the files hold: all of it in one transaction, or nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from action_plans.models import ActionPlan, ReasonedResponse, Theme
from commitments.domain import progress
from commitments.domain.importing import rows
from commitments.domain.importing.contents import (
    CommitmentRow,
    Contents,
    MilestoneRow,
    Report,
    ResponseRow,
)
from commitments.domain.importing.ground import forum_of, plan_of
from commitments.domain.importing.ledger import CHANGED, CREATED, UNCHANGED, Ledger
from commitments.domain.importing.problems import Position
from commitments.domain.importing.records import Records
from commitments.domain.importing.specs import Mapping, RoundSpec
from commitments.domain.totals import PlanTotals, plan_totals
from commitments.models import (
    Commitment,
    Evidence,
    Milestone,
    MilestoneStatus,
    ReportingRound,
    Update,
    UpdateState,
)
from forums.models import DocumentKind, Forum, Organisation


@dataclass(frozen=True)
class Outcome:
    """What an import did, or would do, and the plan's counts after it."""

    ledger: Ledger
    totals: PlanTotals


def run(folder: Path, mapping: Mapping, *, forum: str, plan: str, dry_run: bool = False) -> Outcome:
    """Imports the folder's files into the plan with the slug `plan` of the forum `forum`.

    Both are made from the mapping where they are not there; where they are, they stay as they
    are. Rows are known again by their keys: a second run changes nothing, and a row that
    differs is changed. Nothing is deleted, nobody is told. What is made is public at once.
    Raises Broken where anything is wrong, and then nothing is saved; nor with `dry_run`.
    """
    contents = rows.read(folder, mapping)
    with transaction.atomic():
        saver = _Saver(mapping, contents, forum, plan)
        saver.save()
        outcome = Outcome(saver.ledger, plan_totals(saver.plan))
        if dry_run:
            transaction.set_rollback(True)
    return outcome


class _Saver:
    def __init__(self, mapping: Mapping, contents: Contents, forum: str, plan: str) -> None:
        self.mapping = mapping
        self.contents = contents
        self.now = timezone.now()
        self.ledger = Ledger(mapping.language)
        self.forum: Forum = forum_of(mapping, forum, self.ledger, now=self.now)
        self.plan: ActionPlan = plan_of(mapping, self.forum, plan, self.ledger, now=self.now)
        self.records = Records(self.forum, mapping, self.ledger, now=self.now)
        self.at = Position(mapping.name)

    def save(self) -> None:
        self.themes()
        self.rounds()
        self.commitments()
        self.milestones()
        for commitment in self.commitment.values():
            progress.follow(commitment)
        self.responses()
        self.records.meetings(self.contents.meetings)

    def themes(self) -> None:
        before = {theme.slug: theme for theme in self.plan.themes.all()}
        self.theme: dict[str, Theme] = {}
        for position, spec in enumerate(self.contents.themes, start=1):
            found = before.get(spec.slug)
            fields: dict[str, Any] = {
                "name": self.ledger.texts(spec.name, found and found.name),
                "position": position,
            }
            new = Theme(plan=self.plan, slug=spec.slug)
            self.theme[spec.slug] = self.ledger.put(
                "themes", found, new, fields, label=spec.slug, at=self.at
            )

    def rounds(self) -> None:
        before = {round.slug: round for round in self.plan.rounds.all()}
        self.round: dict[str, ReportingRound] = {}
        for spec in self.mapping.rounds:
            self.round[spec.slug] = self._round(spec, before.get(spec.slug))

    def _round(self, spec: RoundSpec, found: ReportingRound | None) -> ReportingRound:
        fields: dict[str, Any] = {
            "title": self.ledger.texts(spec.title, found and found.title),
            "as_of": spec.as_of,
            "opens_on": spec.opens_on,
            "due_on": spec.due_on,
        }
        new = ReportingRound(plan=self.plan, slug=spec.slug, published_at=self.now)
        return self.ledger.put("reporting rounds", found, new, fields, label=spec.slug, at=self.at)

    def commitments(self) -> None:
        before = list(self.plan.commitments.all())
        known = {commitment.source_key: commitment for commitment in before}
        self.next = max((commitment.number for commitment in before), default=0) + 1
        self.commitment: dict[str, Commitment] = {}
        for row in self.contents.commitments:
            self.commitment[row.key] = self._commitment(row, known.get(row.key))

    def _commitment(self, row: CommitmentRow, found: Commitment | None) -> Commitment:
        offices = self._offices(row)
        theme = self.theme.get(row.theme)
        answers = dict(found.answers) if found else {}
        for question, texts in row.answers.items():
            answers[question] = {**answers.get(question, {}), **texts}
        fields: dict[str, Any] = {
            "title": self.ledger.texts(row.title, found and found.title),
            "theme_id": theme.pk if theme else None,
            "ogp_id": row.ogp_id or None,
            "lead_id": offices[0].pk if offices else None,
            "answers": answers,
            "starts_on": row.starts_on or self.plan.starts_on,
            "ends_on": row.ends_on or self.plan.ends_on,
        }
        number = row.number or (found.number if found else self.next)
        self.next = max(self.next, number + 1)
        fields["number"] = number
        new = Commitment(plan=self.plan, source_key=row.key, published_at=self.now)
        commitment = self.ledger.put(
            "commitments", found, new, fields, label=_label(row.key, row.title), at=row.at
        )
        supporting = set(offices[1:])
        if missing := supporting - (set(commitment.supporting.all()) if found else set()):
            commitment.supporting.add(*missing)
            if found:
                self.ledger.note("supporting offices", CHANGED, _label(row.key, row.title))
        return commitment

    def _offices(self, row: CommitmentRow) -> list[Organisation]:
        """The responsible office first, then those that support it."""
        if row.lead or not self.mapping.lead_from_milestones:
            return [self.records.office(row.lead, row.at)] if row.lead else []
        names = Counter(
            milestone.responsible
            for milestone in self.contents.milestones
            if milestone.commitment == row.key and milestone.responsible
        )
        return [self.records.office(name, row.at) for name, _count in names.most_common()]

    def milestones(self) -> None:
        before = Milestone.objects.filter(commitment__plan=self.plan)
        known = {milestone.source_key: milestone for milestone in before}
        positions: Counter[str] = Counter()
        updates = {
            (update.milestone_id, update.round_id): update
            for update in Update.objects.filter(milestone__commitment__plan=self.plan)
        }
        self.proofs = set(
            Evidence.objects.filter(update__milestone__commitment__plan=self.plan).values_list(
                "update", "document"
            )
        )
        for row in self.contents.milestones:
            positions[row.commitment] += 1
            milestone = self._milestone(row, known.get(row.key), positions[row.commitment])
            for report in row.reports:
                key = (milestone.pk, self.round[report.round].pk)
                self._update(row, milestone, report, updates.get(key))

    def _milestone(self, row: MilestoneRow, found: Milestone | None, position: int) -> Milestone:
        commitment = self.commitment[row.commitment]
        office = self.records.office(row.responsible, row.at) if row.responsible else None
        number = found.number if found else f"{commitment.number}.{position}"
        fields: dict[str, Any] = {
            "commitment_id": commitment.pk,
            "number": row.number or number,
            "position": position,
            "title": self.ledger.texts(row.title, found and found.title),
            "responsible_id": office.pk if office else None,
            "responsible_unit": row.unit,
            "starts_on": row.starts_on,
            "due_on": row.due_on,
        }
        if not row.reports:
            fields["status"] = row.status or (found or Milestone()).status
        new = Milestone(
            source_key=row.key, original_due_on=row.due_on, status=MilestoneStatus.NOT_STARTED
        )
        return self.ledger.put(
            "milestones", found, new, fields, label=_label(row.key, row.title), at=row.at
        )

    def _update(
        self, row: MilestoneRow, milestone: Milestone, report: Report, found: Update | None
    ) -> None:
        fields: dict[str, Any] = {
            "status": report.status,
            "done": self.ledger.texts(report.text, found and found.done),
        }
        if found is None or found.state != UpdateState.PUBLISHED:
            fields |= {"state": UpdateState.PUBLISHED, "published_at": self.now}
        new = Update(milestone=milestone, round=self.round[report.round], submitted_at=self.now)
        update = self.ledger.put(
            "updates", found, new, fields, label=f"{row.key}, {report.round}", at=row.at
        )
        for link in report.links:
            document = self.records.document(link, DocumentKind.EVIDENCE, at=row.at)
            if (update.pk, document.pk) in self.proofs:
                self.ledger.note("evidence", UNCHANGED, "")
                continue
            Evidence.objects.create(update=update, document=document)
            self.ledger.note("evidence", CREATED, f"{row.key}, {report.round}: {link.url}")

    def responses(self) -> None:
        before = {response.reference: response for response in self.plan.responses.all()}
        for position, row in enumerate(self.contents.responses, start=1):
            self._response(row, before.get(row.reference), position)

    def _response(self, row: ResponseRow, found: ReasonedResponse | None, position: int) -> None:
        theme = self.theme.get(row.theme)
        fields: dict[str, Any] = {
            "theme_id": theme.pk if theme else None,
            "heard": self.ledger.texts(row.heard, found and found.heard),
            "answer": self.ledger.texts(row.answer, found and found.answer),
            "disposition": row.disposition,
            "position": position,
        }
        new = ReasonedResponse(
            plan=self.plan,
            reference=row.reference,
            source_key=row.reference,
            published_at=self.now,
        )
        self.ledger.put("reasoned responses", found, new, fields, label=row.reference, at=row.at)


def _label(key: str, title: dict[str, str]) -> str:
    """The key and the beginning of the title, for people."""
    text = " ".join(next(iter(title.values()), "").split())
    return f"{key} {text if len(text) <= 70 else text[:69] + '…'}"
