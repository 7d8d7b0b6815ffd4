"""What is counted in public of moderation."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from forums.domain import comments, moderation
from forums.domain.moderation_figures import Quarter, by_quarter, by_rule
from forums.models import Comment, Forum
from tests.factories import (
    ContributionFactory,
    DraftFactory,
    ForumFactory,
    MeetingFactory,
    ModerationRuleFactory,
    PersonFactory,
    coordinator,
    seated,
)

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 2, 10, 12, tzinfo=dt.UTC)


def said(forum: Forum, at: dt.datetime) -> Comment:
    with time_machine.travel(at, tick=False):
        meeting = MeetingFactory(forum=forum, published=True)
        return comments.add(meeting, by=PersonFactory(), text="Buy!")


def test_a_quarter_that_nobody_wrote_in_has_no_line() -> None:
    assert by_quarter(ForumFactory()) == []


def test_half_of_the_held_texts_were_looked_at_within_the_median() -> None:
    forum = ForumFactory(holds_first_texts=True)
    by = coordinator(forum)
    for hours in (1, 5, 30):
        text = said(forum, NOON)
        with time_machine.travel(NOON + dt.timedelta(hours=hours), tick=False):
            if hours == 5:
                moderation.remove(text, by=by, reason="Advertising")
            else:
                moderation.release(text, by=by)
    said(forum, NOON)  # nobody has looked at it yet
    [quarter] = by_quarter(forum)
    assert (quarter.came_in, quarter.held, quarter.released, quarter.removed) == (4, 4, 2, 1)
    assert quarter.first_look_hours == 5.0


def test_quarters_are_those_of_the_forums_own_clock() -> None:
    forum = ForumFactory(time_zone="America/Montevideo")
    said(forum, dt.datetime(2026, 4, 1, 1, tzinfo=dt.UTC))  # still March there
    said(forum, dt.datetime(2026, 4, 1, 4, tzinfo=dt.UTC))
    ContributionFactory(plan__forum=forum, submitted_at=dt.datetime(2026, 5, 5, tzinfo=dt.UTC))
    assert [(row.starts_on, row.number, row.came_in) for row in by_quarter(forum)] == [
        (dt.date(2026, 4, 1), 2, 2),
        (dt.date(2026, 1, 1), 1, 1),
    ]


def test_reports_and_appeals_are_counted_when_they_were_made_and_granted() -> None:
    forum = ForumFactory()
    by, other = coordinator(forum), coordinator(forum)
    kept, gone = said(forum, NOON), said(forum, NOON)
    with time_machine.travel(NOON, tick=False):
        for text in (kept, gone):
            moderation.flag(text, by=PersonFactory())
        moderation.keep(kept, by=by)
        appeal = moderation.appeal(
            moderation.remove(gone, by=by, reason="Advertising"), by=gone.author, text="No."
        )
    with time_machine.travel(NOON + dt.timedelta(days=90), tick=False):
        moderation.answer_appeal(appeal, by=other, granted=True, answer="Right.")
    later, first = by_quarter(forum)
    assert first == Quarter(
        dt.date(2026, 1, 1), came_in=2, reported=2, kept=1, removed=1, appeals=1
    )
    assert later == Quarter(dt.date(2026, 4, 1), restored=1, appeals_granted=1)


def test_what_the_forum_says_among_itself_is_not_counted() -> None:
    forum = ForumFactory()
    by = coordinator(forum)
    meeting = MeetingFactory(forum=forum, published=True)
    remark = comments.add(meeting, by=seated(forum), text="Between us.", internal=True)
    moderation.remove(remark, by=by, reason="Wrong meeting")
    assert by_quarter(forum) == []
    assert by_rule(forum) == []


def test_another_forums_texts_are_not_counted() -> None:
    said(ForumFactory(), NOON)
    assert by_quarter(ForumFactory()) == []


def test_it_is_counted_why_something_was_removed_and_what_was_put_back() -> None:
    forum = ForumFactory()
    by = coordinator(forum)
    before = said(forum, NOON)
    moderation.remove(before, by=by, reason="There are no rules yet")
    first, second = ModerationRuleFactory.create_batch(2, forum=forum)
    texts = [said(forum, NOON) for _ in range(3)]
    for text in texts:
        moderation.remove(text, by=by, rule=second, reason="Advertising")
    moderation.restore(texts[0], by=by)
    assert [(row.rule, row.removed, row.restored) for row in by_rule(forum)] == [
        (first, 0, 0),
        (second, 3, 1),
        (None, 1, 0),
    ]


def test_what_is_said_of_a_draft_that_is_not_public_is_in_no_public_figure() -> None:
    hidden = DraftFactory()
    forum = hidden.plan.forum
    by = coordinator(forum)
    for draft in (hidden, DraftFactory(plan=hidden.plan, published_at=timezone.now())):
        draft.suggestions.create(
            number=1, question="problem", language="en", text="Buy!", author=PersonFactory()
        )
        said = comments.add(draft, by=PersonFactory(), text="Buy!")
        moderation.remove(said, by=by, reason="Advertising")
    [quarter] = by_quarter(forum)
    assert (quarter.came_in, quarter.removed) == (2, 1)
