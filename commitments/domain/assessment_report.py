"""What a self-assessment's report says: page, PDF and DOCX are made from the one `Report`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import translation

from action_plans.models import ActionPlan, RuleSetKey
from commitments.domain import (
    assessment_comments,
    assessment_figures,
    assessment_words,
    dashboard_pictures,
    pictures,
)
from commitments.domain.assessment_commitments import (
    ReportedCommitment,
    SummaryRow,
    reported,
    summary,
    views_of,
)
from commitments.domain.assessment_figures import ProcessFigures
from commitments.domain.assessment_parts import PARTS, REQUIRED, Part, Section
from commitments.domain.charts import Chart
from commitments.domain.totals import OpenOn, PlanTotals, plan_progress
from commitments.models import AssessmentStage, IrmProduct, IrmRecommendation, SelfAssessment
from forums.models import Translated


@dataclass(frozen=True)
class ReportedSection:
    """A section with its text, the sentences of its figures, and the standards it speaks of."""

    section: Section
    text: Translated
    figures: tuple[str, ...]
    standards: str
    is_required: bool


@dataclass(frozen=True)
class ReportedPart:
    """A chapter, numbered from 1."""

    number: int
    part: Part
    sections: tuple[ReportedSection, ...]

    @property
    def key(self) -> str:
        return self.part.key

    @property
    def is_one_text(self) -> bool:
        """Whether the chapter is a single text under its own title."""
        return len(self.sections) == 1


@dataclass(frozen=True)
class Report:
    """All that is said. `commitments` and `comments` are there on paper; pages have their own.

    `as_of` is the day of the last published round, if any.
    """

    assessment: SelfAssessment
    plan: ActionPlan
    language: str
    stage: AssessmentStage
    as_of: dt.date | None
    parts: tuple[ReportedPart, ...]
    figures: ProcessFigures
    totals: PlanTotals
    in_words: tuple[str, ...]
    open_days: tuple[OpenOn, ...]
    charts: tuple[Chart, ...]
    summary: tuple[SummaryRow, ...]
    recommendations: tuple[IrmRecommendation, ...]
    commitments: tuple[ReportedCommitment, ...] = ()
    comments: tuple[assessment_comments.Answered, ...] = ()


def report_of(assessment: Any, language: str, *, whole: bool = False) -> Report:
    """The report in one language, from what is public alone.

    `assessment` comes from `assessment_figures.with_figures`. The `whole` has each commitment in
    full and, once the consultation is over, every comment with its answer.
    """
    plan = assessment.plan
    with translation.override(language):
        totals, days = plan_progress(plan)
        figures = assessment_figures.figures_of(assessment)
        rows = summary(plan)
        stage = assessment.stage
        return Report(
            assessment=assessment,
            plan=plan,
            language=language,
            stage=stage,
            as_of=assessment.as_of,
            parts=tuple(_parts(assessment, figures)),
            figures=figures,
            totals=totals,
            in_words=tuple(assessment_words.of_totals(totals, figures.proven)),
            open_days=days,
            charts=tuple(_charts(totals, days, rows)),
            summary=rows,
            recommendations=tuple(recommendations(plan)),
            commitments=tuple(reported(assessment)) if whole else (),
            comments=tuple(_comments(assessment, stage)) if whole else (),
        )


def recommendations(plan: ActionPlan) -> Iterable[IrmRecommendation]:
    """What the IRM recommended on this plan and on the one before, as far as it is public."""
    plans = ActionPlan.objects.filter(forum=plan.forum, starts_on__lte=plan.starts_on)
    latest = plans.order_by("-starts_on").values("pk")[:2]
    rows = IrmRecommendation.objects.filter(
        product__in=IrmProduct.objects.public(), product__plan__in=latest
    )
    return rows.select_related("product__plan__forum").order_by(
        "product__year", "product__pk", "number"
    )


def _parts(assessment: Any, figures: ProcessFigures) -> Iterable[ReportedPart]:
    asked = REQUIRED[assessment.kind]
    has_standards = assessment.plan.rule_set == RuleSetKey.STANDARDS_2021
    for number, part in enumerate(PARTS, start=1):
        yield ReportedPart(
            number,
            part,
            tuple(
                ReportedSection(
                    section,
                    getattr(assessment, section.key),
                    tuple(assessment_words.of_section(section.key, figures)),
                    assessment_words.standards_of(section) if has_standards else "",
                    section.key in asked,
                )
                for section in part.sections
            ),
        )


def _charts(
    totals: PlanTotals, days: tuple[OpenOn, ...], rows: tuple[SummaryRow, ...]
) -> Iterable[Chart]:
    yield from pictures.of_plan(totals, days)
    views = views_of(rows, totals)
    if views.found:
        yield dashboard_pictures.views(views)


def _comments(
    assessment: SelfAssessment, stage: AssessmentStage
) -> Iterable[assessment_comments.Answered]:
    over = (AssessmentStage.ANSWERING, AssessmentStage.FINAL)
    return assessment_comments.all_answered(assessment) if stage in over else ()
