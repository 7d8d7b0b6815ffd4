from __future__ import annotations

import datetime as dt
import zoneinfo

import pytest
import time_machine
from django.utils import timezone

from forums.domain import meetings, series
from forums.domain.errors import AlreadyPublished, Incomplete
from forums.models import Meeting, Notice, Person
from tests.factories import ForumFactory, MeetingFactory, coordinator, days

pytestmark = pytest.mark.django_db
ITEMS = [{"pk": None, "title": {"en": "Budget"}, "presenter": "Ana", "duration": 10}]


def first(zone: str, start: dt.datetime | None = None) -> tuple[Meeting, Person]:
    """A draft with an agenda, and its coordinator."""
    forum = ForumFactory(time_zone=zone)
    by = coordinator(forum)
    start = start or timezone.now() + days(30)
    meeting = meetings.draft(
        forum,
        by=by,
        title={"en": "Ordinary meeting 1", "es": "Sesión ordinaria 1"},
        starts_at=start,
        ends_at=start + dt.timedelta(hours=2),
        place={"en": "Town hall"},
    )
    meetings.set_agenda(meeting, by=by, rows=ITEMS)
    return meeting, by


@pytest.mark.parametrize("zone", ["America/Santiago", "Europe/Madrid"])
def test_the_hour_on_the_clock_is_the_same_all_year(zone: str) -> None:
    start = dt.datetime(2027, 1, 12, 10, 30, tzinfo=zoneinfo.ZoneInfo(zone))
    meeting, by = first(zone, start)
    made = series.call(meeting, by=by, count=11, every_months=1)
    rows = list(made.meetings.order_by("starts_at"))
    assert len(rows) == 12
    assert {f"{row.local_start:%H:%M %A}" for row in rows} == {"10:30 Tuesday"}
    assert {f"{row.local_end:%H:%M}" for row in rows} == {"12:30"}
    assert len({row.starts_at.astimezone(dt.UTC).hour for row in rows}) == 2


def test_each_is_a_draft_of_its_own_with_its_own_number_and_agenda() -> None:
    meeting, by = first("Europe/Madrid")
    made = series.call(meeting, by=by, count=2, every_weeks=2)
    rows = list(made.meetings.order_by("starts_at"))
    assert [str(row.title) for row in rows] == [f"Ordinary meeting {n}" for n in (1, 2, 3)]
    assert str(made.title) == "Ordinary meeting"
    assert [row.is_public for row in rows] == [False] * 3
    assert len({row.uid for row in rows}) == 3
    meetings.set_agenda(rows[1], by=by, rows=[])
    assert [row.agenda.count() for row in rows] == [1, 0, 1]
    assert not Notice.objects.exists()


def test_all_are_published_at_once_and_each_invitation_stands_alone() -> None:
    meeting, by = first("Europe/Madrid")
    made = series.call(meeting, by=by, count=2, every_months=1)
    assert series.publish_all(made, by=by) == (3, 1)
    sent = Notice.objects.filter(calendar_method="REQUEST")
    assert sent.count() == 3
    assert all(notice.calendar.count("BEGIN:VEVENT") == 1 for notice in sent)
    with pytest.raises(AlreadyPublished):
        series.publish_all(made, by=by)


def test_one_that_cannot_be_published_leaves_all_of_them_drafts() -> None:
    meeting, by = first("Europe/Madrid")
    made = series.call(meeting, by=by, count=2, every_months=1)
    last = made.meetings.order_by("-starts_at")[0]
    meetings.set_agenda(last, by=by, rows=[])
    with pytest.raises(Incomplete):
        series.publish_all(made, by=by)
    assert not Meeting.objects.public().exists()
    assert not Notice.objects.exists()


def test_a_reason_stands_only_where_the_notice_is_short() -> None:
    meeting, by = first("Europe/Madrid", timezone.now() + days(3))
    made = series.call(meeting, by=by, count=1, every_months=1)
    with pytest.raises(meetings.ShortNotice):
        series.publish_all(made, by=by)
    series.publish_all(made, by=by, reason={"en": "The law is voted on Friday."})
    reasons = [str(row.short_notice_reason) for row in made.meetings.order_by("starts_at")]
    assert reasons == ["The law is voted on Friday.", ""]


def test_one_that_was_published_cancelled_or_is_past_stays_as_it_is() -> None:
    meeting, by = first("Europe/Madrid")
    made = series.call(meeting, by=by, count=3, every_weeks=1)
    meetings.publish(meeting, by=by)
    meetings.cancel(meeting, by=by, reason={"en": "Flood."})
    with time_machine.travel(meeting.starts_at + days(8), tick=False):
        assert len(series.drafts(made)) == 2
    assert len(series.drafts(made)) == 3


def test_more_than_anybody_plans_is_refused() -> None:
    meeting, by = first("Europe/Madrid")
    for count in (0, 25):
        with pytest.raises(series.TooMany):
            series.call(meeting, by=by, count=count, every_weeks=1)
    assert MeetingFactory._meta.model.objects.count() == 1
