"""A coordinator publishes a complete ordinary meeting in under a minute, by keyboard alone."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Locator, Page, expect

from forums.domain import meetings
from forums.models import Meeting, Notice
from tests import factories
from tests.browser.reading import Readers
from tests.browser.running import Portal

pytestmark = pytest.mark.django_db(transaction=True)
SECONDS = 60


def _tab_to(page: Page, wanted: Locator, *, most: int = 80) -> None:
    """Presses Tab until the element has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if wanted.evaluate("each => each === document.activeElement"):
            return
    raise AssertionError(f"Not reached in {most} steps: {wanted}")


def test_an_ordinary_meeting_is_called_and_published_by_keyboard_in_under_a_minute(
    pages: Portal, readers: Readers
) -> None:
    forum = factories.ForumFactory(slug="river-country")
    chair = factories.coordinator(forum)
    others = [factories.seated(forum, name=name) for name in ("Ana Castro", "Luis Pino")]
    factories.MeetingFactory(
        forum=forum, number=1, published=True, mode="hybrid", place={"en": "Town hall"}
    )
    page = readers.person(str(chair.email))

    began = time.monotonic()
    page.goto("/me/")
    _tab_to(page, page.get_by_role("link", name="Call a meeting"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/meetings/new/")
    point = page.get_by_role("group", name="Item 4").get_by_label("English").first
    _tab_to(page, point)
    page.keyboard.type("The budget of the next plan")
    page.keyboard.press("Enter")
    page.wait_for_url("**/publish/")
    told = page.get_by_role("region", name="Who will be told")
    for person in others:
        expect(told).to_contain_text(person.name)
    expect(page.get_by_role("main")).to_contain_text("The budget of the next plan")
    _tab_to(page, page.get_by_role("button", name="Publish and tell the members"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("3 people will be told by e-mail")
    took = time.monotonic() - began

    assert took < SECONDS
    meeting = Meeting.objects.public().get(number=2)
    assert str(meeting.title) == "Ordinary meeting 2"
    assert (meeting.mode, str(meeting.place)) == ("hybrid", "Town hall")
    assert f"{meeting.local_start:%H:%M}" == "10:00"
    assert [str(item) for item in meeting.agenda.all()][-1] == "The budget of the next plan"
    assert Notice.objects.filter(key=f"meeting:{meeting.pk}:0").count() == 3


def test_an_invitation_is_answered_from_the_mail_without_an_account_at_hand(
    pages: Portal, readers: Readers
) -> None:
    meeting = factories.MeetingFactory(published=True)
    member = factories.seated(meeting.forum)
    page = readers.visitor(size=(320, 640))
    page.goto(meetings.reply_url(meeting, member))
    page.get_by_role("button", name="I do not come").click()
    expect(page.get_by_role("main")).to_contain_text("I do not come")
    assert meeting.replies.get().answer == "not_coming"
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
