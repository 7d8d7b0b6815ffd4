"""The pages of the loop on a small phone, by keyboard alone, and in the other language."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from action_plans.domain import drafts, milestones, responses
from action_plans.models import ActionPlan
from commitments.domain import assessments, progress
from commitments.domain.assessment_parts import REQUIRED
from commitments.models import CONSULTATION
from forums.domain import agenda, comments
from forums.models import Forum, Person, Role, Sector
from tests import factories, growing
from tests.browser.reading import PHONE, Readers
from tests.browser.running import Portal

pytestmark = pytest.mark.browser

FORUM = "/forums/river-country/"
MAKING = f"{FORUM}plans/making/"
RUNNING = f"{FORUM}plans/running/"
ELECTION, INVITATION = f"{FORUM}selections/election/", f"{FORUM}selections/invitation/"
GROUP = f"{FORUM}working-groups/group/"
LONG = {
    "en": "Accountability of intergovernmental telecommunications institutions and subinstitutions",
    "es": "Responsabilidad de instituciones intergubernamentales de telecomunicaciones",
}
ADDRESS = f"See https://registry.example.org/{'a-very-long-path/' * 8}index.html and tell us."
READ = (
    "/",
    "/forums/",
    "/commitments/",
    "/search/?q=institutions",
    "/glossary/",
    "/accounts/login/",
    "/accounts/signup/",
    FORUM,
    f"{FORUM}members/",
    f"{FORUM}calendar/",
    f"{FORUM}meetings/1/",
    f"{FORUM}decisions/",
    f"{FORUM}decisions/1/",
    f"{FORUM}repository/",
    f"{FORUM}rules/",
    f"{FORUM}rules/1/",
    f"{FORUM}selections/",
    ELECTION,
    f"{ELECTION}roll/",
    f"{ELECTION}receipt/",
    f"{ELECTION}nominations/1/",
    INVITATION,
    f"{FORUM}working-groups/",
    GROUP,
    f"{FORUM}activity/{timezone.now().year}/",
    f"{FORUM}action-items/",
    MAKING,
    f"{MAKING}contributions/",
    f"{MAKING}contributions/1/",
    f"{MAKING}responses/",
    f"{MAKING}drafts/",
    f"{MAKING}drafts/1/",
    f"{MAKING}drafts/1/problem/en/history/",
    f"{MAKING}drafts/1/problem/en/words/",
    f"{MAKING}drafts/1/suggestions/",
    RUNNING,
    f"{RUNNING}commitments/",
    *(f"{RUNNING}{page}" for page in ("rounds/", "rounds/now/", "overdue/", "dashboard/")),
    *(f"{RUNNING}{page}" for page in ("monitoring/", "data/", "commitments/1/embed/")),
    f"{RUNNING}commitments/1/",
    *(f"{RUNNING}self-assessments/mid-term/{page}" for page in ("", "commitments/", "comments/")),
    "/there-is-no-such-page/",
)
WORKED_ON = (
    "/me/",
    f"{FORUM}meetings/new/",
    f"{FORUM}meetings/1/",
    f"{FORUM}meetings/1/edit/",
    f"{FORUM}meetings/2/publish/",
    f"{FORUM}meetings/1/minutes/",
    f"{FORUM}meetings/1/attendance/",
    f"{FORUM}meetings/1/check-in/",
    f"{FORUM}meetings/1/check-in/room/",
    f"{FORUM}members/manage/",
    f"{FORUM}members/manage/new/",
    f"{FORUM}proposals/",
    f"{FORUM}proposals/new/",
    f"{FORUM}rules/new/",
    f"{FORUM}selections/new/",
    f"{ELECTION}vote/",
    f"{ELECTION}roll/",
    f"{INVITATION}panel/",
    f"{INVITATION}nominations/1/score/",
    f"{FORUM}working-groups/new/",
    f"{GROUP}members/",
    f"{GROUP}recommendations/new/",
    f"{FORUM}decisions/propose/",
    f"{FORUM}decisions/new/",
    f"{FORUM}repository/new/",
    f"{MAKING}contributions/new/",
    f"{MAKING}responses/new/",
    f"{MAKING}drafts/new/",
    f"{MAKING}drafts/1/",
    f"{MAKING}drafts/1/problem/en/",
    f"{MAKING}drafts/1/problem/en/suggest/",
    f"{MAKING}drafts/1/authors/",
    f"{MAKING}drafts/1/milestones/new/",
    f"{MAKING}adopt/",
    *(f"{RUNNING}rounds/{page}" for page in ("new/", "now/report/", "now/check/")),
    *(f"{RUNNING}{page}" for page in ("visits/new/", "commitments/1/details/", "irm/new/")),
    f"{RUNNING}commitments/1/",
    f"{RUNNING}self-assessments/mid-term/",
    *(f"{RUNNING}self-assessments/mid-term/{page}" for page in ("comments/", "extend/", "finish/")),
    *(
        f"{RUNNING}self-assessments/end-of-term/edit/{page}"
        for page in ("", "lessons/", "commitments/1/")
    ),
)


@pytest.fixture
def coordinator(pages: Portal) -> Person:
    """The co-chair of a public forum with a meeting, a plan that is made and one that runs."""
    forum = factories.ForumFactory(slug="river-country", name=LONG)
    chair: Person = factories.seated(
        forum, role=Role.CO_CHAIR, sector=Sector.CIVIL_SOCIETY, name=LONG["en"]
    )
    meeting = factories.MeetingFactory(
        forum=forum, number=1, title=LONG, published=True, description={"en": ADDRESS}
    )
    meeting.agenda.create(position=1, title=LONG, presenter="Ana Castro", duration=30)
    factories.MeetingFactory(forum=forum, number=2)
    comments.add(meeting, by=chair, text=ADDRESS)
    factories.DecisionFactory(forum=forum, number=1, title=LONG, published_at=timezone.now())
    factories.DocumentFactory(forum=forum, title=LONG, published_at=timezone.now())
    factories.RulesVersionFactory(forum=forum, number=1, text=LONG, published=True)
    agenda.propose(forum, by=chair, title=LONG, description={"en": ADDRESS})
    _selections(forum, chair)
    _group(forum, chair)
    _plan_that_is_made(forum, chair)
    _plan_that_runs(forum, chair)
    return chair


def _selections(forum: Forum, chair: Person) -> None:
    """Both in the choice, the chair voting for an organisation and scoring on the panel."""
    election = growing.selection(forum, "election", model="election", stage="choice", title=LONG)
    election.roll.create(organisation=factories.OrganisationFactory(name=LONG), voter=chair)
    invitation = growing.selection(
        forum, "invitation", model="invitation", stage="choice", title=LONG
    )
    invitation.panel.create(person=chair)
    for selection in (election, invitation):
        growing.nominate(
            selection,
            factories.PersonFactory(name=LONG["en"]),
            1,
            organisation=LONG["en"],
            experience=ADDRESS,
        )
        selection.steps.create(kind="stage", stage="choice", text={"en": ADDRESS}, by=chair)


def _group(forum: Forum, chair: Person) -> None:
    group = growing.working_group(forum, "group", name=LONG, mandate={"en": ADDRESS})
    group.memberships.create(person=chair, role="society_lead", since=forum.today)
    group.recommendations.create(
        number=1, title=LONG, text={"en": ADDRESS}, made_by=chair, made_on=forum.today
    )


def _plan_that_is_made(forum: Forum, chair: Person) -> None:
    plan: ActionPlan = factories.ActionPlanFactory(forum=forum, slug="making", title=LONG)
    factories.PhaseFactory(plan=plan)
    theme = factories.ThemeFactory(plan=plan, name=LONG)
    draft = factories.DraftFactory(plan=plan, number=1, title=LONG, published_at=timezone.now())
    for number, text in enumerate((LONG["en"], f"{LONG['en']} {ADDRESS}")):
        drafts.save(
            draft, by=chair, question="problem", language="en", text=text, base_number=number
        )
    milestones.add(draft, by=chair, title=LONG, due_on=plan.ends_on)
    contribution = factories.ContributionFactory(
        plan=plan, number=1, title=LONG["en"], problem=ADDRESS, theme=theme
    )
    responses.answer(
        plan,
        by=chair,
        contributions=[contribution],
        disposition="included",
        heard=LONG,
        reason={"en": ADDRESS},
    )


def _plan_that_runs(forum: Forum, chair: Person) -> None:
    plan = factories.RunningPlanFactory(forum=forum, slug="running", title=LONG)
    office = factories.OrganisationFactory(name=LONG)
    commitment = factories.CommitmentFactory(
        plan=plan, number=1, title=LONG, lead=office, answers={"problem": {"en": ADDRESS}}
    )
    for number in (1, 2):
        milestone = factories.MilestoneFactory(
            commitment=commitment,
            title=LONG,
            responsible=office,
            due_on=timezone.localdate() - dt.timedelta(days=number),
        )
    update = progress.report(
        milestone,
        by=chair,
        round=factories.ReportingRoundFactory(plan=plan, title=LONG, slug="now"),
        status="in_progress",
        done={"en": ADDRESS},
    )
    progress.add_link(update, by=chair, title=LONG["en"], url="https://example.org/proof")
    progress.submit(update, by=chair)
    progress.publish(update, by=chair)
    texts: dict[str, Any] = {key: {"en": ADDRESS} for key in REQUIRED["mid-term"]}
    assessment = assessments.write(plan, by=chair, kind="mid-term", **texts)
    assessments.open_consultation(assessment, by=chair, closes_on=forum.today + CONSULTATION)


def test_no_page_of_the_loop_scrolls_sideways_on_a_small_phone(
    coordinator: Person, readers: Readers
) -> None:
    visitor = readers.visitor(size=PHONE)
    chair = readers.person(str(coordinator.email), size=PHONE)
    too_wide = [
        f"{path} {width}"
        for page, paths in ((visitor, READ), (chair, WORKED_ON))
        for path in paths
        if (width := _width(page, path)) > PHONE[0]
    ]
    assert too_wide == []


def _width(page: Page, path: str) -> int:
    """How wide the page is, in pixels, everything on it unfolded."""
    response = page.goto(path)
    assert response is not None
    assert response.status == (404 if "no-such" in path else 200), path
    page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")
    return int(page.evaluate("document.documentElement.scrollWidth"))


def test_the_keyboard_alone_reaches_the_content_and_opens_the_menu(
    coordinator: Person, readers: Readers
) -> None:
    page = readers.visitor(size=PHONE)
    page.goto(RUNNING)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()

    page.goto(RUNNING)
    menu = page.locator("summary").filter(has_text="Menu")
    _tab_to(page, menu)
    decisions = page.get_by_role("link", name="Decisions").first
    expect(decisions).not_to_be_visible()
    page.keyboard.press("Enter")
    expect(decisions).to_be_visible()
    _tab_to(page, decisions)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Decisions")


def _tab_to(page: Page, wanted: Locator, *, most: int = 20) -> None:
    """Presses Tab until the element has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if wanted.evaluate("each => each === document.activeElement"):
            return
    raise AssertionError(f"Not reached in {most} steps: {wanted}")


