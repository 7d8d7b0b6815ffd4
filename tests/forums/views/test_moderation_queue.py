"""The queue of the moderators."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forums.domain import comments, moderation
from forums.models import Comment, Forum, Moderation, ModerationAct
from tests.factories import (
    ActionPlanFactory,
    ContributionFactory,
    DecisionFactory,
    DraftFactory,
    ForumFactory,
    MeetingFactory,
    ModerationRuleFactory,
    PersonFactory,
    coordinator,
    seated,
)

pytestmark = pytest.mark.django_db


class Queue:
    """A forum that holds first texts, with a coordinator at its queue."""

    def __init__(self, client: Client) -> None:
        self.forum: Forum = ForumFactory(slug="open", holds_first_texts=True)
        self.by = coordinator(self.forum)
        self.meeting = MeetingFactory(forum=self.forum, published=True)
        self.plan = ActionPlanFactory(forum=self.forum)
        self.client = client
        client.force_login(self.by)

    def held(self, text: str = "Waits") -> Comment:
        return comments.add(self.meeting, by=PersonFactory(), text=text)

    def held_contribution(self, title: str = "Waits") -> Any:
        made = ContributionFactory(plan=self.plan, title=title, published_at=None)
        moderation.hold(made)
        return made

    def reported(self, text: str = "Reported") -> Comment:
        made = comments.add(self.meeting, by=seated(self.forum), text=text)
        moderation.flag(made, by=PersonFactory(), reason="It sells.")
        return made

    def page(self, query: str = "") -> str:
        return self.client.get(f"/forums/open/moderation/queue/{query}").content.decode()

    def send(self, query: str = "", **data: Any) -> Any:
        return self.client.post(f"/forums/open/moderation/queue/{query}", data, follow=True)


@pytest.fixture
def queue(client: Client) -> Queue:
    return Queue(client)


def key(text: Any) -> str:
    return f"{'comment' if isinstance(text, Comment) else 'contribution'}-{text.pk}"


def test_what_waits_stands_in_its_list_the_oldest_first(queue: Queue) -> None:
    queue.held("First words")
    queue.held_contribution("Second words")
    queue.reported("Third words")
    first = queue.page()
    assert first.index("First words") < first.index("Second words")
    assert "Third words" not in first
    reported = queue.page("?show=reported")
    assert "Third words" in reported
    assert "It sells." in reported
    assert "First look (2)" in reported


def test_the_list_in_which_something_waits_is_shown_first(queue: Queue) -> None:
    queue.reported("Third words")
    assert "Third words" in queue.page()
    assert "Nothing waits for a first look" in queue.page("?show=held")


def test_many_are_published_at_once(queue: Queue) -> None:
    texts = [queue.held(), queue.held(), queue.held_contribution()]
    answer = queue.send(act="release", text=[key(text) for text in texts])
    assert "3 texts are published" in answer.content.decode()
    for text in texts:
        text.refresh_from_db()
        assert text.held_at is None
    assert Moderation.objects.filter(act=ModerationAct.RELEASED, by=queue.by).count() == 3


def test_many_are_removed_at_once_by_one_rule_and_reason(queue: Queue) -> None:
    rule = ModerationRuleFactory(forum=queue.forum)
    texts = [queue.held(), queue.held_contribution()]
    chosen = [key(text) for text in texts]
    for wrong in ({"reason": "A machine"}, {"rule": rule.pk}, {"rule": "x", "reason": "A machine"}):
        answer = queue.send(act="remove", text=chosen, **wrong)
        assert answer.status_code == 422
        assert answer.content.decode().count(" checked") == 2
    answer = queue.send(act="remove", text=chosen, rule=rule.pk, reason="A machine")
    assert "2 texts are removed" in answer.content.decode()
    rows = Moderation.objects.filter(act=ModerationAct.REMOVED)
    assert {(row.rule, row.reason) for row in rows} == {(rule, "A machine")}


def test_reported_texts_are_left_as_they_are(queue: Queue) -> None:
    text = queue.reported()
    queue.send("?show=reported", act="keep", text=key(text))
    assert "No text is reported" in queue.page("?show=reported")
    text.refresh_from_db()
    assert text.removed_at is None


def test_what_somebody_else_dealt_with_is_said_and_not_done_again(queue: Queue) -> None:
    first, second = queue.held(), queue.held()
    moderation.remove(first, by=coordinator(queue.forum), reason="A machine")
    answer = queue.send(act="release", text=[key(first), key(second)]).content.decode()
    assert "1 text is published" in answer
    assert "Somebody else had dealt with 1 text before you" in answer


def test_nothing_is_done_with_texts_of_another_forum_or_none(queue: Queue) -> None:
    other = ForumFactory(holds_first_texts=True)
    elsewhere = comments.add(
        MeetingFactory(forum=other, published=True), by=PersonFactory(), text="x"
    )
    queue.send(act="release", text=key(elsewhere))
    elsewhere.refresh_from_db()
    assert elsewhere.held_at
    for text in ("", "comment-", "meeting-1", "comment-99999999999999", "comment-1\x00", "x"):
        assert queue.send(act="release", text=text).status_code == 422
    assert queue.send(text=key(elsewhere)).status_code == 422
    assert queue.send(act="burn", text=key(elsewhere)).status_code == 422
    assert queue.send(act="release").status_code == 422


def test_all_of_a_page_are_chosen_with_one_link(queue: Queue) -> None:
    queue.held()
    queue.held()
    assert queue.page().count(" checked") == 0
    assert queue.page("?all=1").count(" checked") == 2


def test_an_anonymous_author_is_not_named(queue: Queue) -> None:
    made = ContributionFactory(
        plan=queue.plan, author__name="Zanahoria", is_anonymous=True, published_at=None
    )
    moderation.hold(made)
    moderation.flag(queue.reported(), by=PersonFactory())
    assert "Anonymous" in queue.page("?show=held")
    assert "Zanahoria" not in queue.page("?show=held")


def test_the_queue_asks_as_much_of_the_database_with_many_texts(queue: Queue) -> None:
    def grow(count: int) -> None:
        for _ in range(count):
            queue.held()
            queue.held_contribution()
            for target in (
                DecisionFactory(forum=queue.forum, published_at=queue.plan.published_at),
                DraftFactory(plan=queue.plan),
            ):
                comments.add(target, by=PersonFactory(), text="Waits")
            queue.reported()

    def counts() -> list[int]:
        found = []
        for show in ("held", "reported", "appeals"):
            with CaptureQueriesContext(connection) as captured:
                queue.page(f"?show={show}")
            found.append(len(captured))
        return found

    grow(1)
    few = counts()
    grow(8)
    assert counts() == few
    assert max(few) <= 26
    assert queue.page("?show=held").count('name="text"') == 25
    assert "?show=held&amp;page=2" in queue.page("?show=held")


def test_what_is_refused_says_why_and_the_rest_is_done(queue: Queue) -> None:
    coordinator(queue.forum)
    own = comments.add(queue.meeting, by=queue.by, text="Her own words")
    moderation.flag(own, by=PersonFactory())
    other = queue.reported()
    answer = queue.send("?show=reported", act="keep", text=[key(own), key(other)])
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "1 text stays as it is." in shown
    assert "Another coordinator" in shown
    assert "Her own words" in shown
    assert not Moderation.objects.of(own).exists()
    assert Moderation.objects.of(other).get().act == ModerationAct.KEPT
