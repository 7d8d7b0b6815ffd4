"""What was written together is answered for, adopted, and read as the plan."""

from __future__ import annotations

import datetime as dt
import io

from django.utils import timezone
from docx import Document
from playwright.sync_api import Page, expect

from action_plans.domain import milestones
from action_plans.models import ActionPlan, Draft
from forums.models import Outcome, Person
from tests import factories
from tests.browser.making_the_plan import PROBLEM_ASKED
from tests.browser.story import (
    CITIZEN,
    CIVIL_SOCIETY,
    COORDINATOR,
    GOVERNMENT,
    MEMBERS,
    PLAN,
    PLAN_TITLE,
    Story,
    does_not_read,
    file_behind,
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
from tests.browser.writing_together import (
    HERS,
    HIS,
    NEIGHBOUR,
    PROBLEM,
    SAID_BEFORE,
    SAID_BY_HER,
    SOLUTION,
    SUGGESTED,
    TITLE,
    TOGETHER,
    save_answer,
    write_in_place,
)

MILESTONES = ("The index is online", "Copies come by e-mail")
DECISION = "The third action plan is adopted"
SOLUTION_CHANGED = "We put the index online and send copies by e-mail."
HEARD = "A copy costs a day on the bus and six weeks."
REASON = "Copies will come by e-mail, because of what you wrote."
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def civil_society_takes_the_contribution_in(story: Story) -> None:
    """The other answer changes because of what the citizen wrote; steps with dates are added."""
    page = story.civil_society
    write_in_place(page, story, "solution", SOLUTION_CHANGED)
    save_answer(page, "solution", SOLUTION_CHANGED)
    draft = Draft.objects.select_related("lead").get(plan__forum__slug="river-country")
    author = Person.objects.get(email=CIVIL_SOCIETY[1])
    for title, days in zip(MILESTONES, (400, 700), strict=True):
        due = timezone.localdate() + dt.timedelta(days=days)
        milestones.add(draft, by=author, title={"en": title}, due_on=due, responsible=draft.lead)


def coordinator_answers_with_the_change(story: Story) -> None:
    """Disposition, reason and the very change are public, and both authors are told."""
    page = story.coordinator
    page.goto("/me/")
    follow(page, SAID_BY_HER)
    expect(page.get_by_label(SAID_BY_HER)).to_be_checked()
    page.get_by_role("radio", name="Included", exact=True).check()
    write(page, "What we heard", HEARD)
    write(page, "What we answer, and why", REASON)
    change = page.get_by_label("Change of the text that it caused")
    caused = change.locator("option").filter(has_text="solution").filter(has_text=CIVIL_SOCIETY[0])
    change.select_option(caused.get_attribute("value"))
    press(page, "Publish the response")
    is_told(page, "Published. The authors are told by e-mail.")
    for (_, email), title in ((CITIZEN, SAID_BY_HER), (NEIGHBOUR, SAID_BEFORE)):
        assert REASON in is_mailed(story, email, f"Answered: {title}")


def visitor_reads_the_answer_beside_the_change(story: Story) -> None:
    """At the response, which can be cited, and at both contributions."""
    visitor = story.visitor
    reads(visitor, f"{PLAN}responses/", "R1", HEARD, REASON)
    for address in (f"{PLAN}responses/R1/", story.contribution, f"{PLAN}contributions/1/"):
        reads(visitor, address, "Included", REASON, COORDINATOR[0], CIVIL_SOCIETY[0])
        change = section(visitor, "What it changed in the text")
        for side, text in (("Before", SOLUTION), ("After", SOLUTION_CHANGED)):
            part = change.locator(".diff-side").filter(has=heading(visitor, side))
            expect(part.locator(".diff-text")).to_have_text(text)
        expect(change.get_by_role("insertion")).to_contain_text("send copies by e-mail")


def civil_society_proposes_the_draft(story: Story) -> None:
    """What is open still is said first; it is advice."""
    page = story.civil_society
    page.goto(story.draft)
    press(page, "Propose to the forum")
    expect(heading(page, "Propose all the same?")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Every question has an answer")
    expect(page.get_by_role("main")).not_to_contain_text("Every suggestion is answered")
    press(page, "Propose all the same")
    is_told(page, "Proposed. The forum can adopt it with the plan.")


def coordinator_adopts_the_plan(story: Story) -> None:
    """By the forum's decision; members and both contributors are told, and what became of theirs."""
    factories.DecisionFactory(
        forum=ActionPlan.objects.get(forum__slug="river-country").forum,
        number=1,
        title={"en": DECISION},
        outcome=Outcome.ADOPTED,
        reasons={"en": "Both sectors wrote it together."},
        decided_on=timezone.localdate(),
        published_at=timezone.now(),
    )
    page = story.coordinator
    page.goto(PLAN)
    follow(page, "Adopt the plan")
    expect(page.get_by_role("main")).to_contain_text("Every contribution has been answered")
    expect(page.get_by_label(TITLE)).to_have_value("1")
    select(page, "The decision that adopts the plan", DECISION)
    press(page, "Adopt the plan and tell them")
    is_told(page, "The plan is adopted with 1 commitment. 5 people will be told by e-mail.")


def visitor_reads_how_the_commitment_came_about(story: Story) -> None:
    """Who wrote it, what it takes up, and each word's history, declined and conflicting ones too."""
    page = story.visitor
    reads(page, PLAN, "In implementation", DECISION)
    follow(page, f"1. {TITLE}")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    for text in (TOGETHER, SOLUTION_CHANGED, *MILESTONES):
        expect(page.get_by_role("main")).to_contain_text(text)
    origin = page.get_by_role("region", name="How this came about")
    for text in (GOVERNMENT[0], CIVIL_SOCIETY[0], SAID_BY_HER):
        expect(origin).to_contain_text(text)
    origin.get_by_text("History of each answer").click()
    origin.get_by_role("link", name=PROBLEM_ASKED).click()
    for text in (PROBLEM, HERS, HIS, TOGETHER):
        expect(page.get_by_role("main")).to_contain_text(text)
    reads(page, story.draft, "This draft was adopted with the plan")


def visitor_takes_the_plan_home(story: Story) -> None:
    """The plan in full as page, PDF and DOCX, and its version 1, with the same words."""
    page = story.visitor
    page.goto(PLAN)
    follow(page, "Read the plan")
    said = (PLAN_TITLE, TITLE, TOGETHER, SOLUTION_CHANGED, *MILESTONES, "2 answered with reasons")
    for text in ("Version 1, adopted on", *said):
        expect(page.get_by_role("main")).to_contain_text(text)
    does_not_read(page, page.url, SUGGESTED, HIS)
    words = words_of_pdf(page, "Open as PDF")
    written = _words_of_docx(page, "Download as DOCX")
    for text in said:
        assert text in words
        assert text in written
    follow(page, "All versions")
    follow(page, "Version 1")
    for text in said:
        expect(page.get_by_role("main")).to_contain_text(text)


def everybody_is_told_of_the_plan(story: Story) -> None:
    """The forum and both citizens; hers says which commitment takes her contribution up."""
    for _, email in (*MEMBERS, NEIGHBOUR):
        is_mailed(story, email, f"Adopted: {PLAN_TITLE}")
    mail = is_mailed(story, CITIZEN[1], f"Adopted: {PLAN_TITLE}")
    assert SAID_BY_HER in mail
    assert TITLE in mail


def _words_of_docx(page: Page, link: str) -> str:
    """The text of paragraphs and tables of the DOCX file that a link leads to, on one line."""
    document = Document(io.BytesIO(file_behind(page, link, DOCX)))
    cells = (cell for table in document.tables for row in table.rows for cell in row.cells)
    texts = [part.text for part in (*document.paragraphs, *cells)]
    return " ".join(" ".join(texts).split())
