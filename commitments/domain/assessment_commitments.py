"""The commitments in a self-assessment: in a table of all, and each with all that is said of it.

What the government reports, what its milestones say, what civil society finds and how the IRM
codes it stand side by side, each in its own words.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from action_plans.models import ActionPlan, OpenGovernmentValue
from commitments.domain.commitment_facts import Coded, Facts, Named, Said, facts, with_facts
from commitments.domain.dashboard import Views
from commitments.domain.status import Tally, tally
from commitments.domain.totals import PlanTotals
from commitments.models import (
    Commitment,
    CommitmentAccount,
    CommitmentStatus,
    Evidence,
    GovernmentStatus,
    Milestone,
    MilestoneStatus,
    SelfAssessment,
    SocietyStatus,
    Update,
)
from forums.models import Document, Sector, Translated

# The answers that say what a commitment promises, by the templates' keys.
PROMISE = ("commitment", "solution")
ON_A_PAGE = 6
DONE = (MilestoneStatus.COMPLETE, MilestoneStatus.WITHDRAWN)


@dataclass(frozen=True)
class SummaryRow:
    """One commitment in the table of all."""

    commitment: Commitment
    facts: Facts

    @property
    def findings(self) -> tuple[Said, ...]:
        """The last finding of each organisation of civil society."""
        latest: dict[str, Said] = {}
        for row in self.facts.findings:  # the latest first
            latest.setdefault(repr(sorted(row.by.items())), row)
        return tuple(latest.values())


@dataclass(frozen=True)
class ReportedMilestone:
    """A milestone, its last published update, and the proofs of all its updates."""

    milestone: Milestone
    update: Update | None
    evidence: tuple[Document, ...]
    is_late: bool

    @property
    def is_moved(self) -> bool:
        """Whether it is due on another day than at first."""
        first = self.milestone.original_due_on
        return first is not None and first != self.milestone.due_on


@dataclass(frozen=True)
class ReportedCommitment(SummaryRow):
    """One commitment in full. `account` is what people wrote of it for this self-assessment."""

    promise: Translated
    tally: Tally
    account: CommitmentAccount | None
    milestones: tuple[ReportedMilestone, ...]

    @property
    def values(self) -> str:
        """The open government values that it serves, as people read them."""
        known = dict(OpenGovernmentValue.choices)
        return ", ".join(str(known.get(value, value)) for value in self.commitment.values)

    @property
    def government(self) -> list[Translated]:
        return self._partners(Sector.GOVERNMENT)

    @property
    def society(self) -> list[Translated]:
        return self._partners(Sector.CIVIL_SOCIETY)

    @property
    def others(self) -> list[Translated]:
        sectors = [sector for sector in Sector.values if sector not in _TWO_SIDES]
        return self._partners(*sectors)

    def _partners(self, *sectors: str) -> list[Translated]:
        row: Any = self.commitment
        return [
            Translated.of(each["name"]) for each in row.supporting_rows if each["sector"] in sectors
        ]

    @property
    def areas(self) -> tuple[Named, ...]:
        return self.facts.areas

    @property
    def codings(self) -> list[str]:
        """How each product of the IRM codes it, the latest first, a line for each."""
        return [coding_line(row) for row in self.facts.codings]


_TWO_SIDES = (Sector.GOVERNMENT, Sector.CIVIL_SOCIETY)


def coding_line(row: Coded) -> str:
    """How one product of the IRM codes a commitment, in one line."""
    said = [f"{pgettext('IRM', 'completion')}: {row.completion}"] if row.completion else []
    said += [f"{question}: {answer}" for question, answer in row.answers]
    if row.promising:
        said.append(_("promising"))
    if row.starred:
        said.append(_("starred"))
    return f"{row.product} {row.year}: {'; '.join(said)}"


def rows_of(plan: ActionPlan) -> QuerySet[Commitment]:
    """The plan's public commitments in its order, with what stands around them."""
    rows = Commitment.objects.public().filter(plan=plan)
    return with_facts(rows.select_related("theme", "lead", "plan__forum")).order_by("number")


