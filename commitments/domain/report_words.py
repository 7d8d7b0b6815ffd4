"""Words that a self-assessment's page, PDF and DOCX share, in the current language."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from commitments.domain.assessment_commitments import SummaryRow
from commitments.domain.totals import PlanTotals
from commitments.models import AssessmentStage, SelfAssessment
from forums.domain.dates import full_date


def edition(assessment: SelfAssessment) -> str:
    """What this text is: a draft, one before the public, or final."""
    stage = assessment.stage
    if stage == AssessmentStage.FINAL:
        return _("Final, %(day)s. The public commented from %(opens)s until %(closes)s.") % {
            "day": full_date(assessment.final_at),
            "opens": full_date(assessment.consultation_opens_on),
            "closes": full_date(assessment.consultation_closes_on),
        }
    if stage == AssessmentStage.CONSULTATION:
        return _("Draft, open to comments until the end of %(day)s.") % {
            "day": full_date(assessment.consultation_closes_on)
        }
    if stage == AssessmentStage.ANSWERING:
        return _("Draft. The public commented from %(opens)s until %(closes)s.") % {
            "opens": full_date(assessment.consultation_opens_on),
            "closes": full_date(assessment.consultation_closes_on),
        }
    if stage == AssessmentStage.PUBLISHED:
        return _("Published on %(day)s, without a consultation on the portal.") % {
            "day": full_date(assessment.published_at)
        }
    return _("Draft, not published")


def theme_titles() -> list[str]:
    """The head of the table by theme."""
    return [
        *(_("Theme"), _("Commitments"), _("of them complete"), _("Milestones")),
        *(_("complete"), _("in progress"), _("not started")),
    ]


def theme_rows(totals: PlanTotals) -> list[list[str]]:
    """The table by theme, the sum last."""
    rows = [
        (
            str(row.theme.name) if row.theme else _("Without a theme"),
            row.commitments,
            row.milestones,
        )
        for row in totals.themes
    ]
    rows.append((_("All themes"), totals.commitments, totals.milestones))
    return [
        [
            *(name, str(found.total), str(found.complete), str(steps.total)),
            *(str(steps.complete), str(steps.in_progress), str(steps.not_started)),
        ]
        for name, found, steps in rows
    ]


def summary_titles() -> list[str]:
    """The head of the table of all commitments."""
    return [
        *(pgettext("number of a commitment", "No."), _("Commitment"), _("Lead")),
        *(_("The government reports"), _("By its milestones")),
        *(_("Civil society finds"), _("The IRM codes")),
    ]


def summary_rows(rows: Iterable[SummaryRow]) -> list[list[str]]:
    """The table of all commitments: each side in its own words, none in place of another."""
    return [
        [
            *(str(row.commitment.number), str(row.commitment.title)),
            str(row.commitment.lead.name) if row.commitment.lead else "",
            str(row.commitment.get_reported_status_display() or "–"),
            str(row.commitment.get_status_display()),
            "; ".join(f"{said.by}: {said.label}" for said in row.findings) or "–",
            row.facts.coded.completion if row.facts.coded else "–",
        ]
        for row in rows
    ]
