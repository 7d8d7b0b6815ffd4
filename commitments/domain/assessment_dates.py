"""When self-assessments were published, for the calendar of their plans."""

from __future__ import annotations

from django.db.models import DateTimeField, OuterRef, Subquery

from action_plans.domain.plan_calendar import Key
from commitments.models import AssessmentKind, SelfAssessment


def published() -> dict[Key, Subquery]:
    """The moments of publication, by the date of the plan that they meet."""
    end = _moment(AssessmentKind.END_OF_TERM)
    return {
        Key.MID_TERM: _moment(AssessmentKind.MID_TERM),
        Key.REPORT_DRAFT: end,
        Key.END_OF_TERM: end,
    }


def _moment(kind: AssessmentKind) -> Subquery:
    rows = SelfAssessment.objects.filter(
        plan=OuterRef("pk"), kind=kind, published_at__isnull=False, withdrawn_at=None
    )
    return Subquery(rows.values("published_at")[:1], DateTimeField())
