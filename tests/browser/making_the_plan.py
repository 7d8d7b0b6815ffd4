"""The first half of the loop: a meeting is called, a plan is written, a citizen is answered."""

from __future__ import annotations

import datetime as dt
import re
from email.message import EmailMessage

import icalendar
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from tests.browser.reading import PASSWORD
from tests.browser.story import (
    CITIZEN,
    CIVIL_SOCIETY,
    COORDINATOR,
    FORUM,
    GOVERNMENT,
    MEMBERS,
    OFFICE,
    PLAN,
    PLAN_TITLE,
    Story,
    does_not_read,
    finds_nothing,
    follow,
    heading,
    is_mailed,
    is_told,
    press,
    reads,
    words_of_mail,
    write,
)

MEETING_TITLE = "Adoption of the third plan"
COMMITMENT_TITLE = "Open the land registry"
PRIVATE_TITLE = "A thought that is not ripe"
MILESTONES = ("The registry's index is online", "Anyone can ask for a copy by e-mail")
CONTRIBUTION_TITLE = "People travel a day for a copy"
REASON = "The second milestone lets anybody ask for a copy by e-mail, because of what you wrote."
COMMENT = "Will the meeting be shown online?"

PROBLEM = "The registry is on paper. Nobody can search it. A copy takes six weeks."
EARLIER_START = PROBLEM.replace("on paper", "on paper only")
LATER_END = PROBLEM.replace("six weeks", "six to nine weeks")
BOTH_CHANGES = EARLIER_START.replace("six weeks", "six to nine weeks")
HERS = BOTH_CHANGES.replace("Nobody can", "Only clerks can")
HIS = BOTH_CHANGES.replace("Nobody can", "Citizens cannot")
TOGETHER = BOTH_CHANGES.replace("Nobody can", "Citizens cannot, only clerks can")
PROBLEM_ASKED = "What problem does the commitment aim to address?"


def coordinator_calls_a_meeting(story: Story) -> None:
    """A draft with an agenda: the forum sees it, nobody else, and nobody is told."""
    page = story.coordinator
    page.goto("/me/")
    follow(page, "Call a meeting")
    day = timezone.localdate() + dt.timedelta(days=14)
    write(page, "Title", MEETING_TITLE)
    write(page, "Place", "Town hall")
    page.get_by_label("Day").fill(day.isoformat())
    page.get_by_label("From").fill("15:00")
    page.get_by_label("Until").fill("17:00")
    for number, item in enumerate(("Welcome", "Vote on the plan"), start=1):
        row = page.get_by_role("group", name=f"Item {number}", exact=True)
        write(row, "What it is about", item)
    press(page, "Save as a draft")
    is_told(page, "Nobody has been told yet")
    expect(page.get_by_role("main")).to_contain_text("Draft: only the forum sees this page")
    story.meeting = page.url
    reads(story.civil_society, story.meeting, MEETING_TITLE, "Vote on the plan")
    finds_nothing(story.visitor, story.meeting)
    does_not_read(story.visitor, f"{FORUM}calendar/", MEETING_TITLE)
    assert story.mailbox.messages == []


def coordinator_publishes_the_meeting(story: Story) -> None:
    """She sees who will be told what; then each member gets one invitation for the calendar."""
    page = story.coordinator
    page.goto(story.meeting)
    follow(page, "Publish")
    told = page.get_by_role("region", name="Who will be told")
    expect(told).to_contain_text("3 people get an e-mail each")
    for name, _ in MEMBERS:
        expect(told).to_contain_text(name)
    expect(page.get_by_role("main")).to_contain_text("Vote on the plan")
    press(page, "Publish and tell the members")
    is_told(page, "Published. 3 people will be told by e-mail.")
    reads(story.visitor, story.meeting, MEETING_TITLE, "15:00", "Welcome", "Vote on the plan")
    for _, email in MEMBERS:
        story.mailbox.wait_for(1, to=email)
    assert len(story.mailbox.messages) == len(MEMBERS)
    each_member_has_one_invitation(story)


def each_member_has_one_invitation(story: Story) -> None:
    """Exactly one, with METHOD:REQUEST, in a part that mail programs take as an invitation."""
    for name, email in MEMBERS:
        (part,) = (
            part
            for mail in story.mailbox.to(email)
            for part in mail.walk()
            if part.get_content_type() == "text/calendar"
        )
        assert part.get_param("method") == "REQUEST"
        calendar = icalendar.Calendar.from_ical(part.get_content())
        assert calendar["METHOD"] == "REQUEST"
        (event,) = calendar.walk("VEVENT")
        assert str(event["SUMMARY"]) == MEETING_TITLE
        assert event["ATTENDEE"].params["CN"] == name


