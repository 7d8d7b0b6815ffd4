"""Saving the milestones of a plan with their updates, evidence and indicators."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.utils.translation import gettext as _

from action_plans.models import ActionPlan
from commitments.domain.importing.commitment_records import first_date_stands, label_of
from commitments.domain.importing.contents import Contents, IndicatorRow, MilestoneRow, Report
from commitments.domain.importing.ledger import CREATED, UNCHANGED
from commitments.domain.importing.problems import Broken, Position, Problem
from commitments.domain.importing.records import Records
from commitments.domain.importing.specs import Mapping
from commitments.models import (
    Commitment,
    Evidence,
    Indicator,
    Milestone,
    MilestoneStatus,
    Reading,
    ReportingRound,
    Update,
    UpdateState,
)
from forums.models import DocumentKind


class MilestoneRecords:
    """Finds or makes the milestones of one plan.

    One is known by its key; one that the portal made, which has none, by its number.
    """

    def __init__(
        self,
        plan: ActionPlan,
        mapping: Mapping,
        records: Records,
        commitments: dict[str, Commitment],
        rounds: dict[str, ReportingRound],
    ) -> None:
        self.plan, self.mapping, self.records = plan, mapping, records
        self.commitment, self.round = commitments, rounds
        self.ledger = records.ledger
        self.problems: list[Problem] = []

    def save(self, contents: Contents) -> None:
        """Saves milestones, then what is reported of them, then indicators. Raises Broken."""
        if self.mapping.milestones is None:
            return
        self._know()
        positions: Counter[str] = Counter()
        self.milestone: dict[str, Milestone] = {}
        for row in contents.milestones:
            positions[row.commitment] += 1
            milestone = self._milestone(row, positions[row.commitment])
            self.milestone[row.key] = milestone
            for report in row.reports:
                self._update(row.at, row.key, report)
        for update in contents.updates:
            self._update(update.at, update.milestone, update.report)
        self._indicators(contents)
        if self.problems:
            raise Broken(self.problems)

    def _know(self) -> None:
        before = list(
            Milestone.objects.filter(commitment__plan=self.plan).select_related(
                "commitment", "responsible"
            )
        )
        self.known = {row.source_key: row for row in before if row.source_key}
        self.by_number = {
            (row.commitment_id, row.number): row for row in before if not row.source_key
        }
        updates = Update.objects.filter(milestone__commitment__plan=self.plan)
        self.updates = {(row.milestone_id, row.round_id): row for row in updates}
        self.reported = {row.milestone_id for row in updates if row.state == UpdateState.PUBLISHED}
        self.proofs = set(
            Evidence.objects.filter(update__milestone__commitment__plan=self.plan).values_list(
                "update", "document"
            )
        )

    def _milestone(self, row: MilestoneRow, position: int) -> Milestone:
        commitment = self.commitment[row.commitment]
        found = self.known.get(row.key) or self.by_number.get((commitment.pk, row.number))
        number = found.number if found else f"{commitment.number}.{position}"
        fields: dict[str, Any] = {
            "commitment": commitment,
            "number": row.number or number,
            "position": position,
            "title": self.ledger.texts(row.title, found and found.title),
            **self._said(row, found),
        }
        new = Milestone(
            source_key=row.key,
            original_due_on=row.original_due_on or row.due_on,
            status=MilestoneStatus.NOT_STARTED,
        )
        label = label_of(row.key, row.title)
        return self.ledger.put("milestones", found, new, fields, label=label, at=row.at)

    def _said(self, row: MilestoneRow, found: Milestone | None) -> dict[str, Any]:
        """The fields for which there is a column, and the state where no update tells it."""
        level = self.mapping.milestones
        assert level is not None
        fields: dict[str, Any] = {}
        if level.names("outputs"):
            fields["outputs"] = self.ledger.texts(row.outputs, found and found.outputs)
        if level.names("responsible"):
            office = self.records.office(row.responsible, row.at) if row.responsible else None
            fields["responsible"] = office
        if level.names("unit"):
            fields["responsible_unit"] = row.unit
        for name in ("starts_on", "due_on"):
            if level.names(name):
                fields[name] = getattr(row, name)
        if row.original_due_on and found:
            if found.original_due_on is None:
                fields["original_due_on"] = row.original_due_on
            elif found.original_due_on != row.original_due_on:
                reason = first_date_stands(found.original_due_on)
                self.problems.append(Problem(row.at, reason))
        if level.names("taken_out_on"):
            fields["taken_out_on"] = row.taken_out_on
        if row.taken_out_on:
            return fields | {"status": MilestoneStatus.WITHDRAWN, "completed_on": None}
        told = found is not None and (found.pk in self.reported or found.taken_out_on)
        if row.status and not row.reports and not told:
            fields["status"] = row.status
            if found and row.status != MilestoneStatus.COMPLETE and found.completed_on:
                fields["completed_on"] = None
        return fields

    def _update(self, at: Position, key: str, report: Report) -> None:
        milestone, round = self.milestone[key], self.round.get(report.round)
        if round is None:
            reason = _("The plan has no reporting round “%(round)s”.") % {"round": report.round}
            self.problems.append(Problem(at, reason))
            return
        found = self.updates.get((milestone.pk, round.pk))
        fields: dict[str, Any] = {
            "status": report.status,
            "done": self.ledger.texts(report.text, found and found.done),
        }
        for name in ("obstacles", "next_steps"):
            if texts := getattr(report, name):
                fields[name] = self.ledger.texts(texts, found and getattr(found, name))
        if report.happened_on:
            fields["happened_on"] = report.happened_on
        if found is None or found.state != UpdateState.PUBLISHED:
            fields |= {"state": UpdateState.PUBLISHED, "published_at": self.records.now}
        if found and any(getattr(found, name) != value for name, value in fields.items()):
            fields["imported"] = True
        new = Update(milestone=milestone, round=round, submitted_at=self.records.now, imported=True)
        label = f"{key}, {report.round}"
        update = self.ledger.put("updates", found, new, fields, label=label, at=at)
        self.updates[milestone.pk, round.pk] = update
        self._prove(at, label, update, report)

    def _prove(self, at: Position, label: str, update: Update, report: Report) -> None:
        for link in report.links:
            document = self.records.document(link, DocumentKind.EVIDENCE, at=at)
            if (update.pk, document.pk) in self.proofs:
                self.ledger.note("evidence", UNCHANGED, "")
                continue
            Evidence.objects.create(update=update, document=document)
            self.ledger.note("evidence", CREATED, f"{label}: {link.url}", at=at)

    def _indicators(self, contents: Contents) -> None:
        if self.mapping.indicators is None:
            return
        before = list(Indicator.objects.filter(milestone__commitment__plan=self.plan))
        known = {row.source_key: row for row in before if row.source_key}
        by_number = {(row.milestone_id, row.number): row for row in before if not row.source_key}
        self.readings = {
            (row.indicator_id, row.update_id): row
            for row in Reading.objects.filter(indicator__in=before)
        }
        positions: Counter[str] = Counter()
        for row in contents.indicators:
            positions[row.milestone] += 1
            milestone = self.milestone[row.milestone]
            found = known.get(row.key) or by_number.get((milestone.pk, row.number))
            self._indicator(row, milestone, found, positions[row.milestone])

    def _indicator(
        self, row: IndicatorRow, milestone: Milestone, found: Indicator | None, position: int
    ) -> None:
        level = self.mapping.indicators
        assert level is not None
        number = found.number if found else f"{milestone.number}.{position}"[-20:]
        fields: dict[str, Any] = {
            "milestone_id": milestone.pk,
            "number": row.number or number,
            "position": found.position if found else position,
            "title": self.ledger.texts(row.title, found and found.title),
        }
        for name in ("baseline", "target"):
            if level.names(name):
                fields[name] = getattr(row, name)
        new = Indicator(source_key=row.key)
        label = label_of(row.key, row.title)
        indicator = self.ledger.put("indicators", found, new, fields, label=label, at=row.at)
        for round, value in row.readings.items():
            self._reading(row, indicator, round, value)

    def _reading(self, row: IndicatorRow, indicator: Indicator, slug: str, value: str) -> None:
        round = self.round.get(slug)
        update = self.updates.get((indicator.milestone_id, round.pk)) if round else None
        if update is None or len(value) > 200:
            reason = _("In the round “%(round)s” nothing is reported of the milestone.")
            if update is not None:
                reason = _("The value for the round “%(round)s” has more than 200 characters.")
            self.problems.append(Problem(row.at, reason % {"round": slug}))
            return
        found = self.readings.get((indicator.pk, update.pk))
        new = Reading(update=update, indicator=indicator)
        label = f"{row.key}, {slug}"
        self.ledger.put("readings", found, new, {"value": value}, label=label, at=row.at)
