from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from action_plans.domain import remarks
from action_plans.models import Consultation
from forums.domain import comments
from forums.models import Comment
from tests.factories import DraftFactory, PersonFactory, seated

pytestmark = pytest.mark.django_db


def test_a_resolved_comment_stays_and_can_be_opened_again() -> None:
    draft = DraftFactory()
    ana = seated(draft.plan.forum)
    said = comments.add(draft, by=ana, text="Since when?", question="problem")
    remarks.resolve(said, by=ana)
    said.refresh_from_db()
    assert (said.resolved_by, said.text) == (ana, "Since when?")
    remarks.reopen(said, by=ana)
    said.refresh_from_db()
    assert (said.resolved_at, said.resolved_by) == (None, None)


def test_who_resolved_it_first_stands() -> None:
    draft = DraftFactory()
    ana, ben = seated(draft.plan.forum), seated(draft.plan.forum)
    said = comments.add(draft, by=ana, text="Since when?", question="problem")
    remarks.resolve(said, by=ana)
    remarks.resolve(said, by=ben)
    assert Comment.objects.get().resolved_by == ana


def test_an_answer_and_a_comment_on_the_whole_draft_cannot_be_resolved() -> None:
    draft = DraftFactory()
    ana = seated(draft.plan.forum)
    said = comments.add(draft, by=ana, text="Since when?", question="problem")
    answer = comments.add(draft, by=ana, text="Since 2027.", parent=said)
    whole = comments.add(draft, by=ana, text="Well done.")
    for comment in (answer, whole):
        with pytest.raises(remarks.NotAtAQuestion):
            remarks.resolve(comment, by=ana)


def test_the_database_knows_who_resolved_it() -> None:
    draft = DraftFactory()
    said = comments.add(draft, by=PersonFactory(), text="Since when?", question="problem")
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.filter(pk=said.pk).update(resolved_at=timezone.now())


def test_a_comment_at_a_part_that_is_none_is_one_on_the_whole() -> None:
    draft, ana = DraftFactory(), PersonFactory()
    kept = comments.add(draft, by=ana, text="Why?", question="problem")
    assert kept.question == "problem"
    assert comments.add(draft, by=ana, text="Why then?", question="nowhere").question == ""
    consultation = Consultation.objects.create(
        plan=draft.plan,
        number=1,
        title={"en": "The plan"},
        opens_on=draft.plan.forum.today,
        closes_on=draft.plan.forum.today,
    )
    consultation.paragraphs.create(position=1, key="intro-1", kind="text", text={"en": "Welcome."})
    for key, at in (("intro-1", "intro-1"), ("intro-2", "")):
        assert comments.add(consultation, by=ana, text=f"At {key}", question=key).question == at
