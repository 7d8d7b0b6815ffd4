"""The second half of the loop: adopted, reported, proven, accounted for."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

from django.utils import timezone
from playwright.sync_api import expect

from action_plans.models import ActionPlan
from commitments.domain import assessments
from commitments.domain.assessment_parts import REQUIRED
from forums.models import Meeting, Person
from tests.browser.making_the_plan import (
    COMMITMENT_TITLE,
    MEETING_TITLE,
    MILESTONES,
    PRIVATE_TITLE,
    TOGETHER,
)
from tests.browser.story import (
    CIVIL_SOCIETY,
    FORUM,
    GOVERNMENT,
    MEMBERS,
    PLAN,
    Story,
    does_not_read,
    finds_nothing,
    follow,
    heading,
    is_mailed,
    is_told,
    press,
    reads,
    section,
    select,
    words_of_pdf,
    write,
)

DECISION_TITLE = "The third action plan is adopted"
MINUTES = "The forum discussed each commitment and adopted the plan."
ROUND_TITLE = "First half-year"
DONE = "Half of the index has been scanned."
LINK = ("The index on the web", "https://registry.example.org/index")
FILE = ("Scanned volumes", "volumes.csv", b"volume,scanned\n1,yes\n2,no\n")
INTRODUCTION = "This is what became of our promises after one year."
ASSESSMENT = f"{PLAN}self-assessments/mid-term/"


def the_day_of_the_meeting_passes(story: Story) -> None:
    """Moves the meeting into the past instead of the clock.

    Attendance and minutes are refused before a meeting began, and the web process reads the real
    clock. A plain UPDATE tells nobody, as the passing of time does not.
    """
    ended = timezone.now() - dt.timedelta(hours=1)
    moved = Meeting.objects.filter(forum__slug="river-country", number=1).update(
        starts_at=ended - dt.timedelta(hours=2), ends_at=ended
    )
    assert moved == 1


def coordinator_records_attendance(story: Story) -> None:
    """Seat by seat; the page says that there was a quorum."""
    page = story.coordinator
    page.goto(story.meeting)
    follow(page, "Record attendance")
    for name, _ in MEMBERS:
        page.get_by_label(re.compile(f"^{name},")).select_option("Present")
    press(page, "Save the attendance")
    is_told(page, "Attendance is recorded.")
    reads(story.visitor, story.meeting, "2 of 2 seats", "Quorum reached")


def coordinator_publishes_minutes(story: Story) -> None:
    """First a draft that only the forum reads, then for everybody; members are told."""
    page = story.coordinator
    page.goto(story.meeting)
    follow(page, "Write the minutes")
    expect(page.get_by_role("region", name="Who will be told")).to_contain_text("3 people")
    write(page, "Minutes", MINUTES)
    press(page, "Save as a draft")
    reads(story.civil_society, story.meeting, MINUTES, "Draft, seen by the forum only")
    does_not_read(story.visitor, story.meeting, MINUTES)
    follow(page, "Write the minutes")
    press(page, "Publish the minutes")
    is_told(page, "The minutes are published. 3 people will be told by e-mail.")
    reads(story.visitor, story.meeting, MINUTES)
    for _, email in MEMBERS:
        story.mailbox.wait_for(2, to=email)


def coordinator_publishes_the_decision(story: Story) -> None:
    """Recorded from the meeting's page, with the reasons without which it stays private."""
    page = story.coordinator
    page.goto(story.meeting)
    follow(page, "Record a decision")
    expect(page.get_by_label("meeting").locator("option:checked")).to_have_text(MEETING_TITLE)
    write(page, "Title", DECISION_TITLE)
    write(page, "What is decided", "The forum adopts the plan.")
    write(page, "Reasons", "Both sides wrote it together.")
    page.get_by_label("outcome").select_option("Adopted")
    page.get_by_label("decided", exact=False).last.fill(timezone.localdate().isoformat())
    press(page, "Save and publish")
    is_told(page, "Published. Everybody can read it now.")
    reads(story.visitor, page.url, DECISION_TITLE, "By consensus", "Both sides wrote it together.")
    reads(story.visitor, story.meeting, DECISION_TITLE)


