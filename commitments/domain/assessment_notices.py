"""Who is told that a draft self-assessment is open to comments, and that one is final."""

from __future__ import annotations

from action_plans.domain.consultation_notices import audience as of_plan
from commitments.domain.assessment_comments import to_answer
from commitments.models import SelfAssessment
from forums.domain import notices
from forums.models import Person


def audience(assessment: SelfAssessment, *, by_name: bool = False) -> list[Person]:
    """The members of the forum, and who contributed to the plan or commented on it or on this.

    `by_name` without those of whom nobody may know it.
    """
    people = of_plan(assessment.plan, by_name=by_name)
    known = {person.pk for person in people}
    spoke = to_answer(assessment).order_by().values("author")
    return people + list(
        Person.objects.filter(pk__in=spoke, is_active=True).exclude(pk__in=known).order_by("name")
    )


def tell_of_consultation(assessment: SelfAssessment) -> int:
    """Tells until when the draft is open; again where the day moves. Returns how many are told."""
    return _queue(assessment, "assessment_open", f"until-{assessment.consultation_closes_on}")


def tell_of_the_end(assessment: SelfAssessment) -> int:
    """Tells that it is final and how comments were answered. Returns how many are told."""
    return _queue(assessment, "assessment_final", "final")


def _queue(assessment: SelfAssessment, template: str, event: str) -> int:
    return notices.queue(
        audience(assessment),
        template=f"commitments/mail/{template}",
        key=f"assessment:{assessment.pk}:{event}",
        context={
            "assessment": assessment,
            "plan": assessment.plan,
            "url": notices.absolute(assessment.get_absolute_url()),
        },
        forum=assessment.plan.forum,
    )
