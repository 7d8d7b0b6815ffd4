from __future__ import annotations

import statistics
from collections import Counter

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from action_plans.domain import response_figures, responses
from action_plans.domain.response_figures import Group, figures, median
from action_plans.domain.response_words import charts, sentences
from forums.domain import comments, moderation
from forums.models import Notice
from tests.action_plans.consulting import REASON, opened, plan_with_draft, remark
from tests.factories import ContributionFactory, PersonFactory, days


@given(st.lists(st.integers(0, 400), min_size=1))
def test_the_median_of_counted_days_is_that_of_all_of_them(values: list[int]) -> None:
    assert median(Counter(values)) == statistics.median(values)


def test_figures_of_nothing_are_empty() -> None:
    found = figures([])
    assert (found.received, found.answered, found.median_days) == (0, 0, None)
    assert charts(found) == []
    assert sentences(found, found) == []


def test_groups_are_added_up() -> None:
    found = figures(
        [
            Group("person", "portal", True, "included", 4, 2),
            Group("person", "letter", True, "", 10, 1),
            Group("academia", "portal", False, "", 30, 1),
        ]
    )
    assert (found.received, found.answered, found.waiting) == (4, 3, 1)
    assert found.by_voice == {"person": 3, "academia": 1}
    assert found.by_channel == {"portal": 3, "letter": 1}
    assert found.by_disposition == {"included": 2, "": 1}
    assert (found.median_days, found.oldest_waiting_days) == (4, 30)
    stack, *_bars = charts(found)
    assert sum(count for _label, count, _tone in stack.rows) == found.received


@pytest.mark.django_db
def test_a_plans_figures_come_from_two_queries(django_assert_num_queries: object) -> None:
    plan, _draft, who = plan_with_draft()
    said = remark(opened(plan, who), PersonFactory(), "A date is missing.")
    now = timezone.now()
    first = ContributionFactory(plan=plan, voice="academia", submitted_at=now - days(5.5))
    ContributionFactory(plan=plan, merged_into=first, merged_at=now, submitted_at=now - days(3.5))
    ContributionFactory(plan=plan, submitted_at=now - days(20.5))
    ContributionFactory(plan=plan, published_at=None)
    responses.answer(
        plan, by=who, contributions=[first], comments=[said], disposition="included",
        heard=REASON, reason=REASON,
    )  # fmt: skip
    with django_assert_num_queries(2):  # type: ignore[operator]
        contributions = response_figures.of_contributions(plan)
        comments = response_figures.of_comments(plan)
    assert (contributions.received, contributions.answered) == (3, 2)
    assert contributions.by_disposition == {"included": 2}
    assert contributions.median_days == 4  # of 5 and 3
    assert contributions.oldest_waiting_days == 20
    assert (comments.received, comments.answered) == (1, 1)
    assert contributions.received == response_figures.received(plan).count()


@pytest.mark.django_db
def test_replies_are_counted_apart_and_answered_with_the_comment() -> None:
    plan, _draft, who = plan_with_draft()
    consultation = opened(plan, who)
    said, replier = remark(consultation, PersonFactory(), "A date is missing."), PersonFactory()
    for text in ("Two are.", "Three are."):
        comments.add(consultation, by=replier, text=text, parent=said)
    figures = response_figures.of_comments(plan)
    assert (figures.received, figures.answered, response_figures.replies(plan)) == (1, 0, 2)
    responses.answer(
        plan, by=who, comments=[said], disposition="included", heard=REASON, reason=REASON
    )
    figures = response_figures.of_comments(plan)
    assert (figures.received, figures.answered) == (1, 1)
    told = "2 replies to these comments are answered together with the comments."
    assert told in sentences(response_figures.of_contributions(plan), figures, replies=2)
    mail = Notice.objects.get(person=replier, key=f"comment:{said.pk}:reasoned")
    assert "A comment on the draft plan to which you replied has been answered" in mail.text


@pytest.mark.django_db
def test_replies_to_a_comment_that_was_removed_after_its_answer_are_counted() -> None:
    plan, _draft, who = plan_with_draft()
    consultation = opened(plan, who)
    said = remark(consultation, PersonFactory(), "A date is missing.")
    comments.add(consultation, by=PersonFactory(), text="Two are.", parent=said)
    responses.answer(
        plan, by=who, comments=[said], disposition="included", heard=REASON, reason=REASON
    )
    moderation.remove(said, by=who, reason="It insults.")
    assert response_figures.of_comments(plan).received == 0
    assert response_figures.replies(plan) == 1