def coordinator_adopts_the_plan(story: Story) -> None:
    """What was proposed becomes a commitment with its milestones, and nothing else does."""
    page = story.coordinator
    page.goto(PLAN)
    follow(page, "Adopt the plan")
    expect(section(page, "What stays behind").get_by_role("listitem")).to_have_count(1)
    expect(section(page, "What stays behind")).to_contain_text(PRIVATE_TITLE)
    expect(page.get_by_label(COMMITMENT_TITLE)).to_have_value("1")
    expect(page.get_by_label(PRIVATE_TITLE)).to_have_count(0)
    select(page, "The decision that adopts the plan", DECISION_TITLE)
    press(page, "Adopt the plan and tell them")
    is_told(page, "The plan is adopted with 1 commitment.")

    visitor = story.visitor
    reads(visitor, PLAN, "In implementation", DECISION_TITLE)
    follow(visitor, f"1. {COMMITMENT_TITLE}")
    expect(visitor.get_by_role("heading", level=1)).to_have_text(COMMITMENT_TITLE)
    expect(visitor.get_by_role("main")).to_contain_text(TOGETHER)
    expect(visitor.get_by_role("main")).to_contain_text("0 of 2 milestones complete")
    for title in MILESTONES:
        expect(heading(visitor, title)).to_be_visible()
    story.commitment = visitor.url
    finds_nothing(visitor, story.private_draft)
    finds_nothing(visitor, f"{PLAN}commitments/2/")


def coordinator_opens_a_round(story: Story) -> None:
    """Who works for a responsible office is told; nobody else is."""
    page = story.coordinator
    page.goto(PLAN)
    follow(page, "Open a reporting round")
    told = page.get_by_role("region", name="Who will be told")
    expect(told).to_contain_text(GOVERNMENT[0])
    expect(told).not_to_contain_text(CIVIL_SOCIETY[0])
    write(page, "Title", ROUND_TITLE)
    today = timezone.localdate()
    for when in ("state of", "opens"):
        page.get_by_label(when).fill(today.isoformat())
    page.get_by_label("due").fill((today + dt.timedelta(days=20)).isoformat())
    press(page, "Open the round")
    is_told(page, "The round is open. 1 person will be told by e-mail.")
    is_mailed(story, GOVERNMENT[1], f"Please report: {ROUND_TITLE}")


def government_reports_with_evidence(story: Story, folder: Path) -> None:
    """From her own page: a link first, saved as a draft, then a file, handed in."""
    page = story.government
    page.goto("/me/")
    follow(page, "2 milestones to report")
    row = page.get_by_role("listitem").filter(has=heading(page, MILESTONES[0]))
    row.get_by_role("link", name="The whole form, with evidence").click()
    page.get_by_role("radio", name="In progress").check()
    write(page, "What was done", DONE)
    evidence = page.get_by_role("group", name="Evidence 1")
    evidence.get_by_label("Evidence: what it is").fill(LINK[0])
    evidence.get_by_label("Evidence: link").fill(LINK[1])
    press(page, "Save as a draft")
    is_told(page, "Saved. Hand it in when it is ready.")

    expect(page.get_by_role("region", name="Evidence so far")).to_contain_text(LINK[0])
    proof = folder / FILE[1]
    proof.write_bytes(FILE[2])
    evidence.get_by_label("Evidence: what it is").fill(FILE[0])
    evidence.get_by_label("Evidence: file").set_input_files(proof)
    press(page, "Hand in")
    is_told(page, "Handed in. The coordinator checks it and publishes it.")
    does_not_read(story.visitor, story.commitment, DONE, LINK[0], FILE[0])


