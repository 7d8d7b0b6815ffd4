"""A citizen names a problem, and two sectors write the commitment that takes it up."""

from __future__ import annotations

import re
from dataclasses import replace

from playwright.sync_api import Locator, Page, expect

from action_plans.models import ActionPlan
from tests import factories
from tests.browser.reading import Readers
from tests.browser.story import (
    CITIZEN,
    CIVIL_SOCIETY,
    GOVERNMENT,
    OFFICE,
    PLAN,
    Story,
    finds_nothing,
    follow,
    heading,
    is_mailed,
    is_told,
    press,
    reads,
    write,
)

NEIGHBOUR = ("Nuria Paz", "nuria@example.com")
SAID_BEFORE = "A copy from the land registry means a day on the bus"
SAID_BY_HER = "Copies from the land registry take a day on the bus and six weeks"
TITLE = "Open the land registry"

PROBLEM = "The land registry is on paper. Nobody can search it. A copy takes six weeks."
SUGGESTED = PROBLEM.replace("six weeks", "half a year")
WHY_SUGGESTED = "My cousin waited that long."
WHY_DECLINED = "The registry's own count says six weeks; one case stands in the contribution."
HERS = PROBLEM.replace("Nobody can", "Only clerks can")
HIS = PROBLEM.replace("Nobody can", "Citizens cannot")
TOGETHER = PROBLEM.replace("Nobody can", "Citizens cannot, only clerks can")
SOLUTION = "We put the index online."


def begin(story: Story, readers: Readers) -> Story:
    """A neighbour has said it before; the citizen, whom the portal knows, signs in."""
    plan = ActionPlan.objects.get(forum__slug="river-country")
    people = [
        factories.PersonFactory(name=name, email=email) for name, email in (NEIGHBOUR, CITIZEN)
    ]
    factories.ContributionFactory(
        plan=plan,
        number=1,
        author=people[0],
        title=SAID_BEFORE,
        problem="The only counter is in the capital. Who lives far away loses a day for a copy.",
    )
    return replace(story, citizen=readers.person(CITIZEN[1]))


def citizen_contributes(story: Story) -> None:
    """What the neighbour said is shown while she types; hers says more, and she sends it."""
    page = story.citizen
    page.goto(PLAN)
    follow(page, "Contribute")
    similar = page.get_by_role("complementary").filter(
        has=heading(page, "Others have said something like it")
    )
    expect(similar).to_have_count(0)
    page.get_by_label("In one sentence").fill(SAID_BY_HER)
    expect(similar.get_by_role("link", name=SAID_BEFORE)).to_be_visible()
    expect(page.get_by_label("In one sentence")).to_have_value(SAID_BY_HER)
    page.get_by_label("What is the problem?").fill(
        "The only counter is in the capital: a day on the bus for a copy, then six weeks."
    )
    page.get_by_label("What do you propose?").fill("Send copies by e-mail.")
    page.get_by_label("Theme").select_option("Archives")
    press(page, "Send the contribution")
    is_told(page, "Thank you. Your contribution is published")
    story.contribution = page.url
    reads(story.visitor, story.contribution, SAID_BY_HER, CITIZEN[0], "Not answered yet")


def coordinator_merges_what_says_the_same(story: Story) -> None:
    """The neighbour's goes on in the citizen's; both are told, and both texts stay readable."""
    page = story.coordinator
    page.goto(f"{PLAN}contributions/1/")
    page.get_by_text("More you can do").click()
    follow(page, "Merge it into another one")
    page.get_by_label(SAID_BY_HER).check()
    press(page, "Merge into the chosen one")
    is_told(page, "Merged. Both authors are told by e-mail.")
    assert page.url == story.contribution
    is_mailed(story, NEIGHBOUR[1], f"Merged: {SAID_BEFORE}")
    is_mailed(story, CITIZEN[1], f"Another one was merged into: {SAID_BY_HER}")
    reads(story.visitor, f"{PLAN}contributions/1/", SAID_BEFORE, "merged into contribution 2")


