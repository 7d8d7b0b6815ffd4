"""A coordinator publishes a complete ordinary meeting in under a minute, by keyboard alone."""

from __future__ import annotations

import time

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from forums.domain import meeting_notices
from forums.models import GroupMembership, Meeting, Notice, WorkingGroup
from tests import factories
from tests.browser.reading import PHONE, Readers
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
    page.goto(meeting_notices.reply_url(meeting, member))
    page.get_by_role("button", name="I do not come").click()
    expect(page.get_by_role("main")).to_contain_text("I do not come")
    assert meeting.replies.get().answer == "not_coming"
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_lead_of_a_working_group_calls_its_meeting_by_keyboard(
    pages: Portal, readers: Readers
) -> None:
    forum = factories.ForumFactory(slug="river-country")
    group = WorkingGroup.objects.create(
        forum=forum, slug="water", name="Water", mandate="x", published_at=timezone.now()
    )
    lead, member = factories.PersonFactory(), factories.PersonFactory(name="Ana Castro")
    for person, role in ((lead, "society_lead"), (member, "participant")):
        GroupMembership.objects.create(group=group, person=person, role=role, since=forum.today)
    page = readers.person(str(lead.email))

    page.goto(group.get_absolute_url())
    _tab_to(page, page.get_by_role("link", name="Call a meeting"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/meetings/new/?group=water")
    _tab_to(page, page.get_by_role("group", name="Item 4").get_by_label("English").first)
    page.keyboard.type("What the towns drink")
    page.keyboard.press("Enter")
    page.wait_for_url("**/publish/")
    told = page.get_by_role("region", name="Who will be told")
    expect(told).to_contain_text("Members of the working group")
    expect(told).to_contain_text("Ana Castro")
    _tab_to(page, page.get_by_role("button", name="Publish and tell the members"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("2 people will be told by e-mail")
    assert Meeting.objects.public().get().working_group == group


def test_offices_are_invited_by_part_of_their_name_on_a_phone(
    pages: Portal, readers: Readers
) -> None:
    forum = factories.ForumFactory(slug="river-country")
    for name in ("Ministry of Health", "Ministry of Water"):
        made = factories.OrganisationFactory(name={"en": name})
        factories.PersonFactory(organisation=made, name=f"Works for {name}")
    page = readers.person(str(factories.coordinator(forum).email), size=PHONE)

    page.goto(f"/forums/{forum.slug}/meetings/new/?kind=responsible_offices")
    _tab_to(page, page.get_by_label("Office 1"))
    page.keyboard.type("ministry")
    _tab_to(page, page.get_by_label("Office 2"))
    page.keyboard.type("water")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("More than one office is called so")
    expect(page.get_by_label("Office 2")).to_have_value("water")
    page.get_by_label("Office 1").fill("health")
    page.keyboard.press("Enter")
    page.wait_for_url("**/publish/")
    told = page.get_by_role("region", name="Who will be told")
    for name in ("Ministry of Health", "Ministry of Water"):
        expect(told).to_contain_text(f"Works for {name}")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