def coordinator_publishes_the_update(story: Story) -> None:
    """Until she does, a stranger finds neither the update nor the addresses of its evidence."""
    page = story.coordinator
    page.goto("/me/")
    follow(page, ROUND_TITLE)
    page.get_by_role("link", name="Open it").click()
    expect(heading(page, "Check the update")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text(f"Reported by {GOVERNMENT[0]}")
    expect(page.get_by_role("main")).to_contain_text(DONE)
    for title in (LINK[0], FILE[0]):
        address = page.get_by_role("link", name=title).get_attribute("href")
        assert address is not None
        story.proofs[title] = address
        finds_nothing(story.visitor, address)
    does_not_read(story.visitor, f"{FORUM}repository/", LINK[0], FILE[0])
    press(page, "Publish the update")
    is_told(page, "Published. The state of the commitment follows from it.")


def visitor_sees_update_and_evidence(story: Story) -> None:
    """The commitment is in progress, what was done is said, and the proof can be opened."""
    page = story.visitor
    reads(page, story.commitment, "In progress", ROUND_TITLE, DONE)
    with page.expect_download() as download:
        page.get_by_role("link", name=FILE[0]).click()
    assert download.value.suggested_filename.endswith(".csv")
    assert Path(download.value.path()).read_bytes() == FILE[2]
    # The link is asked for, not followed: it leads out of the portal.
    expect(page.get_by_role("link", name=LINK[0])).to_have_attribute("href", story.proofs[LINK[0]])
    answer = page.request.get(story.proofs[LINK[0]], max_redirects=0)
    assert answer.headers["location"] == LINK[1]
    reads(page, "/", MILESTONES[0], "In progress")


def coordinator_writes_the_self_assessment(story: Story) -> None:
    """The texts are hers, the figures are counted; a draft is for the forum alone."""
    page = story.coordinator
    page.goto(PLAN)
    follow(page, "Write the mid-term self-assessment")
    follow(page, "Introduction and background")
    write(page, "Introduction and background", INTRODUCTION)
    press(page, "Save")
    is_told(page, "Saved. Only the forum sees it.")
    reads(page, ASSESSMENT, "The plan has 1 commitment")
    reads(story.civil_society, ASSESSMENT, INTRODUCTION)
    finds_nothing(story.visitor, ASSESSMENT)
    finds_nothing(story.visitor, f"{ASSESSMENT}pdf/")


def coordinator_puts_it_to_the_public_and_the_files_are_built(story: Story) -> None:
    """A bar shows how far each file is; it turns into the link by itself.

    The other parts that are required are written without the browser. The worker stands still
    meanwhile: it may be done before the page with the bar is there.
    """
    plan = ActionPlan.objects.get(slug=PLAN.rstrip("/").rsplit("/", 1)[-1])
    rest: dict[str, Any] = {
        key: {"en": INTRODUCTION} for key in REQUIRED["mid-term"] if key != "introduction"
    }
    chair = Person.objects.get(email=CIVIL_SOCIETY[1])
    assessments.write(plan, by=chair, kind="mid-term", **rest)
    page = story.coordinator
    page.goto(ASSESSMENT)
    follow(page, "Put the draft to the public")
    story.portal.hold_worker()
    files = [
        f"{kind}, {language}" for kind in ("PDF", "DOCX") for language in ("English", "Spanish")
    ]
    try:
        press(page, "Open the consultation")
        is_told(page, "The draft is open to comments now.")
        for file in files:
            build = page.get_by_role("region", name=file)
            expect(build.get_by_role("progressbar", name="How much is done")).to_be_visible()
        finds_nothing(story.visitor, f"{ASSESSMENT}pdf/")
    finally:
        story.portal.let_worker_go()
    for file in files:
        build = page.get_by_role("region", name=file)
        link = build.get_by_role("link", name=f"Open the {file.split(',')[0]}")
        expect(link).to_be_visible(timeout=30_000)
        expect(build.get_by_role("progressbar")).to_have_count(0)


def visitor_reads_the_report(story: Story) -> None:
    """The page, and the PDF with the same account of the commitment."""
    page = story.visitor
    reads(page, PLAN)
    follow(page, "Mid-term self-assessment")
    account = (MILESTONES[0], DONE, LINK[0], FILE[0])
    for text in (INTRODUCTION, COMMITMENT_TITLE, "days left"):
        expect(page.get_by_role("main")).to_contain_text(text)
    reads(page, f"{ASSESSMENT}commitments/", COMMITMENT_TITLE, *account)
    does_not_read(page, ASSESSMENT, PRIVATE_TITLE)
    words = words_of_pdf(page, "Download as PDF")
    for text in (INTRODUCTION, COMMITMENT_TITLE, *account):
        assert text in words
    assert PRIVATE_TITLE not in words
