"""A reader reports a text."""

from __future__ import annotations

import pytest
from django.test import Client

from forums.domain import comments
from forums.models import Flag
from tests.factories import (
    ContributionFactory,
    DecisionFactory,
    ForumFactory,
    MeetingFactory,
    PersonFactory,
    seated,
)

pytestmark = pytest.mark.django_db


def test_who_is_signed_in_reports_a_comment_once(client: Client) -> None:
    meeting = MeetingFactory(published=True)
    text = comments.add(meeting, by=PersonFactory(), text="Buy!")
    to = f"/texts/comment/{text.pk}/report/"
    assert to not in client.get(meeting.get_absolute_url()).content.decode()
    assert client.get(to)["Location"].startswith("/accounts/login/")
    client.force_login(PersonFactory())
    assert to in client.get(meeting.get_absolute_url()).content.decode()
    assert "Buy!" in client.get(to).content.decode()
    for sentence in ("Thank you.", "You have reported this text already."):
        answer = client.post(to, {"reason": "It sells."}, follow=True)
        assert answer.redirect_chain[0][0].endswith(f"#comment-{text.pk}")
        assert sentence in answer.content.decode()
    assert Flag.objects.get().reason == "It sells."


def test_an_author_finds_no_link_to_report_her_own_text(client: Client) -> None:
    meeting, author = MeetingFactory(published=True), PersonFactory()
    text = comments.add(meeting, by=author, text="Mine")
    client.force_login(author)
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert f"/texts/comment/{text.pk}/report/" not in page


def test_a_contribution_is_reported_too(client: Client) -> None:
    made = ContributionFactory(title="A very long advertisement")
    client.force_login(PersonFactory())
    to = f"/texts/contribution/{made.pk}/report/"
    assert "A very long advertisement" in client.get(to).content.decode()
    client.post(to, {"reason": ""})
    assert Flag.objects.get().forum == made.plan.forum


def test_what_the_reader_cannot_read_cannot_be_reported(client: Client) -> None:
    forum = ForumFactory()
    draft = DecisionFactory(forum=forum)
    hidden = comments.add(draft, by=seated(forum), text="zanahoria")
    unpublished = ContributionFactory(title="zanahoria", published_at=None)
    client.force_login(PersonFactory())
    for where in (
        f"comment/{hidden.pk}",
        f"contribution/{unpublished.pk}",
        "comment/999999",
        f"meeting/{draft.pk}",
    ):
        answer = client.get(f"/texts/{where}/report/")
        assert answer.status_code == 404
        assert "zanahoria" not in answer.content.decode()
        assert client.post(f"/texts/{where}/report/", {}).status_code == 404


def test_a_machine_and_bad_input_are_turned_away_with_a_sentence(client: Client) -> None:
    text = comments.add(MeetingFactory(published=True), by=PersonFactory(), text="Buy!")
    client.force_login(PersonFactory())
    to = f"/texts/comment/{text.pk}/report/"
    for data in (
        {"website": "https://spam.example", "reason": "Mine"},
        {"reason": "Mine" * 100},
        {"reason": "Mine\x00"},
    ):
        answer = client.post(to, data)
        assert answer.status_code == 422
        assert "Mine" in answer.content.decode()
    assert not Flag.objects.exists()


def test_nobody_reports_without_end(client: Client) -> None:
    meeting, author = MeetingFactory(published=True), PersonFactory()
    texts = [comments.add(meeting, by=author, text=f"Remark {number}") for number in range(31)]
    client.force_login(PersonFactory())
    answers = [client.post(f"/texts/comment/{text.pk}/report/", {}) for text in texts]
    assert [answer.status_code for answer in answers] == [302] * 30 + [429]