def members_start_drafts(story: Story) -> None:
    """One is written by both sides; another stays between them to the end of the walk."""
    for page, title in ((story.government, COMMITMENT_TITLE), (story.civil_society, PRIVATE_TITLE)):
        page.goto(PLAN)
        follow(page, "Start a draft")
        write(page, "Title", title)
        page.get_by_label("Theme").select_option("Archives")
        page.get_by_label("responsible office").select_option(OFFICE)
        press(page, "Save")
        expect(page.get_by_role("main")).to_contain_text(
            "Only the forum and the authors see this draft."
        )
    story.draft, story.private_draft = story.government.url, story.civil_society.url
    for address in (story.draft, story.private_draft):
        finds_nothing(story.visitor, address)
    does_not_read(story.visitor, PLAN, COMMITMENT_TITLE, PRIVATE_TITLE)


def members_answer_its_questions(story: Story) -> None:
    """Each answers one; every save is a revision with its author."""
    _answer(story.government, story, "problem", "The registry is on paper.")
    _answer(story.government, story, "problem", PROBLEM)
    _answer(story.civil_society, story, "solution", "Put the index online, and the copies.")
    history = _history(story.visitor, story.government, "problem")
    sitting = history.get_by_role("listitem").filter(has=heading(history, "Revision 2"))
    for text in (GOVERNMENT[0], "saved 2 times"):
        expect(sitting).to_contain_text(text)
    expect(_after(sitting)).to_have_text(PROBLEM)
    reads(story.government, story.draft, PROBLEM, "Put the index online", CIVIL_SOCIETY[0])


def edits_that_do_not_touch_are_merged(story: Story) -> None:
    """Both open the answer; one changes its beginning, the other its end; both changes stay."""
    first, second = story.government, story.civil_society
    for page in (first, second):
        _open_answer(page, story, "problem")
    _save_answer(first, EARLIER_START)
    _save_answer(second, LATER_END)
    is_told(second, "Somebody else had saved meanwhile; both changes are in the text.")
    expect(second.get_by_role("main")).to_contain_text(BOTH_CHANGES)


def edits_that_touch_are_shown_side_by_side(story: Story) -> None:
    """Both change the same words: the second sees both texts and puts them together."""
    first, second = story.government, story.civil_society
    for page in (first, second):
        _open_answer(page, story, "problem")
    _save_answer(first, HERS)
    is_told(first, "Saved.")
    _save_answer(second, HIS)
    expect(second.get_by_text("Somebody else changed the same words")).to_be_visible()
    for title, text in (
        (f"The text that stands, by {GOVERNMENT[0]}", HERS),
        ("Your text", HIS),
    ):
        side = second.locator(".diff-side").filter(has=heading(second, title))
        expect(side.locator(".diff-text")).to_have_text(text)
    expect(second.get_by_label("Your answer (English)")).to_have_value(HIS)
    reads(first, story.draft, HERS)

    _save_answer(second, TOGETHER)
    is_told(second, "Saved.")
    expect(second.get_by_role("main")).to_contain_text(TOGETHER)
    history = _history(story.visitor, second, "problem")
    for text in (EARLIER_START, BOTH_CHANGES, HERS, HIS, TOGETHER):
        kept = history.get_by_role("listitem").filter(has=history.get_by_text(text, exact=True))
        expect(kept.first).to_be_visible()


def members_add_milestones(story: Story) -> None:
    """Steps that can be seen, with a day and the office that is responsible."""
    for page, title, days in zip(
        (story.government, story.civil_society), MILESTONES, (400, 700), strict=True
    ):
        page.goto(story.draft)
        follow(page, "Add a milestone")
        write(page, "What will be there to see", title)
        due = timezone.localdate() + dt.timedelta(days=days)
        page.get_by_label("due").fill(due.isoformat())
        page.get_by_label("responsible office").select_option(OFFICE)
        press(page, "Save")
        row = page.get_by_role("row").filter(has_text=title)
        expect(row).to_contain_text(OFFICE)
        expect(row).to_contain_text(str(due.year))


def citizen_signs_up(story: Story) -> None:
    """She wants to contribute, makes an account, and opens the link in the mail that comes."""
    page = story.citizen
    page.goto("/")
    page.get_by_role("link", name="Contribute").first.click()
    expect(heading(page, "Sign in")).to_be_visible()
    follow(page, "Create an account")
    page.get_by_label("Your name").fill(CITIZEN[0])
    page.get_by_label("Email").fill(CITIZEN[1])
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Create the account")
    expect(page.get_by_role("main")).to_contain_text("We have sent you a message with a link.")
    (mail,) = story.mailbox.wait_for(1, to=CITIZEN[1])
    page.goto(_link_in(mail, story))
    page.get_by_role("main").get_by_role("button").click()
    expect(page.get_by_role("link", name="Sign out").first).to_be_visible()


