"""What a forum did in a year: counted from what is public, on the page and in the file."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from action_plans.models import ActionPlan, ReasonedResponse
from forums.domain import action_items, attendance
from forums.domain.activity import activity_of, span, years
from forums.models import Forum, Meeting, Person, Sector, Term
from tests.factories import (
    ActionPlanFactory,
    ContributionFactory,
    DecisionFactory,
    ForumFactory,
    MeetingFactory,
    coordinator,
    days,
    seated,
)

pytestmark = pytest.mark.django_db
YEAR = timezone.now().year - 1


def moment(month: int, day: int = 10) -> dt.datetime:
    return dt.datetime(YEAR, month, day, 15, tzinfo=dt.UTC)


class Year:
    """A forum's year with one public and one hidden thing of each kind."""

    def __init__(self) -> None:
        self.forum: Forum = ForumFactory(slug="grown")
        self.by: Person = coordinator(self.forum)
        society = seated(self.forum, sector=Sector.CIVIL_SOCIETY)
        Term.objects.update(starts_on=dt.date(YEAR - 1, 1, 1))
        self.meetings = [self.meeting(month) for month in (2, 6)]
        self.meeting(9, published_at=None)
        self.meeting(10, cancelled_at=moment(9))
        for meeting, presence in zip(self.meetings, ("present", "absent"), strict=True):
            rows = {
                term: "present" if term.person == self.by else presence
                for term in Term.objects.select_related("person", "seat")
            }
            attendance.record(meeting, by=self.by, presence=rows)
        for outcome, published in (("adopted", True), ("rejected", True), ("adopted", False)):
            DecisionFactory(
                forum=self.forum, title={"en": f"Taken {outcome} {published}"}, outcome=outcome,
                decided_on=moment(3).date(), published_at=moment(3) if published else None,
            )  # fmt: skip
        done, _left = (self.item(society, title) for title in ("Item done", "Item left"))
        action_items.finish(done, by=society, outcome={"en": "Done."}, on=moment(4).date())
        self.contributions()

    def meeting(self, month: int, **fields: Any) -> Meeting:
        values = {"published_at": moment(1), "starts_at": moment(month), **fields}
        return MeetingFactory(forum=self.forum, title={"en": f"Meeting {month}"}, **values)

    def item(self, owner: Person, title: str) -> Any:
        return action_items.record(
            self.meetings[0], by=self.by, owner=owner, title={"en": title},
            due_on=moment(5).date(),
        )  # fmt: skip

    def contributions(self) -> None:
        plan = ActionPlanFactory(forum=self.forum)
        response = ReasonedResponse.objects.create(
            plan=plan, reference="R1", heard="x", answer="x", disposition="included",
            published_at=moment(7), answered_by=self.by,
        )  # fmt: skip
        for number, answer in ((1, response), (2, None)):
            ContributionFactory(plan=plan, number=number, response=answer, submitted_at=moment(6))
        ContributionFactory(plan=plan, number=3, submitted_at=moment(6), published_at=None)


def test_a_year_is_counted_from_what_is_public() -> None:
    year = Year()
    found = activity_of(year.forum, YEAR, now=timezone.now())
    assert [str(row.meeting.title) for row in found.meetings] == ["Meeting 2", "Meeting 6"]
    assert [(row.sector, row.present, row.seats) for row in found.sectors] == [
        ("government", 2, 2),
        ("civil_society", 1, 2),
    ]
    assert found.outcomes == {"adopted": 1, "rejected": 1, "postponed": 0}
    assert [str(item.title) for item in found.items_done] == ["Item done"]
    assert [str(item.title) for item in found.items_open] == ["Item left"]
    after = activity_of(year.forum, YEAR + 1, now=timezone.now())
    assert (after.items_done, [str(item.title) for item in after.items_open]) == ((), ["Item left"])


def test_a_year_begins_in_the_forums_own_zone() -> None:
    forum = ForumFactory(time_zone="Pacific/Auckland")
    begins, _ends = span(forum, YEAR)
    assert begins.astimezone(dt.UTC) == dt.datetime(YEAR - 1, 12, 31, 11, tzinfo=dt.UTC)
    MeetingFactory(forum=forum, published=True, starts_at=begins)
    assert years(forum)[0] == YEAR


