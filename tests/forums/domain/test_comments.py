from __future__ import annotations

import uuid

import pytest
from django.utils import timezone

from forums.domain import comments
from forums.models import Comment, Notice, Term
from tests.factories import DecisionFactory, MeetingFactory, PersonFactory, days, seated

pytestmark = pytest.mark.django_db


def test_a_double_click_is_one_comment() -> None:
    meeting, author, submission = MeetingFactory(published=True), PersonFactory(), uuid.uuid4()
    for _ in range(2):
        comments.add(meeting, by=author, text="Good.", submission=submission)
    assert Comment.objects.count() == 1


def test_another_text_from_a_form_that_was_sent_before_is_not_lost() -> None:
    meeting, author, submission = MeetingFactory(published=True), PersonFactory(), uuid.uuid4()
    for text in ("Good.", "Better."):
        comments.add(meeting, by=author, text=text, submission=submission)
    assert {comment.text for comment in Comment.objects.all()} == {"Good.", "Better."}


def test_an_answer_stands_where_the_comment_stands() -> None:
    meeting, author = MeetingFactory(published=True), PersonFactory()
    asked = comments.add(meeting, by=author, text="Why?")
    answer = comments.add(meeting, by=author, text="So.", parent=asked, question="elsewhere")
    assert answer.question == asked.question


def test_who_may_no_longer_read_a_thing_is_not_sent_what_is_said_of_it() -> None:
    decision = DecisionFactory()
    left, stays = seated(decision.forum), seated(decision.forum)
    asked = comments.add(decision, by=left, text="Why?")
    comments.add(decision, by=stays, text="So.", parent=asked)
    assert Notice.objects.filter(person=left).count() == 1
    Term.objects.filter(person=left).update(ends_on=timezone.now().date() - days(1))
    comments.add(decision, by=stays, text="In confidence.", parent=asked)
    assert Notice.objects.filter(person=left).count() == 1
