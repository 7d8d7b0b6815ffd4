from __future__ import annotations

import pytest
from django.test import Client

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
