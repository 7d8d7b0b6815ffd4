"""An office and an organisation of civil society differ; the forum talks about it, and settles it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from forums.models import Meeting, Role, Sector
from tests import factories as new
from tests.browser.reading import Readers
from tests.browser.running import Portal
from tests.browser.story import follow, heading, is_told, press, reads, section

pytestmark = pytest.mark.browser

COORDINATOR, SOCIETY, OFFICE = "ana@example.org", "carlos@example.net", "gabriela@example.org"
ROUND = "State of spring"
STEP = "The index of all registers can be searched"
REPORTED = "The whole index has been scanned."
FOUND = "Every second page of the register of 1931 is blank."
MEETING = "Meeting of spring"
MINUTES = "Both sides looked at the register of 1931 together."
SETTLED = "The office scans the register of 1931 again by the end of the month."


def test_a_dispute_is_discussed_at_a_meeting_and_settled(
    pages: Portal, readers: Readers, tmp_path: Path
) -> None:
    _begin()
    society, visitor = readers.person(SOCIETY), readers.visitor()
    coordinator = readers.person(COORDINATOR)

    _office_reports_it_complete(readers.person(OFFICE))
    _coordinator_publishes_it(coordinator)
    _society_does_not_confirm_it(society, tmp_path)
    page = society.url
    reads(visitor, page, REPORTED, FOUND, "Not confirmed", "The two sides differ", "The register")
    press(society, "Propose it for the agenda")
    is_told(society, "Proposed for the agenda.")

    _coordinator_puts_it_on_the_agenda(coordinator)
    reads(visitor, page, "On an agenda")
    follow(visitor, MEETING)
    visitor.get_by_role("link", name="Where it comes from").click()
    expect(visitor).to_have_url(page)

    _the_meeting_is_held(coordinator)
    coordinator.goto("/me/")
    follow(coordinator, STEP)
    follow(coordinator, "Say how it was settled")
    coordinator.get_by_label("How it was settled").fill(SETTLED)
    chosen = coordinator.get_by_label("In which meeting?").locator("option:checked")
    expect(chosen).to_contain_text(MEETING)
    press(coordinator, "Settle it")
    is_told(coordinator, "Settled. Both views stay readable")

    reads(visitor, page, REPORTED, "Complete", FOUND, "Not confirmed", SETTLED)
    follow(section(visitor, "How it was settled").page, MEETING)
    expect(visitor.get_by_role("main")).to_contain_text(MINUTES)
    reads(visitor, "/forums/river-country/plans/running/monitoring/", STEP, SETTLED, "1 settled")


def _begin() -> None:
    """A round in which an office reports, a meeting to come, an organisation, a coordinator."""
    forum = new.ForumFactory(slug="river-country", languages=["en"])
    watch = new.OrganisationFactory(name={"en": "Records Watch"}, sector=Sector.CIVIL_SOCIETY)
    new.seated(forum, role=Role.CO_CHAIR, name="Ana Castro", email=COORDINATOR)
    new.seated(
        forum, sector=Sector.CIVIL_SOCIETY, name="Carlos Silva", email=SOCIETY, organisation=watch
    )
    new.MeetingFactory(forum=forum, number=1, title={"en": MEETING}, published=True)
    plan = new.RunningPlanFactory(forum=forum, slug="running", title={"en": "Running plan"})
    office = new.OrganisationFactory(name={"en": "Ministry of Records"}, sector=Sector.GOVERNMENT)
    new.PersonFactory(name="Gabriela Lima", email=OFFICE, organisation=office)
    commitment = new.CommitmentFactory(plan=plan, number=1, lead=office)
    new.MilestoneFactory(commitment=commitment, title={"en": STEP}, responsible=office)
    new.ReportingRoundFactory(plan=plan, title={"en": ROUND})


def _office_reports_it_complete(page: Page) -> None:
    page.goto("/me/")
    follow(page, "1 milestone to report")
    row = page.get_by_role("listitem").filter(has=heading(page, STEP))
    row.get_by_role("link", name="The whole form, with evidence").click()
    page.get_by_role("radio", name="Complete").check()
    page.get_by_label("What was done").fill(REPORTED)
    evidence = page.get_by_role("group", name="Evidence 1")
    evidence.get_by_label("Evidence: what it is").fill("The index")
    evidence.get_by_label("Evidence: link").fill("https://registry.example.org/index")
    press(page, "Hand in")
    is_told(page, "Handed in. The coordinator checks it and publishes it.")


def _coordinator_publishes_it(page: Page) -> None:
    page.goto("/me/")
    follow(page, ROUND)
    page.get_by_label("Publish the update of milestone").check()
    press(page, "Publish what is ticked")
    is_told(page, "1 report is published.")


def _society_does_not_confirm_it(page: Page, folder: Path) -> None:
    page.goto("/me/")
    follow(page, STEP)
    expect(section(page, "What the office reports")).to_contain_text(REPORTED)
    page.get_by_role("radio", name="Not confirmed").check()
    page.get_by_label("Why").fill(FOUND)
    proof = folder / "register.csv"
    proof.write_text("page,blank\n1,no\n2,yes\n")
    page.get_by_label("What it is").first.fill("The register of 1931, page by page")
    page.get_by_label("File", exact=True).first.set_input_files(proof)
    press(page, "Publish what you find")
    is_told(page, "Published beside the update.")


def _coordinator_puts_it_on_the_agenda(page: Page) -> None:
    page.goto("/forums/river-country/proposals/")
    expect(page.get_by_role("main")).to_contain_text("Records Watch finds: Not confirmed.")
    follow(page, "Put it on an agenda")
    press(page, "Put it on the agenda")
    is_told(page, "It is on the agenda.")


def _the_meeting_is_held(page: Page) -> None:
    """Its day passes, and the minutes are published."""
    ended = timezone.now() - dt.timedelta(hours=1)
    moved = Meeting.objects.update(starts_at=ended - dt.timedelta(hours=2), ends_at=ended)
    assert moved == 1
    page.goto("/forums/river-country/meetings/1/")
    follow(page, "Write the minutes")
    page.get_by_label("Minutes").fill(MINUTES)
    press(page, "Publish the minutes")
    is_told(page, "The minutes are published.")
