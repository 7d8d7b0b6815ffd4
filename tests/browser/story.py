"""Who takes part in the walk round the loop, and what is there before it begins."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import dataclass, field
from email.message import EmailMessage

from django.utils import timezone
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from forums.models import Role, Sector
from tests import factories
from tests.browser.reading import Readers
from tests.browser.running import Portal
from tests.conftest import Mailbox, wait_until

FORUM = "/forums/river-country/"
PLAN = f"{FORUM}plans/2027-2029/"
PLAN_TITLE = "Third action plan"
OFFICE = "Ministry of Records"
COORDINATOR = ("Ana Castro", "ana@example.org")
GOVERNMENT = ("Gabriela Lima", "gabriela@example.org")
CIVIL_SOCIETY = ("Carlos Silva", "carlos@example.net")
MEMBERS = (COORDINATOR, GOVERNMENT, CIVIL_SOCIETY)
CITIZEN = ("Celia Gómez", "celia@example.com")


@dataclass
class Story:
    """The people's pages, and the addresses that the walk has come to know."""

    portal: Portal
    mailbox: Mailbox
    coordinator: Page
    government: Page
    civil_society: Page
    citizen: Page
    visitor: Page
    meeting: str = ""
    draft: str = ""
    private_draft: str = ""
    contribution: str = ""
    suggestion: str = ""
    commitment: str = ""
    proofs: dict[str, str] = field(default_factory=dict)


def begin(portal: Portal, mailbox: Mailbox, readers: Readers) -> Story:
    """A public forum with three members and a plan that takes contributions; all are there."""
    forum = factories.ForumFactory(
        slug="river-country",
        name={"en": "Open Government Forum of River Country", "es": "Foro del País del Río"},
    )
    office, association = (
        factories.OrganisationFactory(slug=slug, name={"en": name}, sector=sector)
        for slug, name, sector in (
            ("records", OFFICE, Sector.GOVERNMENT),
            ("watch", "Budget Watch", Sector.CIVIL_SOCIETY),
        )
    )
    for (name, email), role, sector, organisation in (
        (COORDINATOR, Role.CO_CHAIR, Sector.GOVERNMENT, None),
        (GOVERNMENT, Role.MEMBER, Sector.GOVERNMENT, office),
        (CIVIL_SOCIETY, Role.MEMBER, Sector.CIVIL_SOCIETY, association),
    ):
        factories.seated(
            forum, role=role, sector=sector, name=name, email=email, organisation=organisation
        )
    plan = factories.ActionPlanFactory(
        forum=forum,
        slug="2027-2029",
        title={"en": PLAN_TITLE, "es": "Tercer plan de acción"},
        co_creation_starts_on=timezone.localdate() - dt.timedelta(days=60),
    )
    factories.ThemeFactory(plan=plan, slug="archives", name={"en": "Archives"})
    factories.PhaseFactory(plan=plan)
    return Story(
        portal,
        mailbox,
        coordinator=readers.person(COORDINATOR[1]),
        government=readers.person(GOVERNMENT[1]),
        civil_society=readers.person(CIVIL_SOCIETY[1]),
        citizen=readers.visitor(),
        visitor=readers.visitor(),
    )


def heading(page: Page, text: str) -> Locator:
    """A heading with these words."""
    return page.get_by_role("heading", name=text)


def section(page: Page, title: str) -> Locator:
    """The part of the page under a heading."""
    return page.locator("section").filter(has=heading(page, title))


def follow(page: Page, link: str) -> None:
    """Clicks on a link."""
    page.get_by_role("link", name=link, exact=True).first.click()


def press(page: Page, button: str) -> None:
    """Clicks on a button."""
    page.get_by_role("button", name=button, exact=True).click()


def write(page: Page | Locator, what: str, text: str, *, language: str = "English") -> None:
    """Fills one language of a text that is asked for in several."""
    page.get_by_role("group", name=what).get_by_label(language, exact=True).fill(text)


def select(page: Page, label: str, text: str) -> None:
    """Chooses the one option that holds the text."""
    field = page.get_by_label(label)
    field.select_option(field.locator("option", has_text=text).get_attribute("value"))


def is_told(page: Page, text: str) -> None:
    """The portal says so in its message after the last act."""
    expect(page.get_by_role("status").filter(has_text=text)).to_be_visible()


def reads(page: Page, path: str, *texts: str) -> None:
    """The page at the address says all of this."""
    response = page.goto(path)
    assert response is not None
    assert response.status == 200, path
    for text in texts:
        expect(page.get_by_role("main")).to_contain_text(text)


def does_not_read(page: Page, path: str, *texts: str) -> None:
    """The page at the address is there and says nothing of this."""
    reads(page, path)
    for text in texts:
        expect(page.get_by_role("main")).not_to_contain_text(text)


def finds_nothing(page: Page, path: str) -> None:
    """There is no such page for this reader, nor anything that says that there might be."""
    response = page.goto(path)
    assert response is not None
    assert response.status == 404, path
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def is_mailed(story: Story, email: str, subject: str) -> str:
    """A mail with the subject comes to the address. Returns its plain text on one line."""
    mail = wait_until(
        lambda: next(
            (each for each in story.mailbox.to(email) if each["subject"] == subject), None
        ),
        what=f"the mail “{subject}” to {email}",
    )
    return words_of_mail(mail)


def words_of_mail(mail: EmailMessage) -> str:
    """The mail's plain text on one line."""
    body = mail.get_body(("plain",))
    assert body is not None
    return re.sub(r"\s+", " ", body.get_content())


def file_behind(page: Page, link: str, content_type: str) -> bytes:
    """The file of this type that a link of the page leads to."""
    address = page.get_by_role("link", name=link).first.get_attribute("href")
    assert address is not None
    answer = page.request.get(address)
    assert answer.status == 200
    assert answer.headers["content-type"] == content_type
    return answer.body()


def words_of_pdf(page: Page, link: str) -> str:
    """The text of the PDF that a link leads to, on one line."""
    content = file_behind(page, link, "application/pdf")
    assert content.startswith(b"%PDF")
    text = " ".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(content)).pages)
    return re.sub(r"\s+", " ", text)
