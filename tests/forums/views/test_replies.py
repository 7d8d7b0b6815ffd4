from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from forums.domain import meetings, replies
from forums.models import Meeting, Notice, Person, Reply
from tests.factories import MeetingFactory, PersonFactory, coordinator, days, seated

pytestmark = pytest.mark.django_db


def invited(**fields: object) -> tuple[Meeting, Person, str]:
    """A published meeting, a member, and the path of the link in her mail."""
    meeting = MeetingFactory(starts_at=timezone.now() + days(20), **fields)
    person = seated(meeting.forum)
    meeting.agenda.create(position=1, title={"en": "Budget"})
    meetings.publish(meeting, by=coordinator(meeting.forum))
    text = Notice.objects.get(person=person, key=f"meeting:{meeting.pk}:0").text
    link = re.search(rf"{settings.PORTAL_URL}(/\S+/reply/\S+)", text)
    assert link is not None
    return meeting, person, link[1]


def test_opening_the_link_does_nothing_and_a_button_answers_without_a_login() -> None:
    meeting, person, link = invited()
    client = Client(enforce_csrf_checks=True)
    for ask in (client.get, client.head):
        page = ask(link)
        assert page.status_code == 200
        assert "no-store" in page["Cache-Control"]
    assert not Reply.objects.exists()
    place = replies.places(meeting, person)[0].key
    page = client.post(link, {"place": place, "answer": "coming"}, follow=True)
    assert "Your answer is noted" in page.content.decode()
    client.post(link, {"place": place, "answer": "not_coming"})
    assert Reply.objects.get().answer == "not_coming"


def test_a_link_of_another_meeting_or_with_another_signature_is_not_there(client: Client) -> None:
    meeting, _person, link = invited()
    other = MeetingFactory(forum=meeting.forum, published=True)
    moved = link.replace(f"/meetings/{meeting.number}/", f"/meetings/{other.number}/")
    for wrong in (moved, f"{link[:-2]}x/", f"{meeting.get_absolute_url()}reply/x/"):
        assert client.get(wrong).status_code == 404
        assert client.post(wrong).status_code == 404


def test_the_link_of_a_cancelled_meeting_says_why(client: Client) -> None:
    meeting, person, link = invited()
    place = replies.places(meeting, person)[0].key
    meetings.cancel(meeting, by=person, reason={"en": "Flood."})
    assert "Flood." in client.get(link).content.decode()
    client.post(link, {"place": place, "answer": "coming"})
    assert not Reply.objects.exists()


def test_who_left_the_forum_answers_no_more(client: Client) -> None:
    _meeting, person, link = invited()
    person.terms.update(ends_on=timezone.now().date() - days(1))
    assert "not among those who are invited" in client.get(link).content.decode()


def test_the_meeting_page_takes_answers_and_shows_counts_to_members_only(client: Client) -> None:
    meeting, person, _link = invited()
    page = meeting.get_absolute_url()
    for stranger in (None, PersonFactory()):
        if stranger:
            client.force_login(stranger)
        assert "Answers so far" not in client.get(page).content.decode()
    client.force_login(person)
    place = replies.places(meeting, person)[0].key
    client.post(f"{page}reply/", {"place": place, "answer": "coming"})
    shown = client.get(page).content.decode()
    assert "1 comes" in shown
    assert "Who has not answered" not in shown
    client.force_login(coordinator(meeting.forum))
    assert "Who has not answered" in client.get(page).content.decode()


def test_an_invitation_waits_on_the_persons_own_page_until_it_is_answered(client: Client) -> None:
    meeting, person, link = invited()
    client.force_login(person)
    waits = f'href="{meeting.get_absolute_url()}#reply"'
    assert waits in client.get("/me/").content.decode()
    place = replies.places(meeting, person)[0].key
    client.post(link, {"place": place, "answer": "coming"})
    assert waits not in client.get("/me/").content.decode()
