"""Following and what changed, as people read it: pages, feeds, frames, open data."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from forums.domain import following, notices
from forums.models import Follow, Pace
from ogp_portal.views.changes import span
from tests import factories as new
from tests.factories import days
from tests.forums.domain.test_following import reported
from tests.growing import grow

TODAY = dt.date(2027, 3, 7)


@pytest.mark.parametrize(
    ("since", "until", "first", "last", "cut"),
    [
        (None, None, TODAY - days(30), TODAY, False),
        (TODAY - days(3), None, TODAY - days(3), TODAY, False),
        (None, TODAY - days(9), TODAY - days(39), TODAY - days(9), False),
        (dt.date(2020, 1, 1), None, TODAY - days(366), TODAY, True),
        (TODAY + days(5), None, TODAY + days(5), TODAY + days(5), False),
    ],
)
def test_a_year_is_shown_at_once_and_the_page_says_so(
    since: dt.date | None, until: dt.date | None, first: dt.date, last: dt.date, cut: bool
) -> None:
    found = span(since, until, TODAY)
    assert (found.first, found.last, found.cut) == (first, last, cut)


@pytest.mark.django_db
def test_what_changed_is_read_by_day_filtered_fed_framed_and_taken_as_data(client: Client) -> None:
    forum = grow(2)
    commitment: Any = forum.plans.get(slug="running").commitments.get(number=1)
    commitment.lead = new.OrganisationFactory(slug="water-office")
    commitment.save()
    for _ in range(2):
        reported(commitment, timezone.now())
    own = commitment.get_absolute_url()
    page = _read(client, "/forums/open/changes/")
    assert "Progress reported: " in page
    assert "Meeting announced: " in page
    narrow = "/forums/open/changes/?plan=running&commitment=1&kind=progress"
    assert "Meeting announced" not in _read(client, narrow)
    assert client.get("/forums/open/changes/?since=2027-13-01&kind=no&page=x").status_code == 422
    assert "begins on" in _read(client, "/forums/open/changes/?since=2010-01-01")
    for address in (
        *(f"{own}feed.atom", "/offices/water-office/feed.atom", "/forums/open/feed.atom"),
        *(
            "/forums/open/plans/running/feed.atom",
            f"{commitment.theme.get_absolute_url()}feed.atom",
        ),
    ):
        assert ",2026:update:" in _read(client, address), address
    assert "Meeting announced" not in _read(client, f"{own}feed.atom")
    office = _read(client, "/offices/water-office/")
    assert "Leads it" in office
    assert "Follow by e-mail" in office
    assert "Progress reported" in _read(client, commitment.theme.get_absolute_url())
    data = client.get("/api/v1/changes/?forum=open&plan=running&kind=progress").json()
    assert data["results"][0]["title"].keys() == {"en", "es"}
    table = client.get("/api/v1/changes/?forum=open&format=csv")
    rows = list(csv.DictReader(io.StringIO(table.getvalue().decode())))
    assert len(rows) == client.get("/api/v1/changes/?forum=open").json()["count"]
    for wrong in ("since=yesterday", "plan=running", "kind=no", "page=0", "until=0000-00-00"):
        assert client.get(f"/api/v1/changes/?{wrong}").status_code in (400, 404)


@pytest.mark.django_db
def test_a_frame_on_another_site_has_no_cookie_no_script_and_a_language(client: Client) -> None:
    commitment = new.CommitmentFactory()
    address = f"{commitment.get_absolute_url()}embed/"
    client.force_login(new.coordinator(commitment.plan.forum))
    answer = client.get(f"{address}?lang=es")
    page = answer.content.decode()
    assert '<html lang="es">' in page
    assert "<script" not in page
    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer
    assert not answer.cookies
    assert answer["Cache-Control"] == "public, max-age=300"
    assert "DENY" in client.get(commitment.get_absolute_url())["X-Frame-Options"]
    new.CommitmentFactory(plan=commitment.plan, number=9, published_at=None)
    assert client.get(address.replace(f"/{commitment.number}/", "/9/")).status_code == 404


@pytest.mark.django_db
def test_a_reader_follows_changes_the_pace_pauses_and_leaves_even_without_logging_in(
    client: Client,
) -> None:
    forum = new.ForumFactory()
    hidden = new.ForumFactory(published_at=None)
    address = f"/following/forum/{forum.pk}/"
    stranger = client.get(address)
    assert stranger["Location"].startswith("/accounts/login/?next=")
    person = new.PersonFactory()
    client.force_login(person)
    assert "Follow, once a week" in _read(client, forum.get_absolute_url())
    for wrong in ({}, {"pace": "never"}, {"pace": "\x00"}):
        assert client.post(address, wrong).status_code == 422
    for nowhere in (f"forum/{hidden.pk}", "forum/99999999999999999999", "person/1", "plan/0"):
        assert client.post(f"/following/{nowhere}/", {"pace": "daily"}).status_code == 404
    client.post(address, {"pace": "daily"})
    row = Follow.objects.get()
    assert (row.person, row.pace) == (person, Pace.DAILY)
    assert "You follow this: Once a day." in _read(client, forum.get_absolute_url())
    client.post(f"/me/following/{row.pk}/", {"pace": "weekly"})
    client.post(f"/me/following/{row.pk}/", {"pace": "never"})
    client.post("/me/following/pause/")
    page = _read(client, "/me/following/")
    assert "Some of this is paused" in page
    row.refresh_from_db()
    assert (row.pace, row.paused_at is None) == (Pace.WEEKLY, False)
    client.logout()
    everything = f"/mail/following/stop/{notices.stop_token(person)}/"
    client.post(everything, {"resume": "1"})
    assert Follow.objects.filter(paused_at=None).exists()
    one = f"/mail/following/leave/{following.stop_token(row)}/"
    client.get(one)
    assert Follow.objects.exists()  # a look at it changes nothing
    client.post(one, {"List-Unsubscribe": "One-Click"})
    assert not Follow.objects.exists()
    client.post(one, {"resume": "1"})
    assert Follow.objects.get().pace == Pace.WEEKLY
    assert client.post(f"{one[:-2]}x/").status_code == 404
    client.force_login(person)
    assert (
        client.post(f"{address}leave/", {"back": "thing"})["Location"] == f"/forums/{forum.slug}/"
    )
    assert client.post(f"{address}leave/").status_code == 404


def _read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()
