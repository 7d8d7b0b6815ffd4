"""What meetings, groups and selections left behind, as open data: what is public and no more."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from forums.domain import action_items, attendance
from forums.models import (
    DocumentKind,
    Forum,
    GroupMembership,
    Meeting,
    Person,
    Recommendation,
    Sector,
    Term,
)
from tests.factories import (
    DocumentFactory,
    ForumFactory,
    MeetingFactory,
    PersonFactory,
    SeatFactory,
    TermFactory,
    coordinator,
    days,
    seated,
)
from tests.growing import nominate, selection, working_group

pytestmark = pytest.mark.django_db
SECRET = "zanahoria"
HIDDEN = {"en": f"{SECRET} in English", "es": f"{SECRET} en español"}


def rows(client: Client, name: str, **filters: Any) -> list[dict[str, Any]]:
    """The rows as nobody in particular reads them, and never the secret."""
    for ending in ({}, {"format": "csv"}):
        answer: Any = client.get(f"/api/v1/{name}/", {**filters, **ending})
        assert answer.status_code == 200, answer
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert SECRET not in content.decode()
    found: list[dict[str, Any]] = client.get(f"/api/v1/{name}/", filters).json()["results"]
    return found


def table(client: Client, name: str) -> list[dict[str, str]]:
    answer: Any = client.get(f"/api/v1/{name}/", {"format": "csv"})
    text = b"".join(answer.streaming_content).decode()
    return list(csv.DictReader(io.StringIO(text)))


def held(forum: Forum, **fields: Any) -> Meeting:
    values = {"forum": forum, "published": True, "starts_at": timezone.now() - days(7), **fields}
    meeting: Meeting = MeetingFactory(**values)
    return meeting


def test_attendance_is_told_seat_by_seat_of_public_meetings_alone(client: Client) -> None:
    forum = ForumFactory()
    by = coordinator(forum)
    came = PersonFactory(name="Rosa Linares")
    TermFactory(
        seat=SeatFactory(forum=forum, sector=Sector.CIVIL_SOCIETY, position=9),
        person=PersonFactory(name="Ada Quispe"), alternate=came,
    )  # fmt: skip
    PersonFactory.create_batch(1)
    meeting, hidden = held(forum), held(forum, published_at=None)
    hidden.attendance.create(
        term=TermFactory(person=PersonFactory(name=SECRET)), sector="government", presence="present"
    )
    presence = {
        term: "alternate" if term.alternate else "absent"
        for term in Term.objects.filter(seat__forum=forum)
    }
    attendance.record(meeting, by=by, presence=presence)
    chair, society = rows(client, "attendance", forum=forum.slug)
    assert (chair["member"], chair["alternate"], chair["presence"]) == (by.name, None, "absent")
    assert (society["member"], society["alternate"]) == ("Ada Quispe", "Rosa Linares")
    assert (society["meeting"], society["page"]) == (meeting.pk, meeting.get_absolute_url())
    assert "checked_in_at" not in society
    for filters, count in (
        ({"sector": "civil_society"}, 1), ({"presence": "absent"}, 1), ({"meeting": meeting.pk}, 2),
        ({"meeting": hidden.pk}, 0), ({"forum": "none"}, 0),
        ({"starts_after": timezone.now().isoformat()}, 0), ({"meeting": "9" * 30}, 0),
    ):  # fmt: skip
        assert len(rows(client, "attendance", **filters)) == count, filters
    assert [row["presence"] for row in table(client, "attendance")] == ["absent", "alternate"]
    assert client.get("/api/v1/attendance/?sector=nobody").status_code == 400


def test_action_items_have_the_filter_of_their_page(client: Client) -> None:
    forum = ForumFactory()
    by, owner = coordinator(forum), seated(forum, name="Rosa Linares")
    meeting = held(forum)
    values = {"by": by, "owner": owner, "due_on": forum.today - days(1)}
    late, done = (
        action_items.record(meeting, title={"en": title}, **values) for title in ("Late", "Done")
    )
    action_items.finish(done, by=owner, outcome={"en": "391 nails."})
    action_items.record(held(forum, published_at=None), title=HIDDEN, **values)
    assert {row["title"]["en"]: row["state"] for row in rows(client, "action-items")} == {
        "Late": "late", "Done": "done",
    }  # fmt: skip
    (row,) = rows(client, "action-items", state="done")
    assert (row["owner"], row["outcome"]["en"]) == ("Rosa Linares", "391 nails.")
    assert str(owner.email) not in str(row)
    (row,) = rows(client, "action-items", state="open", meeting=meeting.pk)
    assert row["id"] == late.pk
    assert rows(client, "action-items", due_before=forum.today - days(1)) == []


def test_a_group_names_who_leads_and_works_in_it_and_counts_who_takes_part(client: Client) -> None:
    forum = ForumFactory()
    group = working_group(forum, "water")
    working_group(forum, "later", name=HIDDEN, published_at=None)
    today = forum.today
    for role, name, until in (
        ("government_lead", "Ada Quispe", None), ("member", "Rosa Linares", None),
        ("participant", SECRET, None), ("member", f"{SECRET} who left", today),
    ):  # fmt: skip
        GroupMembership.objects.create(
            group=group, person=PersonFactory(name=name), role=role, since=today, until=until
        )
    for number, published_at in ((1, timezone.now()), (2, None)):
        Recommendation.objects.create(
            group=group, number=number, made_on=today, text=HIDDEN if number == 2 else {"en": "x"},
            title=HIDDEN if number == 2 else {"en": "Open the taps"}, published_at=published_at,
        )  # fmt: skip
    paper = DocumentFactory(forum=forum, published_at=timezone.now(), kind=DocumentKind.PAPER)
    group.documents.add(paper, DocumentFactory(forum=forum, title=HIDDEN))
    (row,) = rows(client, "working-groups", forum=forum.slug)
    assert {each["role"]: each["name"] for each in row["members"]} == {
        "government_lead": "Ada Quispe", "member": "Rosa Linares",
    }  # fmt: skip
    assert (row["participants"], row["documents"]) == (1, [str(paper.pk)])
    assert [each["title"]["en"] for each in row["recommendations"]] == ["Open the taps"]


def test_a_selection_tells_what_its_page_tells(client: Client) -> None:
    forum = ForumFactory()
    leader: Person = PersonFactory(name="Ada Quispe")
    found = selection(
        forum, "election", model="election", stage="seated",
        result={"rounds": [{
            "points": {"1": "9", "2": "4"}, "seats": 1, "order": [1, 2], "chosen": [1],
            "clear": [1], "tied": [], "seed": "s", "lot": {}, "ballots": 12, "blank": 0, "roll": 40,
        }]},
    )  # fmt: skip
    selection(
        forum, "prepared", model="election", stage="prepared", title=HIDDEN, published_at=None
    )
    nominate(found, PersonFactory(name="Rosa Linares"), 1, state="seated")
    nominate(found, PersonFactory(name="Luis Prado"), 2, state="not_chosen")
    nominate(found, PersonFactory(name=SECRET), 3, state="withdrawn")
    nominate(found, PersonFactory(name=SECRET), 4, organisation=SECRET, published_at=None)
    step = found.steps.create(kind="stage", stage="seated", text={"en": "Done."}, by=leader)
    (row,) = rows(client, "selections", model="election", stage="seated")
    assert [each["candidate"] for each in row["candidates"]] == ["Rosa Linares", "Luis Prado", None]
    assert row["counts"][0]["points"] == {"1": "9", "2": "4"}
    assert (row["steps"][0]["by"], row["steps"][0]["text"]["en"]) == ("Ada Quispe", "Done.")
    type(step).objects.update(at=timezone.now() - days(181))
    (row,) = rows(client, "selections")
    assert [each["candidate"] for each in row["candidates"]] == ["Rosa Linares", None, None]


def test_the_description_for_programs_and_people_names_the_lists(client: Client) -> None:
    schema = client.get("/api/schema/?format=json").content.decode()
    page = client.get("/api/docs/").content.decode()
    for name in ("attendance", "action-items", "working-groups", "selections"):
        assert f"/api/v1/{name}/" in schema, name
        assert f'href="/api/docs/{name}/"' in page, name
        assert f"/api/v1/{name}/" in client.get(f"/api/docs/{name}/").content.decode()
    assert client.get("/api/docs/no-such-list/").status_code == 404
