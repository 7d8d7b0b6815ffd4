"""When self-assessments were put to the public and final, for the calendar of their plans."""

from __future__ import annotations

from django.db.models import DateTimeField, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from action_plans.domain.plan_calendar import Key
from commitments.models import AssessmentKind, SelfAssessment


def published() -> dict[Key, Subquery]:
    """The moments by the date of the plan that they meet.

    What counts is the final one; one that was published before the portal kept consultations
    counts since its publication. The draft counts since the public could read it.
    """
    return {
        Key.MID_TERM: _final(AssessmentKind.MID_TERM),
        Key.REPORT_DRAFT: _moment(AssessmentKind.END_OF_TERM, "published_at", Q()),
        Key.END_OF_TERM: _final(AssessmentKind.END_OF_TERM),
    }


def _final(kind: AssessmentKind) -> Subquery:
    counts = Q(final_at__isnull=False) | Q(consultation_closes_on=None)
    return _moment(kind, "since", counts)


def _moment(kind: AssessmentKind, name: str, counts: Q) -> Subquery:
    rows = SelfAssessment.objects.filter(
        counts, plan=OuterRef("pk"), kind=kind, published_at__isnull=False, withdrawn_at=None
    ).annotate(since=Coalesce("final_at", F("published_at")))
    return Subquery(rows.values(name)[:1], DateTimeField())
