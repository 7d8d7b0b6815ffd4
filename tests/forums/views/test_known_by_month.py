"""Meetings of which only the month is known, on every way that they are read."""

from __future__ import annotations

import datetime as dt
import io
import re
import zoneinfo
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from forums.models import Meeting
from tests.factories import ForumFactory, MeetingFactory

pytestmark = pytest.mark.django_db
ZONE = zoneinfo.ZoneInfo("America/New_York")
CLOCK = re.compile(r"\b00:00\b|\b23:59\b|\b04:00\b")


@pytest.fixture
def october() -> Meeting:
    """A meeting of October 2022, known by month only."""
    forum = ForumFactory(time_zone=ZONE.key, languages=["en", "es"])
    meeting: Meeting = MeetingFactory(
        forum=forum,
        published=True,
        precision="month",
        time_zone=ZONE.key,
        title={"en": "Public engagement"},
        description={"en": "What the [plan](https://example.org/) says."},
        starts_at=dt.datetime(2022, 10, 1, tzinfo=ZONE),
        ends_at=dt.datetime(2022, 10, 31, 23, 59, tzinfo=ZONE),
    )
    return meeting


def test_calendar_and_page_name_the_month_and_no_day(client: Client, october: Meeting) -> None:
    calendar = client.get(f"/forums/{october.forum.slug}/calendar/").content.decode()
    page = client.get(october.get_absolute_url()).content.decode()
    assert 'datetime="2022-10"' in calendar
    assert "October 2022" in page
    for said in (calendar, page):
        assert not CLOCK.search(said)
        assert "1 October" not in said


def test_nobody_owes_the_minutes_nor_the_agenda_of_an_old_record(
    client: Client, october: Meeting
) -> None:
    calendar = client.get(f"/forums/{october.forum.slug}/calendar/").content.decode()
    page = client.get(october.get_absolute_url()).content.decode()
    for said in (calendar, page):
        assert "Held" in said
        assert "minutes to come" not in said
    assert "No agenda has been recorded" not in page


def test_the_feed_says_when_it_was_and_its_text_as_text(client: Client, october: Meeting) -> None:
    feed = client.get(f"/forums/{october.forum.slug}/feed.atom").content.decode()
    assert "October 2022 (the day is not known)" in feed
    assert "](https://example.org/)" not in feed


@pytest.mark.parametrize(("language", "month"), [("en", "October 2022"), ("es", "octubre de 2022")])
def test_the_file_names_the_month_alone(
    client: Client, october: Meeting, language: str, month: str
) -> None:
    answer: Any = client.get(f"{october.get_absolute_url()}session.pdf", {"language": language})
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    assert month in re.sub(r"\s+", " ", text)
    assert not CLOCK.search(text)


def test_the_open_data_say_how_exactly_it_is_known(client: Client, october: Meeting) -> None:
    row = client.get(f"/api/v1/meetings/{october.pk}/").json()
    assert (row["precision"], row["state"], row["time_zone"]) == ("month", "past", ZONE.key)


def test_no_calendar_program_is_told_a_day_that_is_not_known(
    client: Client, october: Meeting
) -> None:
    assert b"VEVENT" not in client.get(f"/forums/{october.forum.slug}/calendar.ics").content
