"""Saving what the files hold: all of it in one transaction, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from action_plans.models import ActionPlan, ReasonedResponse, Theme
from commitments.domain import progress
from commitments.domain.importing import rows
from commitments.domain.importing.commitment_records import CommitmentRecords
from commitments.domain.importing.contents import Contents, ResponseRow
from commitments.domain.importing.files import Files, Folder
from commitments.domain.importing.ground import forum_of, plan_of
from commitments.domain.importing.ledger import Ledger
from commitments.domain.importing.milestone_records import MilestoneRecords
from commitments.domain.importing.problems import Position
from commitments.domain.importing.records import Records
from commitments.domain.importing.specs import Mapping, RoundSpec
from commitments.domain.totals import PlanTotals, plan_totals
from commitments.models import Commitment, Milestone, ReportingRound
from forums.models import Forum


@dataclass(frozen=True)
class Absent:
    """What the plan has and the files do not: it is told, and stays as it is."""

    commitments: tuple[str, ...] = ()
    milestones: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What an import did, or would do, and the plan's counts after it."""

    ledger: Ledger
    totals: PlanTotals
    absent: Absent


def run(
    files: Files | Path, mapping: Mapping, *, forum: str, plan: str, dry_run: bool = False
) -> Outcome:
    """Imports files, or those of a folder, into the plan `plan` of the forum `forum` (slugs).

    Both are made from the mapping where they are not there; where they are, they stay as they
    are. Rows are known again by their keys: a second run changes nothing, and a row that
    differs is changed in the fields for which the mapping names a column. Nothing is deleted,
    nobody is told. What is made is public at once.
    Raises Broken where anything is wrong, and then nothing is saved; nor with `dry_run`.
    """
    contents = rows.read(Folder(files) if isinstance(files, Path) else files, mapping)
    with transaction.atomic():
        saver = _Saver(mapping, contents, forum, plan)
        saver.save()
        outcome = Outcome(saver.ledger, plan_totals(saver.plan), saver.absent())
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
        self.commitment = CommitmentRecords(self.plan, self.mapping, self.records, self.theme).save(
            self.contents
        )
        MilestoneRecords(self.plan, self.mapping, self.records, self.commitment, self.round).save(
            self.contents
        )
        for commitment in self.commitment.values():
            progress.follow(commitment)
        self.responses()
        self.records.meetings(self.contents.meetings)

    def absent(self) -> Absent:
        """Rows of the plan that no row of the files stands for."""
        ours = {commitment.pk for commitment in self.commitment.values()}
        commitments = Commitment.objects.filter(plan=self.plan).exclude(pk__in=ours)
        if self.mapping.milestones is None:
            return Absent(tuple(_name(row) for row in commitments))
        keys = [milestone.key for milestone in self.contents.milestones]
        numbers = [milestone.number for milestone in self.contents.milestones if milestone.number]
        milestones = (
            Milestone.objects.filter(commitment__in=ours)
            .exclude(source_key__in=keys)
            .exclude(source_key="", number__in=numbers)
        )
        return Absent(
            tuple(_name(row) for row in commitments), tuple(_name(row) for row in milestones)
        )

    def themes(self) -> None:
        before = list(self.plan.themes.all())
        by_slug = {theme.slug: theme for theme in before}
        by_name = {
            name.casefold(): theme for theme in before for name in theme.name.texts().values()
        }
        listed = bool(self.mapping.themes)
        self.theme: dict[str, Theme] = {}
        for position, spec in enumerate(self.contents.themes, start=1):
            names = [name.casefold() for name in spec.name.values()]
            same = next((by_name[name] for name in names if name in by_name), None)
            found = by_slug.get(spec.slug) or same
            fields: dict[str, Any] = {"name": self.ledger.texts(spec.name, found and found.name)}
            if found is not None and not listed:
                fields = {}
            if found is None or listed:
                fields["position"] = position if listed else len(before) + position
            new = Theme(plan=self.plan, slug=spec.slug)
            self.theme[spec.slug] = self.ledger.put(
                "themes", found, new, fields, label=next(iter(spec.name.values())), at=self.at
            )

    def rounds(self) -> None:
        before = {round.slug: round for round in self.plan.rounds.all()}
        self.round: dict[str, ReportingRound] = dict(before)
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


def _name(row: Commitment | Milestone) -> str:
    return f"{row.number} {row.title}"
