"""Owners are reminded of what they promised, from what is due and not yet done."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from forums.domain import action_items, action_items_due, notices
from forums.models import ActionItem, Notice, Person
from tests.conftest import Mailbox
from tests.factories import ForumFactory, MeetingFactory, coordinator, days, seated

pytestmark = pytest.mark.django_db
PROMISED = timezone.now() - days(30)


def promised(*, due: int, language: str = "en", **fields: Any) -> ActionItem:
    """What somebody promised thirty days ago and has to do `due` days from today."""
    forum = ForumFactory(languages=["en", "es"])
    values = {"forum": forum, "starts_at": PROMISED, "published_at": PROMISED, **fields}
    item = action_items.record(
        MeetingFactory(**values),
        by=coordinator(forum),
        owner=seated(forum, name="Rosa", language=language),
        title={"en": "Count the nails"},
        due_on=forum.today + days(due),
    )
    Notice.objects.update(created_at=PROMISED, sent_at=PROMISED)
    return item


def subjects() -> list[str]:
    return [row.subject for row in Notice.objects.exclude(sent_at=PROMISED).order_by("created_at")]


def test_an_owner_is_reminded_once_before_the_day_and_once_after_it() -> None:
    item = promised(due=10)
    now = timezone.now()
    counts = [action_items_due.remind(now=now + days(day)) for day in range(20)]
    assert {day: count for day, count in enumerate(counts) if count} == {7: 1, 11: 1}
    assert [subject.split(":")[0].split(" ")[0] for subject in subjects()] == ["Due", "Late"]
    assert {row.person for row in Notice.objects.all()} == {item.owner}


@pytest.mark.parametrize(("due", "expected"), [(4, 0), (3, 1), (0, 1), (-1, 1), (-400, 1)])
def test_a_reminder_that_was_missed_is_sent_however_late(due: int, expected: int) -> None:
    promised(due=due)
    assert action_items_due.remind() == expected
    assert action_items_due.remind() == 0


def test_who_does_it_meanwhile_is_not_reminded() -> None:
    item = promised(due=1)
    action_items.finish(item, by=item.owner, outcome={"en": "391 nails."})
    assert action_items_due.remind() == 0


def test_a_reminder_that_still_waits_is_stopped_when_it_is_done(mailbox: Mailbox) -> None:
    item = promised(due=1)
    assert action_items_due.remind() == 1
    action_items.finish(item, by=item.owner, outcome={"en": "391 nails."})
    assert notices.deliver_due() == 0
    assert mailbox.messages == []


def test_a_later_day_and_a_new_owner_are_told_of_anew() -> None:
    item = promised(due=1)
    action_items_due.remind()
    by = Person.objects.exclude(pk=item.owner_id).get()
    item = action_items.change(item, by=by, due_on=item.due_on + days(1))
    assert action_items_due.remind() == 1
    item = action_items.change(item, by=item.owner, owner=by)
    Notice.objects.filter(person=by).update(created_at=PROMISED)
    assert action_items_due.remind() == 1
    assert Notice.objects.filter(person=by, key__contains=":soon:").count() == 1
    waiting = Notice.objects.due().filter(key__contains=":soon:")
    assert [row.person for row in waiting] == [by]


def test_who_was_told_only_now_is_not_reminded_before_the_day() -> None:
    item = promised(due=2)
    Notice.objects.update(created_at=timezone.now())
    assert action_items_due.remind() == 0
    assert action_items_due.remind(now=timezone.now() + days(3)) == 1
    assert item.owner.notices.filter(key__contains=":late:").count() == 1


def test_the_day_is_over_by_the_forums_own_clock() -> None:
    item = promised(due=0)
    item.forum.time_zone = "Pacific/Auckland"
    item.forum.save()
    ActionItem.objects.update(due_on=dt.date(2026, 3, 10))
    Notice.objects.update(created_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    evening = dt.datetime(2026, 3, 10, 10, 30, tzinfo=dt.UTC)  # half past eleven there
    action_items_due.remind(now=evening)
    assert not Notice.objects.filter(key__contains=":late:")
    assert action_items_due.remind(now=evening + dt.timedelta(hours=1)) == 1


def test_nobody_is_reminded_of_what_is_not_public_nor_who_has_left() -> None:
    promised(due=-1, published_at=None)
    gone = promised(due=-1)
    Person.objects.filter(pk=gone.owner_id).update(email=None, is_active=False, organisation=None)
    assert action_items_due.remind() == 0


def test_the_mail_says_what_until_when_and_where_in_the_readers_language(
    mailbox: Mailbox,
) -> None:
    item = promised(due=-1, language="es")
    action_items_due.remind()
    notices.deliver_due()
    (mail,) = mailbox.messages
    plain = mail.get_body(("plain",))
    assert plain is not None
    body = plain.get_content()
    assert "Count the nails" in body
    assert f"/forums/{item.forum.slug}/action-items/{item.pk}/done/" in body


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_remind_once() -> None:
    item = promised(due=-1)

    def work(_number: int) -> None:
        try:
            action_items_due.remind()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(4)))
    assert item.owner.notices.filter(key__contains=":late:").count() == 1
