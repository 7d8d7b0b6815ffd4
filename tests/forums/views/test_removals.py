"""A text is removed; its author reads why and appeals; another coordinator answers."""

from __future__ import annotations

import pytest
from django.test import Client

from forums.domain import comments, moderation, notices
from forums.models import Comment, Moderation, Person
from tests.conftest import Mailbox
from tests.factories import (
    ContributionFactory,
    ForumFactory,
    MeetingFactory,
    ModerationRuleFactory,
    PersonFactory,
    coordinator,
    seated,
)

pytestmark = pytest.mark.django_db


def removed() -> tuple[Comment, Moderation, str]:
    """A removed comment, how it was removed, and the page of the removal."""
    forum = ForumFactory()
    meeting = MeetingFactory(forum=forum, published=True)
    text = comments.add(meeting, by=PersonFactory(), text="A car for sale")
    row = moderation.remove(text, by=coordinator(forum), reason="It sells.")
    return text, row, f"/forums/{forum.slug}/moderation/removals/{row.pk}/"


def test_a_removed_comment_leaves_its_place_with_day_rule_and_reason(client: Client) -> None:
    forum = ForumFactory()
    rule = ModerationRuleFactory(forum=forum, number=3)
    meeting = MeetingFactory(forum=forum, published=True)
    text = comments.add(meeting, by=PersonFactory(), text="A car for sale")
    comments.add(meeting, by=PersonFactory(), text="Not here, please.", parent=text)
    client.force_login(coordinator(forum))
    to = f"/texts/comment/{text.pk}/remove/"
    assert to in client.get(meeting.get_absolute_url()).content.decode()
    for data in ({"reason": "It sells."}, {"rule": rule.pk}, {"rule": "1e9", "reason": "x"}):
        assert client.post(to, data).status_code == 422
    client.post(to, {"rule": rule.pk, "reason": "It sells."})
    client.logout()
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert "by rule 3, “Advertising”: It sells." in page
    assert f"/forums/{forum.slug}/moderation/#rule-3" in page
    assert "Not here, please." in page
    assert "A car for sale" not in page


def test_a_forum_without_rules_removes_with_a_reason_alone(client: Client) -> None:
    made = ContributionFactory()
    client.force_login(coordinator(made.plan.forum))
    to = f"/texts/contribution/{made.pk}/remove/"
    assert "By which rule?" not in client.get(to).content.decode()
    client.post(to, {"reason": "It sells."})
    made.refresh_from_db()
    assert made.withdrawn_at
    again = client.post(to, {"reason": "It sells."})
    assert "Somebody has looked at this text already." in again.content.decode()


def test_only_author_and_coordinators_read_what_was_removed(client: Client) -> None:
    text, row, page = removed()
    assert client.get(page).status_code == 302
    for person in (PersonFactory(), seated(row.forum), coordinator(ForumFactory())):
        client.force_login(person)
        answer = client.get(page)
        assert answer.status_code == 403
        assert "A car" not in answer.content.decode()
    for person in (text.author, coordinator(row.forum)):
        client.force_login(person)
        assert "A car for sale" in client.get(page).content.decode()
    elsewhere = f"/forums/{ForumFactory().slug}/moderation/removals/{row.pk}/"
    assert client.get(elsewhere).status_code == 404


def test_the_author_appeals_from_the_mail_and_is_told_that_it_is_granted(
    client: Client, mailbox: Mailbox
) -> None:
    text, row, page = removed()
    other = coordinator(row.forum)
    notices.deliver_due()
    [mail] = mailbox.to(str(text.author.email))
    assert page in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    client.force_login(text.author)
    assert "Send the appeal" in client.get(page).content.decode()
    answer = client.post(f"{page}appeal/", {"text": "It is a quotation."}, follow=True)
    assert "Your appeal is sent." in answer.content.decode()
    assert "Send the appeal" not in answer.content.decode()
    again = client.post(f"{page}appeal/", {"text": "Once more."}, follow=True)
    assert "You have appealed already." in again.content.decode()

    assert row.by is not None
    client.force_login(row.by)
    assert "Another coordinator than the one" in client.get(page).content.decode()
    decision = {"granted": "yes", "answer": "It quotes the tender."}
    assert client.post(f"{page}answer/", decision).status_code == 403

    client.force_login(other)
    queue = client.get(f"/forums/{row.forum.slug}/moderation/queue/?show=appeals")
    assert "It is a quotation." in queue.content.decode()
    client.post(f"{page}answer/", decision)
    notices.deliver_due()
    last = mailbox.to(str(text.author.email))[-1]
    assert last["subject"] == "Your appeal is granted"
    assert "A car for sale" in client.get(text.target.get_absolute_url()).content.decode()  # type: ignore[union-attr]
    client.force_login(text.author)
    assert "It quotes the tender." in client.get(page).content.decode()