def citizen_contributes_and_comments(story: Story) -> None:
    """Both are public at once, under her name; a receipt comes by mail."""
    page = story.citizen
    page.goto(PLAN)
    follow(page, "Contribute")
    page.get_by_label("In one sentence").fill(CONTRIBUTION_TITLE)
    page.get_by_label("What is the problem?").fill("The only counter is in the capital.")
    page.get_by_label("What do you propose?").fill("Send copies by e-mail.")
    page.get_by_label("Theme").select_option("Archives")
    press(page, "Send the contribution")
    is_told(page, "Thank you. Your contribution is published")
    story.contribution = page.url
    reads(story.visitor, story.contribution, CONTRIBUTION_TITLE, CITIZEN[0], "Not answered yet")
    is_mailed(story, CITIZEN[1], f"We received: {CONTRIBUTION_TITLE}")

    page.goto(story.meeting)
    page.get_by_label("Your comment").fill(COMMENT)
    press(page, "Send the comment")
    is_told(page, "Your comment is published.")
    reads(story.visitor, story.meeting, COMMENT, CITIZEN[0])


def coordinator_answers_with_reasons(story: Story) -> None:
    """Her desk says what waits; the answer is published, and the citizen is told."""
    page = story.coordinator
    page.goto("/me/")
    follow(page, CONTRIBUTION_TITLE)
    expect(page.get_by_label(CONTRIBUTION_TITLE)).to_be_checked()
    page.get_by_role("radio", name="Included", exact=True).check()
    write(page, "What we heard", "Copies are given only at one counter.")
    write(page, "What we answer, and why", REASON)
    press(page, "Publish the response")
    is_told(page, "Published. The authors are told by e-mail.")
    reads(story.visitor, f"{PLAN}responses/", "Copies are given only at one counter.", REASON)
    reads(story.visitor, story.contribution, "Included", REASON, COORDINATOR[0])
    assert REASON in is_mailed(story, CITIZEN[1], f"Answered: {CONTRIBUTION_TITLE}")
    story.citizen.goto("/me/")
    expect(story.citizen.get_by_role("main")).to_contain_text(f"Answered: {CONTRIBUTION_TITLE}")


def members_propose_the_draft(story: Story) -> None:
    """It names the contribution that it takes up, and everybody can read it from now on."""
    page = story.government
    page.goto(story.draft)
    follow(page, "Change title, theme, office, values")
    page.get_by_label(CONTRIBUTION_TITLE).check()
    press(page, "Save")
    finds_nothing(story.visitor, story.draft)
    story.civil_society.goto(story.draft)
    press(story.civil_society, "Propose to the forum")
    press(story.civil_society, "Propose all the same")
    is_told(story.civil_society, "Proposed. The forum can adopt it with the plan.")
    reads(story.visitor, story.draft, TOGETHER, CONTRIBUTION_TITLE, *MILESTONES)
    does_not_read(story.visitor, PLAN, PRIVATE_TITLE)
    expect(story.visitor.get_by_role("heading", level=1)).to_have_text(PLAN_TITLE)


def _open_answer(page: Page, story: Story, question: str) -> None:
    """The page of its own, which a reader without a script opens."""
    page.goto(f"{story.draft}{question}/en/")


def _save_answer(page: Page, text: str) -> None:
    page.get_by_label("Your answer (English)").fill(text)
    press(page, "Save")


def _answer(page: Page, story: Story, question: str, text: str) -> None:
    _open_answer(page, story, question)
    _save_answer(page, text)
    is_told(page, "Saved.")
    expect(page.get_by_role("main")).to_contain_text(text)


def _history(visitor: Page, page: Page, question: str) -> Page:
    """The answer's history as a member reads it; a stranger does not find it."""
    address = f"{page.url.partition('#')[0]}{question}/en/history/"
    finds_nothing(visitor, address)
    page.goto(address)
    return page


def _after(revision: Locator) -> Locator:
    """The text of a revision, beside the one before it."""
    return revision.locator("section").filter(has=heading(revision.page, "After")).locator("div")


def _link_in(mail: EmailMessage, story: Story) -> str:
    """The first address of this portal in the mail."""
    found = re.search(rf"{re.escape(story.portal.url)}/accounts/\S+", words_of_mail(mail))
    assert found is not None, words_of_mail(mail)
    return found[0]