def summary(plan: ActionPlan) -> tuple[SummaryRow, ...]:
    """The table of all commitments, in one query."""
    rows = rows_of(plan).defer("answers")
    return tuple(SummaryRow(row, facts(row)) for row in rows)


def views_of(rows: Iterable[SummaryRow], totals: PlanTotals) -> Views:
    """The government's reports and civil society's findings counted, each in its vocabulary."""
    government = Counter(dict.fromkeys(GovernmentStatus.values, 0))
    society = Counter(dict.fromkeys(SocietyStatus.values, 0))
    found = 0
    for row in rows:
        if row.commitment.status == CommitmentStatus.WITHDRAWN:
            continue
        if row.commitment.reported_status:
            government[row.commitment.reported_status] += 1
        findings = row.findings
        society.update(said.status for said in findings)
        found += bool(findings)
    return Views(government, society, totals.commitments.total, found)


def reported(
    assessment: Any, rows: Iterable[Commitment] | None = None
) -> Iterable[ReportedCommitment]:
    """Commitments with all that is said of them: all of the plan's, or some of `rows_of`.

    In four queries beside that of the rows. `assessment` comes from `with_figures`.
    """
    commitments = list(rows_of(assessment.plan) if rows is None else rows)
    milestones: dict[int, list[Milestone]] = {row.pk: [] for row in commitments}
    for milestone in _milestones(commitments):
        milestones[milestone.commitment_id].append(milestone)
    accounts = {
        row.commitment_id: row
        for row in CommitmentAccount.objects.filter(
            assessment=assessment, commitment__in=commitments
        )
    }
    for row in commitments:
        steps = tuple(_milestone(each, assessment.as_of) for each in milestones[row.pk])
        yield ReportedCommitment(
            commitment=row,
            facts=facts(row),
            promise=promise_of(row),
            tally=tally(step.milestone.status for step in steps),
            account=accounts.get(row.pk),
            milestones=steps,
        )


def promise_of(commitment: Commitment) -> Translated:
    """What the commitment promises, in the words of the plan."""
    answers = commitment.answers
    return Translated.of(next((answers[key] for key in PROMISE if answers.get(key)), None))


def reported_last(assessment: SelfAssessment, commitment: Commitment) -> dict[str, Translated]:
    """What offices reported last of the commitment's milestones, by the text of an account that it
    could help to write. In each language one paragraph for each milestone."""
    found: dict[str, dict[str, list[str]]] = {"results": {}, "challenges": {}, "next_steps": {}}
    for milestone in _milestones([commitment]):
        told: list[Update] = milestone.told  # type: ignore[attr-defined]
        if not told:
            continue
        said = {
            "results": told[0].done,
            "challenges": told[0].obstacles,
            "next_steps": told[0].next_steps,
        }
        for name, text in said.items():
            for code, words in text.texts().items():
                found[name].setdefault(code, []).append(words)
    main = assessment.plan.forum.main_language
    return {
        name: Translated.of({code: "\n\n".join(words) for code, words in by.items()}, main=main)
        for name, by in found.items()
    }


def _milestones(commitments: list[Commitment]) -> QuerySet[Milestone]:
    proofs = Evidence.objects.filter(document__in=Document.objects.public()).select_related(
        "document__forum"
    )
    updates = (
        Update.objects.public()
        .select_related("round")
        .order_by("-round__as_of")
        .prefetch_related(Prefetch("proofs", proofs, to_attr="public_proofs"))
    )
    return (
        Milestone.objects.filter(commitment__in=commitments)
        .select_related("responsible")
        .prefetch_related(Prefetch("updates", updates, to_attr="told"))
        .order_by("position", "pk")
    )


def _milestone(milestone: Any, as_of: dt.date | None) -> ReportedMilestone:
    told: list[Any] = milestone.told
    documents = {
        proof.document_id: proof.document for update in told for proof in update.public_proofs
    }
    due = milestone.due_on
    return ReportedMilestone(
        milestone=milestone,
        update=told[0] if told else None,
        evidence=tuple(documents.values()),
        is_late=bool(due and as_of and due < as_of and milestone.status not in DONE),
    )
