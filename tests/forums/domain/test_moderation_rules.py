"""Rules of moderation are changed as long as nothing was removed by them, and replaced after."""

from __future__ import annotations

import threading

import pytest
from django.db import DatabaseError, connection, transaction

from forums.domain import moderation, moderation_rules
from forums.domain.errors import Incomplete, Refused
from forums.models import Forum, ModerationRule
from tests.factories import (
    ContributionFactory,
    ForumFactory,
    ModerationRuleFactory,
    coordinator,
)

pytestmark = pytest.mark.django_db

NEW = {"en": "Advertising of any kind", "es": "Publicidad de todo tipo"}


def used(forum: Forum) -> ModerationRule:
    """A rule by which something was removed."""
    rule: ModerationRule = ModerationRuleFactory(forum=forum)
    text = ContributionFactory(plan__forum=forum)
    moderation.remove(text, by=coordinator(forum), rule=rule, reason="A car.")
    return rule


def test_the_proposed_set_comes_as_drafts_in_all_languages_of_the_forum_once() -> None:
    forum = ForumFactory()
    by = coordinator(forum)
    count = moderation_rules.propose(forum, by=by)
    rules = list(forum.moderation_rules.all())
    assert [rule.number for rule in rules] == list(range(1, count + 1))
    assert all(set(rule.title.languages) == {"en", "es"} for rule in rules)
    assert not ModerationRule.objects.in_force().exists()
    with pytest.raises(Refused):
        moderation_rules.propose(forum, by=by)
    assert moderation_rules.publish_all(forum, by=by) == count
    assert ModerationRule.objects.in_force().count() == count
    assert moderation_rules.publish_all(forum, by=by) == 0


def test_a_rule_that_was_not_used_changes_in_its_place() -> None:
    rule: ModerationRule = ModerationRuleFactory()
    standing = moderation_rules.change(rule, by=coordinator(rule.forum), title=NEW, text={})
    assert standing == rule
    rule.refresh_from_db()
    assert rule.title.texts() == NEW


def test_a_rule_that_was_used_is_retired_and_replaced_under_a_number_of_its_own() -> None:
    forum = ForumFactory()
    rule = used(forum)
    before = rule.title.texts()
    standing = moderation_rules.change(rule, by=coordinator(forum), title=NEW, text={})
    rule.refresh_from_db()
    assert rule.title.texts() == before
    assert rule.retired_on == forum.today
    assert standing.number == rule.number + 1
    assert list(ModerationRule.objects.in_force()) == [standing]
    with pytest.raises(Refused):
        moderation_rules.change(rule, by=coordinator(forum), title=NEW, text={})


def test_the_database_keeps_the_words_of_a_rule_that_was_used() -> None:
    rule = used(ForumFactory())
    with pytest.raises(DatabaseError), transaction.atomic():
        ModerationRule.objects.filter(pk=rule.pk).update(title=NEW)
    ModerationRule.objects.filter(pk=rule.pk).update(retired_on=rule.forum.today)


def test_a_rule_says_what_is_removed() -> None:
    rule = ModerationRuleFactory()
    for words in ({}, {"en": ""}):
        with pytest.raises(Incomplete):
            moderation_rules.change(rule, by=coordinator(rule.forum), title=words, text={})
        with pytest.raises(Incomplete):
            moderation_rules.add(rule.forum, by=coordinator(rule.forum), title=words, text={})


def test_a_draft_is_thrown_away_and_a_published_rule_is_kept_to_be_read() -> None:
    forum = ForumFactory()
    by = coordinator(forum)
    draft = ModerationRuleFactory(forum=forum, published_at=None)
    public = ModerationRuleFactory(forum=forum)
    for rule in (draft, public):
        moderation_rules.retire(rule, by=by)
    assert list(forum.moderation_rules.all()) == [public]
    with pytest.raises(Refused):
        moderation_rules.retire(public, by=by)


@pytest.mark.django_db(transaction=True)
def test_a_rule_is_not_changed_while_something_is_removed_by_it() -> None:
    forum = ForumFactory()
    by = coordinator(forum)
    rule: ModerationRule = ModerationRuleFactory(forum=forum)
    text = ContributionFactory(plan__forum=forum)
    held, go = threading.Event(), threading.Event()

    def change() -> None:
        held.wait(10)
        go.set()
        moderation_rules.change(ModerationRule.objects.get(pk=rule.pk), by=by, title=NEW, text={})
        connection.close()

    thread = threading.Thread(target=change)
    thread.start()
    with transaction.atomic():
        moderation.remove(text, by=by, rule=rule, reason="A car.")
        held.set()
        go.wait(10)
    thread.join(20)
    rule.refresh_from_db()
    assert rule.title.texts() != NEW
    assert rule.retired_on
    assert ModerationRule.objects.in_force().get().title.texts() == NEW
