"""Pages of a meeting with responsible offices: calling it, its preview, its answers."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from forums.domain import feeds, meetings
from forums.models import Meeting, Notice, Organisation, Person, Reply
from tests.factories import (
    ForumFactory,
    MeetingFactory,
    OrganisationFactory,
    PersonFactory,
    coordinator,
    days,
    seated,
)
from tests.forums.views.test_calling import typed

pytestmark = pytest.mark.django_db
SECRET = "https://meet.example.org/secret"


def published(office: Organisation) -> tuple[Meeting, Person]:
    """A closed meeting with an office that is published, and somebody who works for the office."""
    nurse = PersonFactory(organisation=office)
    meeting = MeetingFactory(
        kind="responsible_offices",
        starts_at=timezone.now() + days(30),
        online_url=SECRET,
        open_to_public=False,
    )
    meeting.agenda.create(position=1, title={"en": "Late milestones"})
    meeting.offices.add(office)
    meetings.publish(meeting, by=coordinator(meeting.forum))
    return meeting, nurse


def test_a_meeting_with_offices_asks_for_one_and_takes_part_of_its_name(client: Client) -> None:
    forum = ForumFactory()
    health = OrganisationFactory(name={"en": "Ministry of Health", "es": "Ministerio de Salud"})
    water = OrganisationFactory(name={"en": "Ministry of Water"})
    PersonFactory(organisation=health, name="Nora Diaz")
    client.force_login(coordinator(forum))
    address = f"/forums/{forum.slug}/meetings/new/"
    form = client.get(f"{address}?kind=responsible_offices")
    assert form.context["offices"].is_open
    assert not client.get(address).context["offices"].is_open
    assert '<option value="Ministry of Health">' in form.content.decode()
    none = client.post(address, typed(form))
    assert "office_0" in none.context["offices"].errors
    for text, words in (("ministry of", "More than one"), ("Moon", "No office of government")):
        wrong = client.post(address, typed(form, office_0="health", office_1=text))
        assert words in wrong.context["offices"].errors["office_1"][0]
        assert f'value="{text}"' in wrong.content.decode()
    assert not Meeting.objects.exists()
    sent = client.post(address, typed(form, office_0="salud", office_2="WATER", publish="1"))
    meeting = Meeting.objects.get()
    assert set(meeting.offices.all()) == {health, water}
    preview = client.get(sent["Location"]).content.decode()
    assert re.search(r"Works for Ministry of Health</dt>\s*<dd>Nora Diaz</dd>", preview)
    assert "Tell the office in another way" in preview
    client.post(sent["Location"])
    page = Client().get(meeting.get_absolute_url()).content.decode()
    assert "Ministry of Health" in page
    again = client.get(f"{address}?kind=responsible_offices").context["offices"]
    assert again.names == ["Ministry of Health", "Ministry of Water"]


def test_an_office_is_taken_off_by_emptying_its_line_and_its_people_are_told(
    client: Client,
) -> None:
    meeting, nurse = published(OrganisationFactory())
    other = OrganisationFactory(name={"en": "Ministry of Water"})
    client.force_login(coordinator(meeting.forum))
    address = f"{meeting.get_absolute_url()}edit/"
    client.post(address, typed(client.get(address), office_0="", office_1="water"))
    assert list(meeting.offices.all()) == [other]
    assert Notice.objects.get(person=nurse, key=f"meeting:{meeting.pk}:1").subject.startswith(
        "No longer invited"
    )


def test_two_hundred_offices_leave_the_form_light(client: Client) -> None:
    forum = ForumFactory()
    for number in range(200):
        OrganisationFactory(name={"en": f"National directorate number {number} for this and that"})
    client.force_login(coordinator(forum))
    page = client.get(f"/forums/{forum.slug}/meetings/new/?kind=responsible_offices")
    assert len(page.content) < 100_000
    assert len(page.context["offices"].fields) == 3


def test_who_works_for_the_office_answers_by_mail_and_on_the_page(client: Client) -> None:
    health = OrganisationFactory(name={"en": "Ministry of Health"})
    meeting, nurse = published(health)
    text = Notice.objects.get(person=nurse, key=f"meeting:{meeting.pk}:0").text
    link = re.search(rf"{settings.PORTAL_URL}(/\S+/reply/\S+)", text)
    assert link is not None
    shown = client.get(link[1]).content.decode()
    assert "We come" in shown
    assert SECRET in shown
    client.post(link[1], {"place": f"office-{health.pk}", "answer": "coming"})
    assert (Reply.objects.get().office, Reply.objects.get().answer) == (health, "coming")
    colleague = PersonFactory(organisation=health)
    client.force_login(colleague)
    page = meeting.get_absolute_url()
    assert "<strong>We come</strong>" in client.get(page).content.decode()
    client.post(f"{page}reply/", {"place": f"office-{health.pk}", "answer": "not_coming"})
    assert (Reply.objects.get().given_by, Reply.objects.get().answer) == (colleague, "not_coming")
    client.force_login(coordinator(meeting.forum))
    answers = client.get(page).content.decode()
    assert re.search(r"<dt>Responsible offices</dt>\s*<dd>0 come, 1 does not come", answers)


def test_the_link_to_join_is_for_members_and_the_offices_people(client: Client) -> None:
    meeting, nurse = published(OrganisationFactory())
    page = meeting.get_absolute_url()
    strangers = (None, PersonFactory(), PersonFactory(organisation=OrganisationFactory()))
    for person, sees in (
        (nurse, True),
        (seated(meeting.forum), True),
        *((x, False) for x in strangers),
    ):
        reader = Client()
        if person:
            reader.force_login(person)
        assert (SECRET in reader.get(page).content.decode()) == sees
        assert (SECRET in reader.get(f"{page[:-1]}.ics").content.decode()) == sees


def test_the_meeting_stands_in_the_calendar_and_among_what_waits_for_the_offices_people(
    client: Client,
) -> None:
    health = OrganisationFactory()
    meeting, nurse = published(health)
    query = feeds.address(nurse).partition("?")[2]
    events = Calendar.from_ical(client.get(f"/me/calendar.ics?{query}").content).events
    assert [str(event["UID"]) for event in events] == [f"{meeting.uid}@localhost"]
    assert "Late milestones" in str(events[0]["DESCRIPTION"])
    client.force_login(nurse)
    waits = f'href="{meeting.get_absolute_url()}#reply"'
    assert waits in client.get("/me/").content.decode()
    reply = {"place": f"office-{health.pk}", "answer": "coming"}
    client.post(f"{meeting.get_absolute_url()}reply/", reply)
    assert waits not in client.get("/me/").content.decode()
    query = feeds.address(PersonFactory(organisation=OrganisationFactory())).partition("?")[2]
    assert not Calendar.from_ical(client.get(f"/me/calendar.ics?{query}").content).events