def test_bad_input_gets_a_sentence_and_loses_nothing(client: Client) -> None:
    text, row, page = removed()
    client.force_login(text.author)
    for data in (
        {"text": ""},
        {"text": "Mine" * 501},
        {"text": "Mine\x00"},
        {"text": "Mine", "website": "https://spam.example"},
        {},
    ):
        answer = client.post(f"{page}appeal/", data)
        assert answer.status_code == 422
        assert data.get("text", "").replace("\x00", "")[:4] in answer.content.decode()
    moderation.appeal(row, by=text.author, text="Mine")
    client.force_login(coordinator(row.forum))
    for data in ({}, {"granted": "perhaps", "answer": "Words"}, {"answer": "Words"}):
        assert client.post(f"{page}answer/", data).status_code == 422


def test_somebody_else_cannot_appeal_or_answer_or_put_back(client: Client) -> None:
    text, row, page = removed()
    people: list[Person] = [PersonFactory(), seated(row.forum), coordinator(ForumFactory())]
    for person in people:
        client.force_login(person)
        for act in ("appeal/", "answer/", "restore/"):
            assert client.post(page + act, {"text": "x"}).status_code == 403
    client.force_login(text.author)
    assert client.post(f"{page}restore/").status_code == 403
    assert client.post(f"{page}answer/").status_code == 403


def test_a_coordinator_puts_a_text_back_without_an_appeal(client: Client) -> None:
    text, row, page = removed()
    client.force_login(coordinator(row.forum))
    assert "Put it back" in client.get(page).content.decode()
    answer = client.post(f"{page}restore/", follow=True)
    assert "It is public again." in answer.content.decode()
    assert "Put it back" not in answer.content.decode()
    text.refresh_from_db()
    assert text.removed_at is None


def test_nobody_appeals_without_end(client: Client) -> None:
    author = PersonFactory()
    forum = ForumFactory()
    by, meeting = coordinator(forum), MeetingFactory(forum=forum, published=True)
    client.force_login(author)
    codes = []
    for number in range(11):
        text = comments.add(meeting, by=author, text=f"Remark {number}")
        row = moderation.remove(text, by=by, reason="It sells.")
        to = f"/forums/{forum.slug}/moderation/removals/{row.pk}/appeal/"
        codes.append(client.post(to, {"text": "Mine"}).status_code)
    assert codes == [302] * 10 + [429]


def test_a_held_comment_is_shown_to_its_author_with_a_note(client: Client) -> None:
    forum, author = ForumFactory(holds_first_texts=True), PersonFactory()
    meeting = MeetingFactory(forum=forum, published=True)
    client.force_login(author)
    assert "looks at your first text" in client.get(meeting.get_absolute_url()).content.decode()
    answer = client.post(f"/comments/meeting/{meeting.pk}/", {"text": "zanahoria"}, follow=True)
    page = answer.content.decode()
    assert "zanahoria" in page
    assert "Only you and the coordinators see it." in page
    assert "you are told by e-mail when it is published" in page
    for reader in (None, PersonFactory(), seated(forum)):
        client.logout()
        if reader:
            client.force_login(reader)
        shown = client.get(meeting.get_absolute_url()).content.decode()
        assert "zanahoria" not in shown
        assert '<span class="muted num">(1)</span>' not in shown
