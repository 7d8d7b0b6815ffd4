from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from forums.models import AgendaItem, Meeting, Notice
from tests.factories import ForumFactory, MeetingFactory, coordinator, days, seated

pytestmark = pytest.mark.django_db
TYPED: dict[str, Any] = {
    "title__en": "Ordinary meeting",
    "kind": "ordinary",
    "mode": "in_person",
    "day": "2027-03-04",
    "starts": "10:00",
    "ends": "11:00",
    "agenda-TOTAL_FORMS": "1",
    "agenda-INITIAL_FORMS": "0",
    "agenda-0-title__en": "Budget",
}


def test_an_evening_meeting_stands_under_its_own_day(client: Client) -> None:
    forum = ForumFactory(time_zone="America/Panama")
    late = dt.datetime(2027, 3, 5, 2, tzinfo=dt.UTC)  # nine in the evening of the fourth
    MeetingFactory(forum=forum, time_zone=forum.time_zone, starts_at=late, published=True)
    page = client.get(f"/forums/{forum.slug}/calendar/").content.decode()
    assert 'datetime="2027-03-04"' in page
    assert 'datetime="2027-03-05"' not in page


def test_the_link_to_a_meeting_of_members_is_shown_to_members_alone(client: Client) -> None:
    meeting: Meeting = MeetingFactory(
        online_url="https://meet.example.org/secret", open_to_public=False, published=True
    )
    page = meeting.get_absolute_url()
    forum = f"/forums/{meeting.forum.slug}"
    places = [page, f"{page[:-1]}.ics", f"{forum}/calendar.ics", f"{forum}/calendar/"]
    assert not any(b"meet.example" in client.get(place).content for place in places)
    client.force_login(seated(meeting.forum))
    assert all(b"meet.example" in client.get(place).content for place in places[:2])


def test_a_meeting_whose_agenda_is_refused_is_not_saved(client: Client) -> None:
    forum = ForumFactory()
    client.force_login(coordinator(forum))
    client.post(f"/forums/{forum.slug}/meetings/new/", {**TYPED, "agenda-0-duration": "99999"})
    assert not Meeting.objects.exists()


def test_the_mail_of_a_change_tells_the_new_agenda(client: Client) -> None:
    meeting = MeetingFactory(published=True, starts_at=timezone.now() + days(30))
    item = AgendaItem.objects.create(meeting=meeting, position=1, title={"en": "Old point"})
    client.force_login(coordinator(meeting.forum))
    changed = {
        "agenda-INITIAL_FORMS": "1",
        "agenda-0-id": str(item.pk),
        "agenda-0-title__en": "New point",
        "day": (timezone.now() + days(40)).date().isoformat(),
    }
    client.post(f"{meeting.get_absolute_url()}edit/", {**TYPED, **changed})
    assert "New point" in Notice.objects.filter(key__contains=":1").first().text  # type: ignore[union-attr]
