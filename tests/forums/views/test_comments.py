from __future__ import annotations

import pytest
from django.test import Client

from forums.models import Comment
from tests.factories import MeetingFactory, PersonFactory

pytestmark = pytest.mark.django_db


def test_a_comment_on_a_question_that_nobody_asks_is_still_shown(client: Client) -> None:
    meeting = MeetingFactory(published=True)
    client.force_login(PersonFactory())
    client.post(f"/comments/meeting/{meeting.pk}/", {"text": "Hidden?", "question": "nowhere"})
    assert b"Hidden?" in client.get(meeting.get_absolute_url()).content


def test_who_logs_in_to_comment_comes_back_to_the_page_with_the_form(client: Client) -> None:
    meeting = MeetingFactory(published=True)
    page = meeting.get_absolute_url()
    to = f"/comments/meeting/{meeting.pk}/"
    came = client.post(to, {"text": "x"}, headers={"referer": f"http://testserver{page}"})
    assert came["Location"] == f"/accounts/login/?next={page}"
    away = client.post(to, {"text": "x"}, headers={"referer": "https://elsewhere.example/"})
    assert away["Location"] == "/accounts/login/?next=/"


def test_who_sends_very_much_is_asked_to_wait_and_keeps_the_text(client: Client) -> None:
    meeting = MeetingFactory(published=True)
    to = f"/comments/meeting/{meeting.pk}/"
    client.force_login(PersonFactory())
    answers = [client.post(to, {"text": f"Remark {number}"}) for number in range(21)]
    assert [answer.status_code for answer in answers] == [302] * 20 + [429]
    page = answers[-1].content.decode()
    assert "Wait a few minutes" in page
    assert "Remark 20</textarea>" in page
    assert Comment.objects.count() == 20
    client.force_login(PersonFactory())
    assert client.post(to, {"text": "Another person"}).status_code == 302


def test_an_address_sends_only_so_much_whoever_writes(client: Client) -> None:
    meeting = MeetingFactory(published=True)
    to = f"/comments/meeting/{meeting.pk}/"
    for person in PersonFactory.create_batch(10):
        client.force_login(person)
        for number in range(20):
            assert client.post(to, {"text": f"Remark {number}"}).status_code == 302
    client.force_login(PersonFactory())
    assert client.post(to, {"text": "One more"}).status_code == 429
    assert client.post(to, {"text": "From home"}, REMOTE_ADDR="192.0.2.7").status_code == 302