def test_the_language_switch_keeps_the_page(coordinator: Person, readers: Readers) -> None:
    page = readers.visitor()
    path = f"{RUNNING}commitments/1/?from=mail"
    page.goto(path)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("button", name="Español").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.get_by_role("heading", level=1)).to_have_text(LONG["es"])
    assert page.url.endswith(path)
    page.goto(FORUM)
    expect(page.locator("html")).to_have_attribute("lang", "es")

    spanish = readers.visitor(locale="es-UY")
    spanish.goto(path)
    expect(spanish.locator("html")).to_have_attribute("lang", "es")


def test_an_error_takes_the_focus_and_nothing_that_was_typed_is_lost(
    coordinator: Person, readers: Readers
) -> None:
    page = readers.person(str(coordinator.email))
    page.goto(f"{FORUM}meetings/new/")
    typed = {
        page.get_by_role("group", name="Title").get_by_label("English"): "A meeting without a day",
        page.get_by_role("group", name="Place").get_by_label("Español"): "Casa comunal",
        page.get_by_label("From"): "10:00",
        page.get_by_role("group", name="Item 1").get_by_label("English").first: "Welcome",
    }
    for field, text in typed.items():
        field.fill(text)
    for field in (page.get_by_label("Day"), page.get_by_label("Until")):
        field.fill("")
    page.get_by_role("button", name="Save as a draft").click()

    summary = page.get_by_role("alert")
    expect(summary).to_have_count(1)
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("2 things to mend")
    for field, text in typed.items():
        expect(field).to_have_value(text)
    day = page.get_by_label("Day")
    expect(day).to_have_attribute("aria-invalid", "true")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(day).to_be_focused()
