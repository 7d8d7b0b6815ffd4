"""Two people write one answer at the same time, in the page, with a line that fails."""

from __future__ import annotations

import re

import pytest
from django.conf import LazySettings
from django.utils import timezone
from playwright.sync_api import Page, expect

from action_plans.domain import drafts
from action_plans.models import Draft
from forums.models import Person
from tests import factories
from tests.browser.reading import Readers
from tests.browser.running import Portal

pytestmark = pytest.mark.django_db(transaction=True)

BASE = "The office publishes contracts every year in one place."


@pytest.fixture
def draft(settings: LazySettings) -> Draft:
    """A public draft with one answer, and two members who can write it."""
    forum = factories.ForumFactory(slug="river-country")
    plan = factories.ActionPlanFactory(forum=forum, slug="made")
    made: Draft = factories.DraftFactory(plan=plan, number=1, published_at=timezone.now())
    for name in ("Ana", "Gil"):
        factories.seated(forum, name=name, email=f"{name.lower()}@example.org")
    gil_saves(made, BASE)
    return made


def gil_saves(draft: Draft, text: str) -> None:
    """The other author saves, wherever he is."""
    head = drafts.head(draft, "problem", "en")
    drafts.save(
        draft,
        by=Person.objects.get(name="Gil"),
        question="problem",
        language="en",
        text=text,
        base_number=head.number if head else 0,
    )


def stands(draft: Draft) -> str:
    head = drafts.head(draft, "problem", "en")
    assert head is not None
    return head.text


def open_in_place(page: Page, draft: Draft) -> None:
    """Opens the answer's form where the answer stands."""
    page.goto(draft.get_absolute_url())
    page.locator("#problem").get_by_role("link", name=re.compile(r"^Write\b")).click()
    expect(page.get_by_label("Your answer (English)")).to_have_value(BASE)
    assert page.url.endswith(draft.get_absolute_url())


def says(page: Page, words: str) -> None:
    expect(page.locator("#problem .autosave")).to_contain_text(re.compile(words), timeout=15000)


def test_an_answer_saves_itself_in_the_page_and_takes_in_what_the_other_writes(
    pages: Portal, readers: Readers, draft: Draft
) -> None:
    page = readers.person("ana@example.org")
    open_in_place(page, draft)
    field = page.get_by_label("Your answer (English)")
    field.press("End")
    field.type(" Nobody can compare 2 years.")
    says(page, r"Saved \d\d:\d\d")
    assert stands(draft) == f"{BASE} Nobody can compare 2 years."
    gil_saves(draft, stands(draft).replace("office", "ministry"))
    field.type(" It takes a week.")
    says(page, "Somebody else’s changes are in the text too")
    expect(field).to_have_value(re.compile("^The ministry .* It takes a week[.]$"))
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#problem .prose")).to_contain_text("The ministry publishes")
    expect(page.locator("#causes")).to_be_visible()


def test_what_stands_beside_the_answers_follows_an_answer_that_is_saved_in_place(
    pages: Portal, readers: Readers, draft: Draft
) -> None:
    page = readers.person("ana@example.org")
    open_in_place(page, draft)
    beside = page.get_by_role("complementary")
    expect(beside).not_to_contain_text("Ana")
    page.get_by_label("Your answer (English)").fill(f"{BASE} Nobody can compare 2 years.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#problem .prose")).to_contain_text("compare 2 years")
    expect(beside).to_contain_text("Ana")
    page.locator("#problem").get_by_text("Versions and other languages").press("Enter")
    expect(page.locator("#problem").get_by_role("link", name="2 versions")).to_be_visible()


def test_a_conflict_shows_both_texts_and_mine_can_be_kept(
    pages: Portal, readers: Readers, draft: Draft
) -> None:
    page = readers.person("ana@example.org")
    open_in_place(page, draft)
    gil_saves(draft, BASE.replace("year", "month"))
    page.get_by_label("Your answer (English)").fill(BASE.replace("year", "week"))
    expect(page.locator("#problem .conflict")).to_contain_text("Gil")
    expect(page.locator("#problem .conflict ins")).to_have_text("week ")
    says(page, "waits until you have chosen")
    assert stands(draft) == BASE.replace("year", "month")
    page.get_by_role("button", name="Keep mine").click()
    says(page, r"Saved \d\d:\d\d")
    assert stands(draft) == BASE.replace("year", "week")
    expect(page.locator("#problem .conflict")).to_have_count(0)


def test_without_a_line_the_text_waits_in_the_browser_and_is_found_again(
    pages: Portal, readers: Readers, draft: Draft
) -> None:
    page = readers.person("ana@example.org")
    address = f"{draft.get_absolute_url()}problem/en/"
    page.goto(address)
    page.context.set_offline(True)
    page.get_by_label("Your answer (English)").fill(f"{BASE} Typed on the ferry.")
    says(page, "You are offline. Your text is kept in this browser")
    assert stands(draft) == BASE
    page.context.set_offline(False)
    says(page, r"Saved \d\d:\d\d")
    assert stands(draft) == f"{BASE} Typed on the ferry."
    readers.watch.complaints.clear()  # what the browser said of the line that was cut


def test_who_else_is_there_is_seen_at_her_question(
    pages: Portal, readers: Readers, draft: Draft
) -> None:
    gil, ana = readers.person("gil@example.org"), readers.person("ana@example.org")
    open_in_place(gil, draft)
    gil.goto(f"{draft.get_absolute_url()}causes/en/")
    expect(gil.locator("[data-presence]")).to_be_attached()
    gil.wait_for_timeout(500)
    ana.goto(draft.get_absolute_url())
    expect(ana.locator("[data-presence]")).to_contain_text("Gil is here, at question 2.")
