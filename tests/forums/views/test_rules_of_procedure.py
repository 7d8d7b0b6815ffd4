from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forums.domain import comments
from forums.models import Forum, RulesVersion
from tests.factories import (
    ForumFactory,
    PersonFactory,
    RulesVersionFactory,
    SeatFactory,
    adopting,
    coordinator,
    days,
    seated,
)

pytestmark = pytest.mark.django_db
SECRET = "zanahoria"


@pytest.fixture
def forum() -> Forum:
    """A forum whose second version is in force, the third proposed, the fourth a draft."""
    forum: Forum = ForumFactory(slug="valley")
    today = forum.today
    SeatFactory.create_batch(5, forum=forum)  # and the proposer's own
    SeatFactory.create_batch(6, forum=forum, sector="civil_society")
    RulesVersionFactory(forum=forum, number=1, in_force=today - days(400), notice_days=5)
    RulesVersionFactory(
        forum=forum,
        number=2,
        in_force=today - days(100),
        text={"en": "1. The forum meets often.", "es": "1. El foro se reúne a menudo."},
    )
    RulesVersionFactory(
        forum=forum,
        number=3,
        published=True,
        proposed_by=seated(forum, name="Ada Proposer"),
        comments_close_on=today + days(5),
        text={"en": "1. The forum meets very often."},
    )
    RulesVersionFactory(forum=forum, number=4, text={"en": SECRET})
    return forum


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def form(**fields: Any) -> dict[str, Any]:
    return {
        "text__en": "1. New.",
        "quorum_share": "50",
        "quorum_exceeds": "on",
        "quorum_sector_share": "0",
        "method": "consensus",
        "majority_share": "66.7",
        "majority_of": "cast",
        "tie_rule": "rejected",
        "notice_days": "7",
        "minutes_days": "14",
        "term_months": "24",
        "most_terms": "2",
        **fields,
    }


def test_the_page_says_what_is_in_force_in_words(forum: Forum, client: Client) -> None:
    text = page(client, "/forums/valley/rules/")
    assert "The forum meets often." in text
    assert "more than half of the 12 seats with a vote, and one of each sector" in text
    assert "Open for comments" in text
    assert SECRET not in text
    assert "/rules/4/" not in text


def test_a_draft_is_not_there_for_strangers(forum: Forum, client: Client) -> None:
    for address in ("", "edit/", "publish/", "adopt/"):
        for person in (None, PersonFactory(), coordinator(ForumFactory())):
            if person:
                client.force_login(person)
            response = client.get(f"/forums/valley/rules/4/{address}")
            assert response.status_code == 404 if person or not address else 302
            client.logout()
    client.force_login(seated(forum))
    assert SECRET in page(client, "/forums/valley/rules/4/")


def test_a_version_shows_word_by_word_what_it_changes(forum: Forum, client: Client) -> None:
    text = page(client, "/forums/valley/rules/3/")
    assert "<ins>very </ins>" in text
    assert "Ada Proposer" in text
    assert "different from version 2" in text
    text = page(client, "/forums/valley/rules/2/")
    assert "5 days before" in text
    assert "10 days before" in text
    assert "different from version 1" in page(client, "/forums/valley/rules/3/?against=1")
    assert "different from version 2" in page(client, "/forums/valley/rules/3/?against=4")


def test_the_pages_need_few_queries_however_many_versions_there_are(
    forum: Forum, client: Client
) -> None:
    version = RulesVersion.objects.get(number=3)
    for number in range(10, 60):
        RulesVersionFactory(forum=forum, number=number, published=True)
        comments.add(version, by=PersonFactory(), text=f"Remark {number}")
    for address in ("/forums/valley/rules/", "/forums/valley/rules/3/", "/api/v1/rules/"):
        with CaptureQueriesContext(connection) as queries:
            text = page(client, address)
        assert len(queries) <= 12, address
        assert len(text) < 100_000


