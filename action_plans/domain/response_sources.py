"""What responses answer, as far as anybody can read it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch

from action_plans.models import ActionPlan, CommentAnswer, Consultation, Contribution
from action_plans.models.responses import ReasonedResponseQuerySet
from forums.models import Comment


def with_what_they_answer(rows: ReasonedResponseQuerySet) -> ReasonedResponseQuerySet:
    """The answers with `shown_contributions` and `shown_answers`, in two more queries."""
    contributions = Contribution.objects.public().select_related("plan__forum", "author")
    answers = CommentAnswer.objects.filter(
        comment__held_at=None,
        comment__removed_at=None,
        comment__object_id__in=Consultation.objects.public().values("pk"),
    )
    return rows.select_related("plan__forum", "theme", "answered_by").prefetch_related(
        Prefetch("contributions", contributions.order_by("number"), to_attr="shown_contributions"),
        Prefetch(
            "comment_answers", answers.select_related("comment__author"), to_attr="shown_answers"
        ),
    )


def say_where(plan: ActionPlan, responses: Iterable[Any]) -> None:
    """Gives each answered comment its `address`, in one query for all."""
    answers = [each for row in responses for each in row.shown_answers]
    consultations = _of(plan) if answers else {}
    for each in answers:
        place = consultations[each.comment.object_id].address_of(each.comment.question)
        each.address = each.comment.address_on(place)


def say_on_which(plan: ActionPlan, comments: Iterable[Comment]) -> None:
    """Says of each comment on which consultation of the plan it is, in one query for all."""
    consultations = _of(plan)
    for comment in comments:
        comment.target = consultations[comment.object_id]


def _of(plan: ActionPlan) -> dict[int, Consultation]:
    rows = {row.pk: row for row in plan.consultations.all()}
    for row in rows.values():
        row.plan = plan
    return rows
