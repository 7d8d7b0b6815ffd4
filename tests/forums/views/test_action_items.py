from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from forums.domain import action_items
from forums.models import ActionItem, Meeting, Person
from tests.factories import ForumFactory, MeetingFactory, PersonFactory, coordinator, days, seated

pytestmark = pytest.mark.django_db


def held(**fields: object) -> tuple[Meeting, Person, Person]:
    """A public meeting of last week, its co-chair and a member."""
    forum = ForumFactory()
    values = {"forum": forum, "published": True, "starts_at": timezone.now() - days(7), **fields}
    return MeetingFactory(**values), coordinator(forum), seated(forum)


def promised(meeting: Meeting, by: Person, owner: Person) -> ActionItem:
    return action_items.record(
        meeting,
        by=by,
        owner=owner,
        title={"en": "Publish the cards"},
        due_on=timezone.now().date() + days(5),
    )


def test_a_coordinator_records_and_the_owner_says_that_it_is_done(client: Client) -> None:
    meeting, by, owner = held()
    page = meeting.get_absolute_url()
    client.force_login(by)
    due = (timezone.now() + days(9)).date()
    typed = {"title__en": "Publish the cards", "owner": owner.pk, "due_on": due.isoformat()}
    early = (timezone.now() - days(90)).date().isoformat()
    refused = client.post(f"{page}action-items/new/", {**typed, "due_on": early})
    assert b"That is before the meeting." in refused.content
    client.post(f"{page}action-items/new/", typed)
    item = ActionItem.objects.get()
    client.force_login(owner)
    assert b"You promised to do this" in client.get("/me/").content
    done = f"/forums/{meeting.forum.slug}/action-items/{item.pk}/done/"
    client.post(done, {"outcome__en": "They are at https://example.org/cards"})
    assert b"You promised to do this" not in client.get("/me/").content
    client.logout()
    public = client.get(page).content.decode()
    assert 'href="https://example.org/cards"' in public
    assert owner.name in public
    listed = client.get(f"/forums/{meeting.forum.slug}/action-items/?state=done")
    assert b"Publish the cards" in listed.content


def test_nobody_else_says_that_it_is_done(client: Client) -> None:
    meeting, by, owner = held()
    item = promised(meeting, by, owner)
    base = f"/forums/{meeting.forum.slug}/action-items/{item.pk}/"
    for reader in (seated(meeting.forum), PersonFactory(), coordinator(ForumFactory())):
        client.force_login(reader)
        for address in ("done/", "edit/", "reopen/"):
            assert client.post(f"{base}{address}", {"outcome__en": "x"}).status_code == 403


def test_what_was_promised_at_a_meeting_that_is_not_public_is_not_there(client: Client) -> None:
    meeting, by, owner = held(published=False)
    item = promised(meeting, by, owner)
    client.force_login(PersonFactory())
    address = f"/forums/{meeting.forum.slug}/action-items/"
    assert b"Publish the cards" not in client.get(address).content
    assert client.get(f"{address}{item.pk}/done/").status_code == 404
    later = MeetingFactory(forum=meeting.forum, published=True)
    assert b"Publish the cards" not in client.get(later.get_absolute_url()).content
    client.force_login(owner)
    assert b"Publish the cards" in client.get(address).content


def test_what_is_open_stands_under_the_next_agenda_and_where_a_meeting_is_called(
    client: Client,
) -> None:
    meeting, by, owner = held()
    item = promised(meeting, by, owner)
    nearest = MeetingFactory(forum=meeting.forum, published=True)
    assert b"Open from before" in client.get(nearest.get_absolute_url()).content
    client.force_login(by)
    new = f"/forums/{meeting.forum.slug}/meetings/new/"
    assert b"Publish the cards" in client.get(new).content
    action_items.finish(item, by=owner, outcome={"en": "Done."})
    assert b"Open from before" not in client.get(nearest.get_absolute_url()).content
