from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forums.domain import agenda, working_groups
from forums.models import Recommendation, WorkingGroup
from tests.factories import MeetingFactory, PersonFactory, days
from tests.forums.domain.test_working_groups import led

pytestmark = pytest.mark.django_db
ROOM = "/forums/river-country/working-groups/"
PAGE = f"{ROOM}open-contracts/"


def test_a_group_that_is_not_published_is_at_no_address() -> None:
    _group, by, one, _two = led(published=False)
    assert Client().get(PAGE).status_code == 404
    assert b"Open contracts" not in Client().get(ROOM).content
    for insider in (by, one):
        client = Client()
        client.force_login(insider)
        assert client.get(PAGE).status_code == 200


def test_a_draft_recommendation_is_read_by_the_group_alone() -> None:
    group, _by, one, _two = led()
    working_groups.recommend(group, by=one, title={"en": "Zanahoria"}, text={"en": "x"})
    client = Client()
    assert b"Zanahoria" not in client.get(PAGE).content
    client.force_login(PersonFactory())
    assert b"Zanahoria" not in client.get(PAGE).content
    client.force_login(one)
    assert b"Zanahoria" in client.get(PAGE).content


def test_a_citizen_joins_and_leaves_and_does_nothing_else() -> None:
    group, _by, _one, _two = led()
    citizen = PersonFactory()
    client = Client()
    client.force_login(citizen)
    client.post(f"{PAGE}join/")
    assert group.memberships.filter(person=citizen, until=None).exists()
    assert b"Leave the group" in client.get(PAGE).content
    for name in ("edit", "members", "documents/new", "recommendations/new"):
        assert client.get(f"{PAGE}{name}/").status_code == 403, name
    assert client.post(f"{PAGE}publish/").status_code == 403
    assert client.get(f"{ROOM}new/").status_code == 403
    client.post(f"{PAGE}leave/")
    assert not group.memberships.filter(person=citizen, until=None).exists()


def test_leads_write_recommendations_and_publish_them_and_coordinators_appoint() -> None:
    group, by, one, _two = led()
    client = Client()
    client.force_login(one)
    client.post(
        f"{PAGE}recommendations/new/",
        {"title__en": "Publish all invoices", "text__en": "Because."},
    )
    assert b"will be told" in client.get(f"{PAGE}recommendations/1/publish/").content
    client.post(f"{PAGE}recommendations/1/publish/")
    assert Recommendation.objects.public().get().proposal is not None
    client.post(
        f"{PAGE}documents/new/",
        {
            "title__en": "Study",
            "kind": "report",
            "url": "https://example.org/a",
            "licence": "CC0-1.0",
        },
    )
    assert group.documents.count() == 1
    assert b"Study" in Client().get(PAGE).content
    somebody = PersonFactory()
    refused = client.post(f"{PAGE}members/", {"person": somebody.email, "role": "government_lead"})
    assert refused.status_code == 200  # a lead appoints no lead
    client.force_login(by)
    client.post(f"{PAGE}members/", {"person": somebody.email, "role": "government_lead"})
    assert group.memberships.get(until=None, role="government_lead").person == somebody


def test_a_coordinator_creates_a_group() -> None:
    group, by, _one, _two = led()
    client = Client()
    client.force_login(by)
    client.post(f"{ROOM}new/", {"name__en": "Water", "mandate__en": "Look.", "open_to_all": "on"})
    made = WorkingGroup.objects.get(slug="water")
    assert not made.is_public
    assert client.get(f"{ROOM}water/edit/").status_code == 200
    client.post(f"{ROOM}water/publish/")
    assert not WorkingGroup.objects.public().filter(slug="water").exists()
    assert group.is_public


def test_a_groups_page_asks_no_more_than_twelve_times() -> None:
    group, _by, one, _two = led()
    for number in range(30):
        working_groups.join(group, by=PersonFactory())
        made = working_groups.recommend(group, by=one, title={"en": f"R{number}"}, text={"en": "x"})
        working_groups.publish_recommendation(made, by=one)
        working_groups.add_document(
            group, by=one, title={"en": "D"}, kind="report", url=f"https://example.org/{number}"
        )
        MeetingFactory(
            forum=group.forum,
            working_group=group,
            starts_at=timezone.now() + days(number - 15),
            published_at=timezone.now(),
        )
    for address in (ROOM, PAGE):
        with CaptureQueriesContext(connection) as asked:
            assert Client().get(address).status_code == 200
        assert len(asked) <= 12, [query["sql"][:200] for query in asked]


def test_the_page_tells_of_meetings_to_come_and_held_and_where_a_recommendation_went() -> None:
    group, by, one, _two = led()
    now = timezone.now()
    for title, at in (("Tomatoes", now + days(9)), ("Carrots", now - days(9))):
        MeetingFactory(
            forum=group.forum,
            working_group=group,
            published=True,
            title={"en": title},
            starts_at=at,
        )
    MeetingFactory(forum=group.forum, working_group=group, title={"en": "Draft of the leads"})
    made = working_groups.recommend(group, by=one, title={"en": "Do"}, text={"en": "Because."})
    working_groups.publish_recommendation(made, by=one)
    assert made.proposal is not None
    forums_own = MeetingFactory(forum=group.forum, published=True, title={"en": "The tenth"})
    agenda.accept(made.proposal, by=by, meeting=forums_own)
    page = Client().get(PAGE).content.decode()
    assert page.index("To come") < page.index("Tomatoes") < page.index("Held")
    assert page.index("Held") < page.index("Carrots")
    assert "Draft of the leads" not in page
    assert f'<a href="{forums_own.get_absolute_url()}"' in page


def test_a_recommendation_on_an_unpublished_agenda_does_not_name_the_meeting() -> None:
    group, by, one, _two = led()
    made = working_groups.recommend(group, by=one, title={"en": "Do"}, text={"en": "Because."})
    working_groups.publish_recommendation(made, by=one)
    assert made.proposal is not None
    agenda.accept(
        made.proposal, by=by, meeting=MeetingFactory(forum=group.forum, title={"en": "The tenth"})
    )
    assert "The tenth" not in Client().get(PAGE).content.decode()