def government_starts_a_public_draft(story: Story) -> None:
    """She takes the contribution up and answers two questions; the coordinator lets all read it."""
    page = story.government
    page.goto(PLAN)
    follow(page, "Start a draft")
    write(page, "Title", TITLE)
    page.get_by_label("Theme").select_option("Archives")
    page.get_by_label("responsible office").select_option(OFFICE)
    page.get_by_label(SAID_BY_HER).check()
    press(page, "Save")
    is_told(page, "Started.")
    story.draft = page.url
    for question, text in (("problem", PROBLEM), ("solution", SOLUTION)):
        write_in_place(page, story, question, text)
        save_answer(page, question, text)
    finds_nothing(story.visitor, story.draft)
    story.coordinator.goto(story.draft)
    follow(story.coordinator, "Let everybody read it")
    expect(story.coordinator.get_by_role("main")).to_contain_text("versions of its answers")
    press(story.coordinator, "Publish the draft")
    is_told(story.coordinator, "Published. Everybody can read the draft now.")
    reads(story.visitor, story.draft, TITLE, PROBLEM, SAID_BY_HER)
    reads(story.visitor, story.contribution, "Taken up in", TITLE)


def citizen_suggests_a_change(story: Story) -> None:
    """At a question of the draft; nothing changes in it, and everybody sees what she would have."""
    page = story.citizen
    page.goto(story.draft)
    _question(page, "problem").get_by_role("link", name="Suggest a change").click()
    field = page.get_by_label("The answer as you would have it")
    expect(field).to_have_value(PROBLEM)
    field.fill(SUGGESTED)
    page.get_by_label("Why").fill(WHY_SUGGESTED)
    press(page, "Send the suggestion")
    is_told(page, "Sent. The authors answer it")
    story.suggestion = page.url
    reads(story.visitor, story.suggestion, CITIZEN[0], WHY_SUGGESTED)
    expect(story.visitor.get_by_role("insertion").first).to_contain_text("half a year")
    reads(story.visitor, story.draft, PROBLEM, "1 open suggestion")


def government_declines_it_with_a_word_why(story: Story) -> None:
    """It waits on her own page; the citizen is told why by mail and on the suggestion's page."""
    page = story.government
    page.goto("/me/")
    follow(page, TITLE)
    page.get_by_role("link", name="Suggestion 1").click()
    press(page, "Decline")
    expect(page.get_by_role("main")).to_contain_text("Say in a word why.")
    page.get_by_label("A word why").fill(WHY_DECLINED)
    press(page, "Decline")
    is_told(page, "Declined. Who suggested it is told why.")
    assert WHY_DECLINED in is_mailed(story, CITIZEN[1], f"Your suggestion is declined: {TITLE}")
    reads(story.citizen, story.suggestion, "Declined", GOVERNMENT[0], WHY_DECLINED)
    reads(story.visitor, story.draft, PROBLEM)


def both_sectors_write_the_same_words(story: Story) -> None:
    """The second to save sees both texts side by side, puts them together, and none is lost."""
    first, second = story.government, story.civil_society
    write_in_place(second, story, "problem")
    write_in_place(first, story, "problem", HERS)
    save_answer(first, "problem", HERS)
    second.get_by_label("Your answer (English)").fill(HIS)
    conflict = _question(second, "problem").locator(".conflict")
    expect(conflict).to_contain_text(f"{GOVERNMENT[0]} saved another text")
    for title, text in (
        (f"The text that stands, by {GOVERNMENT[0]}", HERS),
        ("Your text", HIS),
    ):
        side = conflict.locator(".diff-side").filter(has=heading(second, title))
        expect(side.locator(".diff-text")).to_have_text(text)
    reads(story.visitor, story.draft, HERS)
    follow(second, "Put both together")
    second.get_by_label("Your answer (English)").fill(TOGETHER)
    save_answer(second, "problem", TOGETHER)
    history = f"{story.draft}problem/en/history/"
    reads(story.visitor, history, HERS, HIS, TOGETHER, GOVERNMENT[0], CIVIL_SOCIETY[0])


def _question(page: Page, key: str) -> Locator:
    return page.locator(f"#{key}")


def write_in_place(page: Page, story: Story, question: str, text: str | None = None) -> None:
    """Opens the answer's form where the answer stands, and types."""
    page.goto(story.draft)
    _question(page, question).get_by_role("link", name=re.compile(r"^Write\b")).click()
    field = page.get_by_label("Your answer (English)")
    expect(field).to_be_visible()
    if text is not None:
        field.fill(text)


def save_answer(page: Page, question: str, text: str) -> None:
    press(page, "Save")
    expect(_question(page, question).locator(".prose")).to_have_text(text)