def test_page_and_file_say_the_same(client: Client) -> None:
    Year()
    page = client.get(f"/forums/grown/activity/{YEAR}/").content.decode()
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    answer: Any = client.get(f"/forums/grown/activity/{YEAR}.pdf")
    parsed = PdfReader(io.BytesIO(answer.content))
    paper = re.sub(r"\s+", " ", " ".join(each.extract_text() for each in parsed.pages))
    for words in (
        "2 meetings were held.",
        "Civil society took 1 of 2 seats with a vote, 50%.",
        "2 decisions were taken.",
        "1 action item was done.",
        "1 was open at the end.",
        "2 contributions came in. Answered with reasons: 1.",
        "1 of 2 decisions were adopted",
    ):
        assert words in plain, words
        assert words in paper, words
    assert "<svg" in page
    assert "Taken adopted False" not in page + paper
    assert client.get(f"/forums/grown/activity/{YEAR}.pdf").content == answer.content
    assert parsed.outline


def test_each_number_leads_to_the_rows_behind_it(client: Client) -> None:
    Year()
    page = client.get(f"/forums/grown/activity/{YEAR}/").content.decode()
    for name, rows in (("held", 2), ("taken", 2), ("items-done", 1), ("items-open", 1)):
        assert f'href="#{name}"' in page
        _before, _id, after = page.partition(f'aria-labelledby="{name}"')
        assert after.partition("</section>")[0].count('<th scope="row">') == rows, name
    assert "Government 1 of 1" in page
    assert "Civil society 0 of 1" in page
    lists = re.findall(r'href="(/forums/grown/plans/[^"]+/contributions/[^"]+)"', page)
    for address, rows in zip(lists, (2, 1), strict=True):
        found = client.get(address.replace("&amp;", "&")).content.decode()
        assert found.count('<li class="item') == rows, address


def test_contributions_of_another_year_or_of_none_are_not_among_them(client: Client) -> None:
    Year()
    page = f"/forums/grown/plans/{ActionPlan.objects.get().slug}/contributions/"
    for asked, rows in ((YEAR, 2), (YEAR - 1, 0), ("x", 2), ("0000", 2), ("²²²²", 2)):
        found = client.get(page, {"year": asked})
        assert found.content.decode().count('<li class="item') == rows, asked


def test_where_there_are_no_rows_there_is_no_link(client: Client) -> None:
    forum = ForumFactory(slug="grown")
    MeetingFactory(forum=forum, published=True, starts_at=timezone.now() - days(1))
    year = (timezone.now() - days(1)).year
    page = client.get(f"/forums/grown/activity/{year}/").content.decode()
    assert 'href="#held"' in page
    for name in ("taken", "items-done", "items-open", "received"):
        assert f'href="#{name}"' not in page


def test_there_are_no_years_before_the_first_meeting_nor_to_come(client: Client) -> None:
    Year()
    for year in (YEAR - 1, YEAR + 2, 0, 99999):
        for ending in ("/", ".pdf"):
            assert client.get(f"/forums/grown/activity/{year}{ending}").status_code == 404
    assert "not over" in client.get(f"/forums/grown/activity/{YEAR + 1}/").content.decode()


def test_a_forum_that_is_not_public_has_no_report(client: Client) -> None:
    forum = ForumFactory(published_at=None)
    year = forum.today.year
    for ending in ("/", ".pdf"):
        assert client.get(f"/forums/{forum.slug}/activity/{year}{ending}").status_code == 404


def test_the_report_asks_the_database_a_dozen_times_at_most(client: Client) -> None:
    year = Year()
    counts = []
    for more in (0, 9):
        for _number in range(more):
            meeting = year.meeting(3)
            presence = dict.fromkeys(Term.objects.select_related("seat"), "present")
            attendance.record(meeting, by=year.by, presence=presence)
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/forums/grown/activity/{YEAR}/")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12


def test_the_forums_home_and_repository_lead_to_the_report(client: Client) -> None:
    year = Year().forum.today.year
    for page in ("/forums/grown/", "/forums/grown/repository/"):
        assert f"/forums/grown/activity/{year}/" in client.get(page).content.decode()
