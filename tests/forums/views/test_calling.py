from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from forums.models import GroupMembership, Meeting, Notice, WorkingGroup
from tests.factories import (
    DocumentFactory,
    ForumFactory,
    MeetingFactory,
    PersonFactory,
    coordinator,
    days,
    seated,
)

pytestmark = pytest.mark.django_db


def typed(page: Any, **changes: str) -> dict[str, str]:
    """What a browser sends of the form as it opens, with some fields typed over."""
    context = page.context
    data: dict[str, str] = {}
    agenda = context["agenda"]
    for form in (context["form"], context["offices"], *agenda.forms, agenda.management_form):
        for field in form:
            value = field.value()
            if value is not None and value is not False:
                data[field.html_name] = "on" if value is True else str(value)
    return {**data, **changes}


def test_the_form_is_filled_in_so_that_it_can_be_sent_at_once(client: Client) -> None:
    forum = ForumFactory()
    client.force_login(coordinator(forum))
    address = f"/forums/{forum.slug}/meetings/new/"
    answer = client.post(address, typed(client.get(address), publish="1"))
    meeting = Meeting.objects.get()
    assert answer["Location"] == f"{meeting.get_absolute_url()}publish/"
    assert str(meeting.title) == "Ordinary meeting 1"
    assert set(meeting.title.languages) == {"en", "es"}
    assert f"{meeting.local_start:%H:%M}-{meeting.local_end:%H:%M}" == "10:00-12:00"
    assert meeting.agenda.count() == 3
    page = client.get(answer["Location"]).content.decode()
    assert "1 person gets an e-mail" in page
    assert "You are invited to this meeting" in page
    assert "The rules in force ask for 10." in page
    client.post(answer["Location"])
    assert Meeting.objects.public().get() == meeting


def test_the_title_follows_the_kind_unless_it_was_changed(client: Client) -> None:
    forum = ForumFactory()
    client.force_login(coordinator(forum))
    address = f"/forums/{forum.slug}/meetings/new/"
    form = client.get(address)
    client.post(address, typed(form, kind="extraordinary"))
    client.post(address, typed(form, kind="extraordinary", title__en="Budget, urgently"))
    titles = [str(row.title) for row in Meeting.objects.order_by("number")]
    assert titles == ["Extraordinary meeting 1", "Budget, urgently"]


def test_publishing_at_short_notice_asks_why_and_everybody_reads_it(client: Client) -> None:
    meeting = MeetingFactory(starts_at=timezone.now() + days(3))
    meeting.agenda.create(position=1, title={"en": "Budget"})
    client.force_login(coordinator(meeting.forum))
    address = f"{meeting.get_absolute_url()}publish/"
    assert "The notice is short" in client.get(address).content.decode()
    assert client.post(address).status_code == 200
    assert not Meeting.objects.public().exists()
    client.post(address, {"reason__en": "Parliament votes on Friday."})
    page = Client().get(meeting.get_absolute_url()).content.decode()
    assert "Parliament votes on Friday." in page


def test_a_series_is_called_seen_and_published_with_one_preview(client: Client) -> None:
    forum = ForumFactory()
    client.force_login(coordinator(forum))
    address = f"/forums/{forum.slug}/meetings/new/"
    form = client.get(address)
    wrong = client.post(address, typed(form, repeat="months", every="2"))
    assert wrong.context["repeat"].errors == {"more": ["Give a number."]}
    assert not Meeting.objects.exists()
    client.post(address, typed(form, repeat="months", every="2", more="3"))
    series = Meeting.objects.get(number=1).series
    assert series is not None
    page = f"/forums/{forum.slug}/series/{series.pk}/"
    assert client.get(page).content.decode().count("Ordinary meeting ") >= 4
    preview = client.get(f"{page}publish/").content.decode()
    assert "one invitation for each of the 4 meetings" in preview
    client.post(f"{page}publish/")
    assert Meeting.objects.public().count() == 4
    for person in (None, PersonFactory(), seated(ForumFactory())):
        stranger = Client()
        if person:
            stranger.force_login(person)
        assert stranger.get(page).status_code in (302, 403)


def test_the_lead_of_a_working_group_calls_its_meetings_and_no_others(client: Client) -> None:
    forum = ForumFactory()
    group = WorkingGroup.objects.create(
        forum=forum, slug="water", name="Water", mandate="x", published_at=timezone.now()
    )
    lead = PersonFactory()
    GroupMembership.objects.create(group=group, person=lead, role="society_lead", since=forum.today)
    client.force_login(lead)
    address = f"/forums/{forum.slug}/meetings/new/"
    assert client.get(address).status_code == 403
    form = client.get(f"{address}?group=water")
    client.post(f"{address}?group=water", typed(form, kind="ordinary"))
    meeting = Meeting.objects.get()
    assert (meeting.kind, meeting.working_group) == ("working_group", group)
    client.post(f"{meeting.get_absolute_url()}publish/")
    assert {row.person for row in Notice.objects.all()} == {lead}
    assert client.get(f"{MeetingFactory(forum=forum).get_absolute_url()}edit/").status_code == 404


def test_a_meeting_of_a_working_group_names_the_group(client: Client) -> None:
    forum = ForumFactory()
    WorkingGroup.objects.create(forum=forum, slug="water", name="Water", mandate="x")
    client.force_login(coordinator(forum))
    address = f"/forums/{forum.slug}/meetings/new/"
    page = client.post(address, typed(client.get(address), kind="working_group"))
    assert "working_group" in page.context["form"].errors


