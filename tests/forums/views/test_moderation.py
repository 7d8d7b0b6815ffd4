"""The public page of moderation, its settings, and the writing of its rules."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from forums.domain import comments, moderation
from forums.models import Forum, ModerationRule
from tests.factories import (
    ForumFactory,
    MeetingFactory,
    ModerationRuleFactory,
    PersonFactory,
    coordinator,
    seated,
)

pytestmark = pytest.mark.django_db


def page(forum: Forum, rest: str = "") -> str:
    return f"/forums/{forum.slug}/moderation/{rest}"


def test_everybody_reads_the_rules_and_what_was_removed_and_why(client: Client) -> None:
    forum = ForumFactory()
    rule = ModerationRuleFactory(forum=forum)
    ModerationRuleFactory(forum=forum, published_at=None, title={"en": "Still a draft"})
    text = comments.add(
        MeetingFactory(forum=forum, published=True), by=PersonFactory(), text="A car for sale"
    )
    moderation.remove(text, by=coordinator(forum), rule=rule, reason="It sells.")
    shown = client.get(page(forum)).content.decode()
    assert f"{rule.number}. Advertising" in shown
    assert "Still a draft" not in shown
    assert "A car for sale" not in shown
    assert "Why something was removed" in shown
    figures = client.get(reverse("moderation-figures", args=[forum.slug])).json()
    assert [(row["came_in"], row["removed"]) for row in figures] == [(1, 1)]
    table = client.get(f"{reverse('moderation-figures', args=[forum.slug])}?format=csv")
    lines = b"".join(table.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert lines[0].startswith("starts_on,came_in,held")
    assert len(lines) == 2


def test_the_page_says_whether_first_texts_wait(client: Client) -> None:
    forum = ForumFactory()
    assert "is public at once" in client.get(page(forum)).content.decode()
    client.force_login(coordinator(forum))
    client.post(page(forum, "settings/"), {"holds": "on"})
    assert "waits until a coordinator" in client.get(page(forum)).content.decode()
    client.post(page(forum, "settings/"), {})
    forum.refresh_from_db()
    assert not forum.holds_first_texts


def test_the_figures_of_a_forum_that_is_not_public_are_not_there(client: Client) -> None:
    forum = ForumFactory(published_at=None)
    for address in (page(forum), reverse("moderation-figures", args=[forum.slug])):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("rest", ["queue/", "settings/", "rules/", "rules/new/", "rules/1/"])
def test_only_coordinators_moderate(client: Client, rest: str) -> None:
    forum = ForumFactory()
    ModerationRuleFactory(forum=forum, number=1)
    for person in (seated(forum), PersonFactory(), coordinator(ForumFactory())):
        client.force_login(person)
        assert client.get(page(forum, rest)).status_code == 403
        assert client.post(page(forum, rest)).status_code in (403, 405)
    client.force_login(coordinator(forum))
    assert client.get(page(forum, rest)).status_code == 200


def test_a_set_of_rules_is_taken_changed_and_published(client: Client) -> None:
    forum = ForumFactory()
    client.force_login(coordinator(forum))
    assert "Take the proposed set" in client.get(page(forum, "rules/")).content.decode()
    client.post(page(forum, "rules/proposed/"))
    client.post(
        page(forum, "rules/1/"),
        {"title__en": "Insults", "title__es": "Insultos", "text__en": "", "text__es": ""},
    )
    assert "Throw a draft away" in client.get(page(forum, "rules/2/retire/")).content.decode()
    client.post(page(forum, "rules/2/retire/"))
    client.post(page(forum, "rules/publish/"))
    rules = list(ModerationRule.objects.in_force())
    assert [rule.number for rule in rules] == [1, 3, 4, 5, 6]
    assert rules[0].title.texts() == {"en": "Insults", "es": "Insultos"}
    again = client.post(page(forum, "rules/proposed/"), follow=True).content.decode()
    assert "has rules already" in again


def test_a_rule_that_was_used_says_that_it_will_be_replaced(client: Client) -> None:
    forum = ForumFactory()
    by, rule = coordinator(forum), ModerationRuleFactory(forum=forum, number=1)
    text = comments.add(MeetingFactory(forum=forum, published=True), by=PersonFactory(), text="x")
    moderation.remove(text, by=by, rule=rule, reason="It sells.")
    client.force_login(by)
    assert "It is retired" in client.get(page(forum, "rules/1/")).content.decode()
    answer = client.post(page(forum, "rules/1/"), {"title__en": "Ads"}, follow=True)
    assert "Its new words are rule 2" in answer.content.decode()
    assert client.get(page(forum, "rules/1/")).status_code == 404
    shown = client.get(page(forum)).content.decode()
    assert "1. Advertising" in shown
    assert "2. Ads" in shown
    assert "Retire the rule" in client.get(page(forum, "rules/2/retire/")).content.decode()


def test_what_was_typed_wrongly_stays_typed(client: Client) -> None:
    forum = ForumFactory()
    client.force_login(coordinator(forum))
    for title in ("", "x" * 151, "a\x00b"):
        answer = client.post(
            page(forum, "rules/new/"), {"title__en": title, "text__en": "What I mean by it"}
        )
        assert answer.status_code == 200
        assert "What I mean by it" in answer.content.decode()
    assert not ModerationRule.objects.exists()
