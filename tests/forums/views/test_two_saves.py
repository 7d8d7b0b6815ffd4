"""Two people change the same thing: the later save is stopped, and no word of either is lost."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from forums.domain import action_items, decisions, working_groups
from forums.domain.errors import ChangedMeanwhile
from forums.models import Decision, Person, WorkingGroup
from tests.factories import (
    DecisionFactory,
    ForumFactory,
    MeetingFactory,
    PersonFactory,
    coordinator,
    days,
    seated,
)
from tests.forums.domain.test_working_groups import led
from tests.selecting import Selecting

pytestmark = pytest.mark.django_db
SAID = "Somebody else saved this while you were writing"
Place = tuple[str, Person, str]
"""The page on which something is changed, who may do it, and the field that both change."""


def a_selection() -> Place:
    world = Selecting(candidates=0)
    return f"{world.selection.get_absolute_url()}edit/", world.lead, "led_by__en"


def a_group() -> Place:
    group, by, _one, _two = led()
    return f"{group.get_absolute_url()}edit/", by, "mandate__en"


def an_open_decision() -> Place:
    forum = ForumFactory()
    decision = DecisionFactory(forum=forum)
    return f"{decision.get_absolute_url()}edit/", coordinator(forum), "reasons__en"


def a_voted_decision() -> Place:
    forum = ForumFactory()
    by, _other = coordinator(forum), seated(forum)
    decision = DecisionFactory(forum=forum, reasons={"en": "Asked for."}, method="vote")
    decisions.open_vote(decision, by=by, closes_at=timezone.now() + days(1))
    decisions.close(decision, by=None)
    return f"{decision.get_absolute_url()}edit/", by, "dissent__en"


def an_action_item() -> Place:
    forum = ForumFactory()
    meeting = MeetingFactory(forum=forum, published=True, starts_at=timezone.now() - days(7))
    by = coordinator(forum)
    due = timezone.now().date() + days(5)
    title = {"en": "Publish the cards"}
    item = action_items.record(meeting, by=by, owner=seated(forum), title=title, due_on=due)
    return f"/forums/{forum.slug}/action-items/{item.pk}/edit/", by, "title__en"


PLACES = [a_selection, a_group, an_open_decision, a_voted_decision, an_action_item]


def as_shown(client: Client, page: str) -> dict[str, Any]:
    """What the browser would send of the form when nothing is typed."""
    sent: dict[str, Any] = {}
    for bound in client.get(page).context["form"]:
        value = bound.value()
        if isinstance(value, list):
            sent[bound.html_name] = [getattr(row, "pk", row) for row in value]
        elif value is True:
            sent[bound.html_name] = "on"
        elif value not in (None, "", False):
            shown = bound.field.widget.format_value(value)
            sent[bound.html_name] = value if isinstance(shown, list) else shown
    return sent


@pytest.mark.parametrize("made", PLACES)
def test_who_saves_later_reads_what_the_other_wrote_and_keeps_her_own(
    client: Client, made: Callable[[], Place]
) -> None:
    page, person, field = made()
    client.force_login(person)
    shown = as_shown(client, page)
    assert client.post(page, shown | {field: "Theirs"}).status_code == 302
    late = client.post(page, shown | {field: "Mine"})
    words = late.content.decode()
    assert late.status_code == 200
    assert SAID in words
    assert '<dd class="written">Theirs</dd>' in words
    assert words.count('class="written"') == 1, "Only what differs is shown"
    assert late.context["form"][field].value() == "Mine"
    again = shown | {field: "Both", "seen": late.context["form"]["seen"].value()}
    assert client.post(page, again).status_code == 302
    assert client.get(page).context["form"][field].value() == "Both"


@pytest.mark.parametrize("made", PLACES)
def test_who_opened_the_page_after_the_other_saved_is_not_held_up(
    client: Client, made: Callable[[], Place]
) -> None:
    page, person, field = made()
    client.force_login(person)
    for words in ("First", "Second"):
        assert client.post(page, as_shown(client, page) | {field: words}).status_code == 302


@pytest.mark.parametrize("seen", ["\x00", "x" * 17])
def test_an_odd_fingerprint_saves_nothing(client: Client, seen: str) -> None:
    page, person, field = a_group()
    client.force_login(person)
    answer = client.post(page, as_shown(client, page) | {field: "Mine", "seen": seen})
    assert answer.status_code == 200
    assert not WorkingGroup.objects.filter(mandate__en="Mine").exists()


def _at_once(save: Callable[[str], object]) -> list[str]:
    """The words that were saved, and "refused" for who came second."""
    ready = Barrier(2)

    def one(words: str) -> str:
        try:
            ready.wait(timeout=10)
            save(words)
        except ChangedMeanwhile:
            return "refused"
        finally:
            connection.close()
        return words

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(one, ("one", "two")))


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_of_a_group_at_once_one_is_kept() -> None:
    group, by, _one, _two = led()
    seen = working_groups.fingerprint(group)

    def save(words: str) -> None:
        mine = WorkingGroup.objects.get(pk=group.pk)
        working_groups.change(mine, by=by, seen=seen, mandate={"en": words})

    results = _at_once(save)
    assert results.count("refused") == 1
    group.refresh_from_db()
    assert str(group.mandate) in results


@pytest.mark.django_db(transaction=True)
def test_of_two_records_of_a_decision_at_once_one_is_kept() -> None:
    decision, by = DecisionFactory(), PersonFactory()
    seen = decisions.fingerprint(Decision.objects.get(pk=decision.pk))

    def save(words: str) -> None:
        mine = Decision.objects.get(pk=decision.pk)
        on = timezone.now().date()
        decisions.record(mine, by=by, outcome="adopted", on=on, seen=seen, reasons={"en": words})

    results = _at_once(save)
    assert results.count("refused") == 1
    decision.refresh_from_db()
    assert str(decision.reasons) in results
