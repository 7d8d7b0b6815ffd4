"""What the database itself holds of reasoned responses."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from action_plans.models import CommentAnswer, ReasonedResponse
from forums.domain import comments
from tests.action_plans.consulting import opened, plan_with_draft, remark
from tests.factories import ActionPlanFactory, DecisionFactory, PersonFactory, ResponseFactory

pytestmark = pytest.mark.django_db


def put(row: ReasonedResponse, **values: Any) -> None:
    """Writes past every verb."""
    with transaction.atomic():
        ReasonedResponse.objects.filter(pk=row.pk).update(**values)


def test_a_response_answers_comments_of_consultations_on_its_plan_alone() -> None:
    plan, _draft, who = plan_with_draft()
    consultation = opened(plan, who)
    said = remark(consultation, PersonFactory(), "A date is missing.")
    with pytest.raises(IntegrityError, match="on its own plan"), transaction.atomic():
        CommentAnswer.objects.create(comment=said, response=ResponseFactory())
    CommentAnswer.objects.create(comment=said, response=ResponseFactory(plan=plan))


def test_a_comment_on_anything_else_gets_no_reasoned_response() -> None:
    _plan, draft, who = plan_with_draft()
    said = comments.add(draft, by=who, text="A date is missing.")
    with pytest.raises(IntegrityError, match="on its own plan"), transaction.atomic():
        CommentAnswer.objects.create(comment=said, response=ResponseFactory(plan=draft.plan))


def test_the_change_that_a_response_shows_is_of_a_draft_of_its_plan() -> None:
    plan, draft, _who = plan_with_draft()
    change = draft.revisions.latest("pk")
    with pytest.raises(IntegrityError, match="of its own plan"):
        put(ResponseFactory(), revision=change)
    put(ResponseFactory(plan=plan), revision=change)


def test_the_decision_that_a_response_cites_is_of_its_forum() -> None:
    row = ResponseFactory()
    with pytest.raises(IntegrityError, match="of its own forum"):
        put(row, decision=DecisionFactory())
    put(row, decision=DecisionFactory(forum=row.plan.forum))


def test_a_response_never_moves_to_another_plan() -> None:
    with pytest.raises(DatabaseError, match="response_stays_in_its_plan"):
        put(ResponseFactory(), plan=ActionPlanFactory())


def test_drafts_and_consultations_never_move_to_another_plan() -> None:
    plan, draft, who = plan_with_draft()
    for row in (draft, opened(plan, who)):
        with pytest.raises(DatabaseError, match="stays_in_its_plan"), transaction.atomic():
            type(row)._default_manager.filter(pk=row.pk).update(plan=ActionPlanFactory())