def test_a_lead_finds_the_way_to_call_a_meeting_on_the_groups_page(client: Client) -> None:
    forum = ForumFactory()
    group = WorkingGroup.objects.create(
        forum=forum, slug="water", name="Water", mandate="x", published_at=timezone.now()
    )
    link = f'href="/forums/{forum.slug}/meetings/new/?group=water"'
    lead, member = PersonFactory(), PersonFactory()
    for person, role in ((lead, "government_lead"), (member, "member")):
        GroupMembership.objects.create(group=group, person=person, role=role, since=forum.today)
        client.force_login(person)
        shown = client.get(group.get_absolute_url()).content.decode()
        assert (link in shown) == (person == lead)
    group.ends_on = forum.today - days(1)
    group.save()
    client.force_login(lead)
    assert link not in client.get(group.get_absolute_url()).content.decode()


def test_a_draft_is_deleted_by_the_coordinator_alone(client: Client) -> None:
    meeting = MeetingFactory()
    address = f"{meeting.get_absolute_url()}discard/"
    client.force_login(seated(meeting.forum))
    assert client.post(address).status_code == 403
    client.force_login(coordinator(meeting.forum))
    assert "Delete the draft" in client.get(address).content.decode()
    assert client.post(address)["Location"] == f"/forums/{meeting.forum.slug}/calendar/"
    assert not Meeting.objects.exists()


def test_points_have_hours_and_their_papers(client: Client) -> None:
    meeting = MeetingFactory(published=True)
    first = meeting.agenda.create(position=1, title={"en": "Opening"}, duration=20)
    second = meeting.agenda.create(position=2, title={"en": "Budget"}, duration=40)
    now = timezone.now()
    for item, title in ((second, "The budget"), (first, "Hidden"), (None, "The map")):
        document = DocumentFactory(
            forum=meeting.forum,
            title={"en": title},
            published_at=None if title == "Hidden" else now,
        )
        meeting.papers.create(document=document, agenda_item=item)
    page = client.get(meeting.get_absolute_url())
    begins = meeting.local_start
    assert f"{begins:%H:%M}" in page.content.decode()
    assert f"{begins + days(20 / 1440):%H:%M}</span>" in page.content.decode()
    agenda = page.context["agenda"]
    assert [[str(row.document) for row in item.shown_papers] for item in agenda] == [
        [],
        ["The budget"],
    ]
    assert [str(row.document) for row in page.context["papers"]] == ["The map"]


def test_a_save_of_a_published_meeting_sends_one_mail_and_says_to_how_many(client: Client) -> None:
    meeting = MeetingFactory(published=True, starts_at=timezone.now() + days(30))
    meeting.agenda.create(position=1, title={"en": "Budget"}, duration=20)
    by = coordinator(meeting.forum)
    client.force_login(by)
    address = f"{meeting.get_absolute_url()}edit/"
    form = client.get(address)
    assert "1 person is told" in form.content.decode()
    changes = {"place__en": "The library", "agenda-0-duration": "45"}
    page = client.post(address, typed(form, **changes), follow=True)
    assert "1 person will be told by e-mail" in page.content.decode()
    mail = Notice.objects.exclude(key__contains="reminder").get(person=by)
    assert "The place, before: –" in mail.text
    assert "Budget: 45 minutes, before: 20 minutes" in mail.text


def test_everything_that_is_wrong_with_a_changed_meeting_is_said_at_once(client: Client) -> None:
    meeting = MeetingFactory()
    meeting.agenda.create(position=1, title={"en": "Budget"})
    client.force_login(coordinator(meeting.forum))
    address = f"{meeting.get_absolute_url()}edit/"
    wrong = {"ends": "08:00", "starts": "09:00", "agenda-0-title__en": "", "office_0": "Moon"}
    page = client.post(address, typed(client.get(address), **wrong))
    assert "ends" in page.context["form"].errors
    assert "title__en" in page.context["agenda"].forms[0].errors
    assert "office_0" in page.context["offices"].errors
    assert 'value="Moon"' in page.content.decode()


def test_a_paper_for_a_published_meeting_is_shown_and_nobody_is_mailed(client: Client) -> None:
    meeting = MeetingFactory(published=True)
    item = meeting.agenda.create(position=1, title={"en": "Budget"})
    client.force_login(coordinator(meeting.forum))
    address = f"/forums/{meeting.forum.slug}/repository/new/?meeting={meeting.number}"
    sent = {
        "title__en": "The budget in numbers",
        "kind": "paper",
        "url": "https://example.org/budget",
        "licence": "CC-BY-4.0",
        "item": str(item.pk),
        "publish": "1",
    }
    client.post(address, sent)
    assert "The budget in numbers" in Client().get(meeting.get_absolute_url()).content.decode()
    assert not Notice.objects.exists()


def test_a_document_is_added_to_a_point_of_the_agenda(client: Client) -> None:
    meeting = MeetingFactory()
    item = meeting.agenda.create(position=1, title={"en": "Budget"})
    client.force_login(coordinator(meeting.forum))
    address = f"/forums/{meeting.forum.slug}/repository/new/?meeting={meeting.number}"
    assert "Agenda item" in client.get(address).content.decode()
    sent = {
        "title__en": "The budget",
        "kind": "paper",
        "url": "https://example.org/budget",
        "licence": "CC-BY-4.0",
        "item": str(item.pk),
    }
    client.post(address, sent)
    assert meeting.papers.get().agenda_item == item
