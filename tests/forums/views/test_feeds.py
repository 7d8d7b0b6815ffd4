from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import ForumFactory, MeetingFactory, seated

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("control", ["\x01", "\x0b", "\x0c", "\x1f", "\uffff"])
def test_news_are_read_whatever_was_pasted_into_a_title(client: Client, control: str) -> None:
    meeting = MeetingFactory(title={"en": f"Line{control}break"}, published=True)
    answer = client.get(f"/forums/{meeting.forum.slug}/feed.atom")
    assert b"Line break" in answer.content


def test_the_colour_of_a_forum_that_is_not_public_is_kept_by_no_proxy(client: Client) -> None:
    hidden, public = ForumFactory(published_at=None), ForumFactory()
    assert "public" in client.get(f"/forums/{public.slug}/theme.css")["Cache-Control"]
    client.force_login(seated(hidden))
    assert "no-store" in client.get(f"/forums/{hidden.slug}/theme.css")["Cache-Control"]
