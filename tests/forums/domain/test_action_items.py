from __future__ import annotations

import pytest
from django.utils import timezone

from forums.domain import action_items
from forums.domain.errors import Incomplete, NotHeld
from forums.models import ActionItem, Meeting, Notice, Person
from tests.factories import ForumFactory, MeetingFactory, coordinator, days, seated

pytestmark = pytest.mark.django_db


def held(**fields: object) -> tuple[Meeting, Person, Person]:
    """A public meeting of last week, its co-chair and a member."""
    forum = ForumFactory()
    values = {"forum": forum, "published": True, "starts_at": timezone.now() - days(7), **fields}
    return MeetingFactory(**values), coordinator(forum), seated(forum)


def promised(meeting: Meeting, by: Person, owner: Person, due: int = 5) -> ActionItem:
    return action_items.record(
        meeting,
        by=by,
        owner=owner,
        title={"en": "Publish the cards"},
        due_on=timezone.now().date() + days(due),
    )


def test_the_owner_is_told_once_and_who_records_for_herself_is_not() -> None:
    meeting, by, owner = held()
    item = promised(meeting, by, owner)
    promised(meeting, by, by)
    assert [notice.person for notice in Notice.objects.all()] == [owner]
    action_items.change(item, by=by, title={"en": "Publish all cards"})
    assert Notice.objects.count() == 1
    action_items.change(item, by=owner, owner=by)
    assert Notice.objects.filter(person=by).count() == 1


def test_nothing_is_promised_before_the_meeting() -> None:
    meeting, by, owner = held(starts_at=timezone.now() + days(1))
    with pytest.raises(NotHeld):
        promised(meeting, by, owner)


def test_it_is_done_once_and_says_what_came_of_it() -> None:
    meeting, by, owner = held()
    item = promised(meeting, by, owner)
    with pytest.raises(Incomplete):
        action_items.finish(item, by=owner, outcome={})
    action_items.finish(item, by=owner, outcome={"en": "391 cards are published."})
    for act in (
        lambda: action_items.finish(item, by=owner, outcome={"en": "Again."}),
        lambda: action_items.change(item, by=by, title={"en": "Something else"}),
    ):
        with pytest.raises(action_items.AlreadyDone):
            act()
    item.refresh_from_db()
    assert (item.state, item.done_on) == ("done", meeting.forum.today)
    action_items.reopen(item, by=owner)
    item.refresh_from_db()
    assert item.state == "open"


def test_it_is_late_once_its_day_is_over() -> None:
    meeting, by, owner = held()
    assert promised(meeting, by, owner, due=-2).state == "late"


def test_what_is_open_stands_on_the_next_meeting_alone() -> None:
    meeting, by, owner = held()
    item = promised(meeting, by, owner)
    done = promised(meeting, by, owner)
    action_items.finish(done, by=owner, outcome={"en": "Done."})
    nearest, later = (
        MeetingFactory(forum=meeting.forum, published=True, starts_at=timezone.now() + days(count))
        for count in (3, 30)
    )
    draft = MeetingFactory(forum=meeting.forum, starts_at=timezone.now() + days(9))
    assert action_items.around(nearest) == ([], [item])
    assert action_items.around(later) == ([], [])
    assert action_items.around(draft) == ([], [item])
    recorded, before = action_items.around(meeting)
    assert (set(recorded), before) == ({item, done}, [])


def test_everybody_who_sits_can_promise_and_nobody_else() -> None:
    meeting, by, owner = held()
    coordinator(ForumFactory())
    assert set(action_items.people_of(meeting.forum)) == {by, owner}
