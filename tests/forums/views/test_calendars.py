"""The calendar's page and the calendars to subscribe to."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from commitments.domain import importing
from forums.domain import feeds
from forums.models import Forum, GroupMembership, Meeting, WorkingGroup
from tests.factories import ForumFactory, MeetingFactory, PersonFactory, days, seated

pytestmark = pytest.mark.django_db


@pytest.fixture
def us_forum(real_data: Path) -> Forum:
    """The forum into which the real plan of the United States was imported."""
    mapping = importing.read(importing.find("us-nap5"))
    importing.run(real_data, mapping, forum="united-states", plan="2022-2024")
    return Forum.objects.get(slug="united-states")


def summaries(answer: Any) -> list[str]:
    return sorted(str(event["SUMMARY"]) for event in Calendar.from_ical(answer.content).events)


def test_a_person_subscribes_to_what_she_is_invited_to_and_nothing_else(client: Client) -> None:
    hidden = ForumFactory(published_at=None)
    person = seated(hidden)
    forum = ForumFactory()
    own, other = (
        WorkingGroup.objects.create(forum=forum, slug=slug, name=slug, mandate="x")
        for slug in ("own", "other")
    )
    GroupMembership.objects.create(group=own, person=person, since=forum.today)
    MeetingFactory(forum=hidden, published=True, title={"en": "Hidden forum"})
    MeetingFactory(forum=hidden, title={"en": "Draft"})
    MeetingFactory(forum=forum, published=True, title={"en": "Another forum"})
    MeetingFactory(forum=forum, published=True, working_group=own, title={"en": "My group"})
    MeetingFactory(forum=forum, published=True, working_group=other, title={"en": "Other group"})
    query = feeds.address(person).partition("?")[2]
    assert summaries(client.get(f"/me/calendar.ics?{query}")) == ["Hidden forum", "My group"]


def test_the_address_is_void_once_another_is_asked_for(client: Client) -> None:
    person = PersonFactory()
    before = "/me/calendar.ics?" + feeds.address(person).partition("?")[2]
    assert "no-store" in client.get(before)["Cache-Control"]
    client.force_login(person)
    client.post("/me/calendar/renew/")
    assert client.get(before).status_code == 404
    person.refresh_from_db()
    after = "/me/calendar.ics?" + feeds.address(person).partition("?")[2]
    assert client.get(after).status_code == 200
    for wrong in ("/me/calendar.ics", "/me/calendar.ics?token=1-0:x", f"{after}x"):
        assert client.get(wrong).status_code == 404


def test_meetings_are_found_by_kind_and_year(client: Client) -> None:
    forum = ForumFactory()
    now = timezone.now()
    MeetingFactory(forum=forum, published=True, title={"en": "Coming"})
    for years, kind in ((1, "public"), (2, "ordinary")):
        start = now - days(365 * years)
        MeetingFactory(
            forum=forum, published=True, kind=kind, starts_at=start, title={"en": f"{years} ago"}
        )
    page = f"/forums/{forum.slug}/calendar/"

    def shown(query: str) -> set[str]:
        text = client.get(page + query).content.decode()
        return {word for word in ("Coming", "1 ago", "2 ago") if f">{word}</a>" in text}

    assert shown("") == {"Coming", "1 ago", "2 ago"}
    assert shown("?kind=public") == {"1 ago"}
    assert shown(f"?year={(now - days(730)).year}") == {"2 ago"}
    assert shown("?kind=nonsense&year=x") == {"Coming", "1 ago", "2 ago"}


def test_the_nineteen_meetings_of_the_united_states_read_well(
    client: Client, us_forum: Forum
) -> None:
    forum = us_forum
    assert forum.meetings.count() == 19
    page = client.get(f"/forums/{forum.slug}/calendar/").content.decode()
    assert page.count('class="leaf"') == 19
    by_month = list(forum.meetings.filter(precision="month"))
    assert by_month
    for meeting in by_month:
        assert f'datetime="{meeting.local_start:%Y-%m}"' in page
        assert f'datetime="{meeting.local_start:%Y-%m-%d}"' not in page
        own = client.get(meeting.get_absolute_url()).content.decode()
        assert "(the day is not known)" in own
        assert not re.search(r"\b00:00\b|\b23:59\b", own)
    assert "The day is not known" in page
    assert not re.search(r"\b00:00\b|\b23:59\b", page)
    feed = client.get(f"/forums/{forum.slug}/calendar.ics")
    events = Calendar.from_ical(feed.content).events
    of_meetings = [event for event in events if "/meetings/" in str(event["URL"])]
    assert len(of_meetings) == 19 - len(by_month)


def test_a_feed_of_five_hundred_meetings_takes_no_time(client: Client) -> None:
    forum = ForumFactory()
    now = timezone.now()
    Meeting.objects.bulk_create(
        Meeting(
            forum=forum, number=number, title=f"Meeting {number}", published_at=now,
            time_zone=("America/Santiago", "Europe/Madrid")[number % 2],
            starts_at=now + days(number - 250), ends_at=now + days(number - 249.9),
        )
        for number in range(1, 501)
    )  # fmt: skip
    address = f"/forums/{forum.slug}/calendar.ics"
    assert len(summaries(client.get(address))) == 500
    took = []
    for _ in range(3):
        began = time.process_time()
        client.get(address)
        took.append(time.process_time() - began)
    assert min(took) < 0.6  # seconds; `make bench` shows that it is less than 0.3
