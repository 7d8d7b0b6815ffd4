from __future__ import annotations

import pytest

from action_plans.domain import drafts
from action_plans.domain.draft_publication import BecomesPublic, becomes_public, publish
from action_plans.models import DraftState
from forums.domain import comments, moderation
from forums.domain.errors import AlreadyPublished
from tests.factories import DraftFactory, PersonFactory, RunningPlanFactory, coordinator

pytestmark = pytest.mark.django_db


def test_what_becomes_public_is_counted_without_what_was_removed() -> None:
    draft = DraftFactory()
    chair = coordinator(draft.plan.forum)
    for text in ("One.", "Two."):
        said = comments.add(draft, by=chair, text=text, question="problem")
    moderation.remove(said, by=chair, reason="It sells.")
    drafts.save(draft, by=chair, question="problem", language="en", text="A.", base_number=0)
    assert becomes_public(draft) == BecomesPublic(versions=1, comments=1, suggestions=0)


def test_a_draft_is_published_once_and_stays_being_written() -> None:
    draft = DraftFactory()
    publish(draft, by=PersonFactory())
    assert (draft.is_public, draft.state) == (True, DraftState.DRAFTING)
    with pytest.raises(AlreadyPublished):
        publish(draft, by=PersonFactory())


def test_a_draft_that_was_left_over_is_not_published_but_one_for_an_amendment_is() -> None:
    plan = RunningPlanFactory()
    left, amending = DraftFactory(plan=plan), DraftFactory(plan=plan, for_amendment=True)
    with pytest.raises(drafts.NotInCoCreation):
        publish(left, by=PersonFactory())
    assert not left.is_public
    publish(amending, by=PersonFactory())
    assert amending.is_public


@pytest.mark.parametrize("state", [DraftState.ADOPTED, DraftState.WITHDRAWN])
def test_a_closed_draft_is_not_published(state: str) -> None:
    draft = DraftFactory(state=state)
    assert not drafts.goes_on(draft)
    with pytest.raises(drafts.NotWritable):
        publish(draft, by=PersonFactory())
