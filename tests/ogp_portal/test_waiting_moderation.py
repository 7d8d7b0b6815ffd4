"""What moderation asks of coordinators and authors."""

from __future__ import annotations

import pytest
from django.test import Client

from forums.domain import comments, moderation
from forums.models import Person
from ogp_portal.waiting.everything import waiting_for
from tests.factories import (
    ContributionFactory,
    ForumFactory,
    MeetingFactory,
    PersonFactory,
    coordinator,
)

pytestmark = pytest.mark.django_db


def asked(person: Person) -> list[tuple[str, str]]:
    return [(row.title, row.what) for row in waiting_for(person)]


def test_coordinators_find_what_waits_in_the_queue_until_they_have_looked(client: Client) -> None:
    forum = ForumFactory(holds_first_texts=True, name={"en": "Our forum"})
    by = coordinator(forum)
    meeting = MeetingFactory(forum=forum, published=True)
    held = [comments.add(meeting, by=PersonFactory(), text="Waits") for _ in range(2)]
    reported = ContributionFactory(plan__forum=forum, response=None)
    moderation.flag(reported, by=PersonFactory())
    rows = asked(by)
    assert ("2 texts wait for a first look", "Our forum") in rows
    assert ("1 text was reported by readers", "Our forum") in rows
    client.force_login(by)
    for row in waiting_for(by):
        assert client.get(row.url).status_code == 200, row.url
    for text in held:
        moderation.release(text, by=by)
    moderation.keep(reported, by=by)
    assert not [row for row in asked(by) if row[1] == "Our forum"]


def test_an_appeal_waits_for_who_may_answer_it() -> None:
    forum = ForumFactory()
    by, other = coordinator(forum), coordinator(forum)
    text = comments.add(MeetingFactory(forum=forum, published=True), by=PersonFactory(), text="x")
    removal = moderation.remove(text, by=by, reason="It sells.")
    row = ("x", "Your text was removed; you can appeal")
    assert row in asked(text.author)
    appeal = moderation.appeal(removal, by=text.author, text="It is a quotation.")
    assert row not in asked(text.author)
    asks = ("It is a quotation.", "Appeal against a removal to answer")
    assert asks in asked(other)
    assert asks not in asked(by)
    moderation.answer_appeal(appeal, by=other, granted=False, answer="No.")
    assert asks not in asked(other)


def test_an_author_finds_her_held_text_and_no_longer_what_was_put_back() -> None:
    forum = ForumFactory(holds_first_texts=True)
    by, author = coordinator(forum), PersonFactory()
    meeting = MeetingFactory(forum=forum, published=True)
    text = comments.add(meeting, by=author, text="My first words")
    assert asked(author) == [("My first words", "Your text waits for a first look")]
    moderation.remove(text, by=by, reason="It sells.")
    assert asked(author) == [("My first words", "Your text was removed; you can appeal")]
    moderation.restore(text, by=by)
    assert asked(author) == []
