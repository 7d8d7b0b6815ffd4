"""Numbers and days that no column holds are refused beside their field."""

from __future__ import annotations

import pytest

from forums.forms.agenda import AgendaItemForm
from forums.forms.decisions import DecisionForm
from forums.forms.meetings import MeetingForm
from forums.models import Decision, Meeting
from tests.factories import ForumFactory

pytestmark = pytest.mark.django_db
TOO_MANY = ["32768", "2147483648", "9" * 30]


@pytest.mark.parametrize("number", TOO_MANY)
@pytest.mark.parametrize("name", ["votes_for", "votes_against", "abstentions"])
def test_more_votes_than_can_be_kept_are_refused(name: str, number: str) -> None:
    forum = ForumFactory()
    form = DecisionForm({name: number}, forum=forum, instance=Decision(forum=forum))
    assert name in form.errors


@pytest.mark.parametrize("number", TOO_MANY)
def test_an_agenda_item_longer_than_can_be_kept_is_refused(number: str) -> None:
    form = AgendaItemForm({"title__en": "Budget", "duration": number}, forum=ForumFactory())
    assert "duration" in form.errors


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_a_meeting_is_on_a_day_of_our_time(day: str) -> None:
    forum = ForumFactory(time_zone="Asia/Manila")
    typed = {"day": day, "starts": "00:00", "ends": "23:59"}
    assert "day" in MeetingForm(typed, forum=forum, instance=Meeting(forum=forum)).errors