def test_from_a_draft_to_rules_in_force(forum: Forum, client: Client) -> None:
    client.force_login(coordinator(forum))
    typed = page(client, "/forums/valley/rules/new/")
    assert "1. The forum meets often." in typed
    client.post("/forums/valley/rules/new/", form(seats_government="4", seats_civil_society="8"))
    version = RulesVersion.objects.get(forum=forum, number=5)
    assert float(version.majority_share) == 0.667
    assert version.seats_by_sector == {"government": 4, "civil_society": 8}
    assert "Who will be told" in page(client, "/forums/valley/rules/5/publish/")
    closes = forum.today + days(14)
    client.post("/forums/valley/rules/5/publish/", {"comments_close_on": closes.isoformat()})
    version.refresh_from_db()
    assert version.comments_close_on == closes
    RulesVersion.objects.filter(pk=version.pk).update(comments_close_on=forum.today - days(2))
    decision = adopting(forum, forum.today)
    answer = client.post(
        "/forums/valley/rules/5/adopt/",
        {"decision": decision.pk, "in_force_from": forum.today.isoformat()},
    )
    assert answer.status_code == 302
    client.logout()
    text = page(client, "/forums/valley/rules/")
    assert "4 Government, 8 Civil society" in text
    assert f"Decision {decision.number}" in text


def test_what_is_refused_is_said_and_what_was_typed_stays(forum: Forum, client: Client) -> None:
    client.force_login(coordinator(forum))
    decision = adopting(forum, forum.today)
    answer = client.post(
        "/forums/valley/rules/3/adopt/",
        {"decision": decision.pk, "in_force_from": forum.today.isoformat()},
    )
    assert "Comments are taken until" in answer.content.decode()
    assert forum.today.isoformat() in answer.content.decode()


def test_a_text_that_somebody_else_saved_meanwhile_stands_beside_mine(
    forum: Forum, client: Client
) -> None:
    client.force_login(seated(forum))
    seen = client.get("/forums/valley/rules/4/edit/").context["form"]["seen"].value()
    first = client.post("/forums/valley/rules/4/edit/", form(seen=seen, text__en="Mine first."))
    assert first.status_code == 302
    second = client.post("/forums/valley/rules/4/edit/", form(seen=seen, text__en="Mine second."))
    text = second.content.decode()
    assert "Mine first." in text
    assert "Mine second." in text
    again = second.context["form"]["seen"].value()
    third = client.post("/forums/valley/rules/4/edit/", form(seen=again, text__en="Both."))
    assert third.status_code == 302


def test_members_propose_and_coordinators_decide_when(forum: Forum, client: Client) -> None:
    member, observer = seated(forum), seated(forum, role="observer")
    for person, address, status in (
        (member, "new/", 200),
        (observer, "new/", 403),
        (member, "4/publish/", 403),
        (member, "3/adopt/", 403),
    ):
        client.force_login(person)
        page(client, f"/forums/valley/rules/{address}", status)


def test_everybody_can_comment_on_a_proposal(forum: Forum, client: Client) -> None:
    version = RulesVersion.objects.get(number=3)
    client.force_login(PersonFactory(name="Cleo Citizen"))
    answer = client.post(f"/comments/rules/{version.pk}/", {"text": "How often is often?"})
    assert answer.status_code == 302
    client.logout()
    assert "How often is often?" in page(client, "/forums/valley/rules/3/")
    draft = RulesVersion.objects.get(number=4)
    client.force_login(PersonFactory())
    assert client.post(f"/comments/rules/{draft.pk}/", {"text": "x"}).status_code == 404


def test_open_data_has_every_published_version(forum: Forum, client: Client) -> None:
    rows = client.get("/api/v1/rules/?forum=valley").json()["results"]
    assert [row["number"] for row in rows] == [3, 2, 1]
    assert rows[2]["in_force_until"] == (forum.today - days(101)).isoformat()
    day = (forum.today - days(200)).isoformat()
    rows = client.get(f"/api/v1/rules/?in_force_on={day}").json()["results"]
    assert [row["number"] for row in rows] == [1]
    assert b"quorum_share" in b"".join(client.get("/api/v1/rules/?format=csv"))
