"""A decision is taken in the browser: proposed, voted on at a meeting, read, and corrected."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from forums.domain import votes
from forums.models import AgendaItem, Choice, Decision, Forum, Meeting, Person, Sector, Term
from tests.browser.reading import Readers
from tests.browser.running import Portal
from tests.browser.story import follow, heading, is_told, press, section, write
from tests.factories import (
    ForumFactory,
    MeetingFactory,
    OrganisationFactory,
    PersonFactory,
    RulesVersionFactory,
    SeatFactory,
    TermFactory,
    coordinator,
    days,
)

pytestmark = pytest.mark.browser
FORUM = "/forums/river-country/"
TITLE = "Publish the water tests of every river"


@dataclass
class Table:
    """A forum of three seats for each sector, at a meeting that has begun."""

    forum: Forum = field(init=False)
    meeting: Meeting = field(init=False)
    item: AgendaItem = field(init=False)
    chair: Person = field(init=False)

    def __post_init__(self) -> None:
        self.forum = ForumFactory(slug="river-country", name={"en": "River Country"})
        RulesVersionFactory(
            forum=self.forum,
            number=1,
            in_force=self.forum.today - days(90),
            method="vote",
            majority_in_each_sector=True,
        )
        self.chair = coordinator(self.forum)
        for name, sector, alternate in (
            ("Gabriela Lima", Sector.GOVERNMENT, ""),
            ("Gustavo Ortiz", Sector.GOVERNMENT, ""),
            ("Carlos Silva", Sector.CIVIL_SOCIETY, "Paco Reyes"),
            ("Celia Gómez", Sector.CIVIL_SOCIETY, ""),
            ("Clara Absent", Sector.CIVIL_SOCIETY, "Alba Duarte"),
        ):
            organisation = OrganisationFactory(name={"en": f"House of {name}"}, sector=sector)
            TermFactory(
                seat=SeatFactory(forum=self.forum, sector=sector, organisation=organisation),
                person=_person(name),
                alternate=_person(alternate) if alternate else None,
            )
        self.meeting = MeetingFactory(
            forum=self.forum,
            number=1,
            starts_at=timezone.now() - dt.timedelta(minutes=30),
            published=True,
        )
        self.item = AgendaItem.objects.create(
            meeting=self.meeting, position=1, title={"en": "Water"}
        )


def _person(name: str) -> Person:
    email = f"{name.split()[0].lower()}@example.org"
    person: Person = PersonFactory(name=name, email=email)
    return person


def test_a_decision_from_its_proposal_to_its_correction(pages: Portal, readers: Readers) -> None:
    table = Table()
    lead = readers.person(table.chair.email or "")
    decision = _is_proposed(table, lead)
    _who_came_is_recorded(table, lead)
    _the_vote_is_opened(decision, lead)
    _the_seats_vote(table, decision, readers)
    _the_vote_is_closed(decision, lead)
    visitor = readers.visitor()
    _everybody_reads_it(decision, visitor)
    _everybody_finds_it(decision, visitor)
    _it_is_corrected_and_stays(decision, lead, visitor)


def _is_proposed(table: Table, lead: Page) -> Decision:
    lead.goto(f"{FORUM}decisions/propose/?item={table.item.pk}")
    write(lead, "Title", TITLE)
    write(lead, "What is proposed", "Each month, as open data.")
    write(lead, "Why", "People swim there.")
    write(lead, "Options", "Each year\nNot at all")
    expect(lead.get_by_label("Where it is decided")).to_have_value(f"item-{table.item.pk}")
    expect(lead.get_by_label("How it is decided")).to_have_value("vote")  # as the rules say
    press(lead, "Propose")
    is_told(lead, "Proposed. Only the forum sees it")
    expect(section(lead, "What else could be decided").get_by_role("listitem")).to_have_count(2)
    follow(lead, "Publish the proposal")
    press(lead, "Publish")
    return Decision.objects.get(agenda_item=table.item)


def _who_came_is_recorded(table: Table, lead: Page) -> None:
    lead.goto(f"{table.meeting.get_absolute_url()}attendance/")
    here = {"Clara": "Alternate present"}
    for term in Term.objects.filter(seat__forum=table.forum).select_related("person"):
        choice = here.get(term.person.name.split()[0], "Present")
        lead.get_by_label(term.person.name).select_option(choice)
    press(lead, "Save the attendance")
    expect(lead.get_by_role("main")).to_contain_text("Quorum reached")


def _the_vote_is_opened(decision: Decision, lead: Page) -> None:
    lead.goto(decision.get_absolute_url())
    follow(lead, "Open the vote")
    told = lead.get_by_role("main")
    expect(told).to_contain_text("Alba Duarte")  # and not whose place she takes
    expect(told).not_to_contain_text("Clara Absent")
    press(lead, "Open the vote and tell those who have one")
    is_told(lead, "The vote is open.")
    press(lead, "For")
    is_told(lead, "Your vote is counted.")


def _the_seats_vote(table: Table, decision: Decision, readers: Readers) -> None:
    page = decision.get_absolute_url()
    interest = readers.person("gustavo@example.org")
    interest.goto(page)
    press(interest, "I have an interest of my own")
    expect(interest.get_by_role("alert")).to_contain_text("Give the reason")
    interest.get_by_label("Reason").fill("My office runs the laboratory.")
    press(interest, "Vote")
    expect(interest.get_by_role("main")).to_contain_text("Your vote: Does not vote: own interest.")

    alternate = readers.person("alba@example.org")
    follow(alternate, TITLE)  # from /me/, where the vote waits
    expect(alternate.get_by_role("main")).to_contain_text("You vote in place of Clara Absent.")
    press(alternate, "For")
    is_told(alternate, "Your vote is counted.")

    refused = readers.person("paco@example.org")
    refused.goto(page)
    sentence = "Somebody else takes your seat at this meeting by its attendance."
    expect(refused.get_by_role("main")).to_contain_text(sentence)
    expect(refused.get_by_role("button", name="For", exact=True)).to_have_count(0)

    dissenting = readers.person("celia@example.org")
    dissenting.goto(page)
    dissenting.get_by_label("Reason").fill("The laboratory is not independent.")
    press(dissenting, "Against")
    is_told(dissenting, "Your vote is counted.")

    for name in ("gabriela", "carlos"):
        person = Person.objects.get(email=f"{name}@example.org")
        votes.cast(decision, by=person, choice=Choice.FOR)


def _the_vote_is_closed(decision: Decision, lead: Page) -> None:
    lead.goto(decision.get_absolute_url())
    follow(lead, "Close the vote")
    expect(lead.get_by_role("main")).to_contain_text("6 of 6 seats have voted")
    press(lead, "Close the vote and tell the members")
    is_told(lead, "The vote is closed.")


def _everybody_reads_it(decision: Decision, visitor: Page) -> None:
    visitor.goto(decision.get_absolute_url())
    main = visitor.get_by_role("main")
    expect(main).to_contain_text(
        "Adopted: 4 for, 1 against, 1 kept out because of an interest of their own,"
        " and a majority in both sectors."
    )
    expect(section(visitor, "Reasons")).to_contain_text("People swim there.")
    how = section(visitor, "How it was decided")
    expect(how).to_contain_text("6 of 6 seats with a vote took part, 4 needed.")
    expect(how.locator("tbody tr")).to_have_count(6)
    expect(how).to_contain_text("House of Clara Absent, alternate of Clara Absent")
    expect(how).to_contain_text("My office runs the laboratory.")
    dissent = section(visitor, "Dissent")
    expect(dissent).to_contain_text("Celia Gómez")
    expect(dissent).to_contain_text("The laboratory is not independent.")
    follow(visitor, "Rules of procedure, version 1")
    expect(heading(visitor, "Rules of procedure")).to_be_visible()


def _everybody_finds_it(decision: Decision, visitor: Page) -> None:
    visitor.goto(f"{FORUM}decisions/")
    lines = visitor.get_by_role("main").get_by_role("heading", level=3)
    expect(lines).to_have_count(2)  # this one, and the one by which the rules were adopted
    visitor.get_by_label("Words").fill("swimming")
    press(visitor, "Show")
    expect(lines).to_have_text([TITLE])
    visitor.goto(f"{FORUM}decisions/?outcome=adopted&method=vote")
    expect(lines).to_have_text([TITLE])
    visitor.goto(f"{FORUM}decisions/?outcome=rejected")
    expect(lines).not_to_contain_text([TITLE])
    feed = visitor.request.get(f"{FORUM}decisions.atom").text()
    assert f"Adopted: {TITLE}" in feed
    assert "and a majority in both sectors" in feed


def _it_is_corrected_and_stays(decision: Decision, lead: Page, visitor: Page) -> None:
    page = decision.get_absolute_url()
    lead.goto(f"{page}edit/")
    is_told(lead, "A published decision is corrected by a new one.")
    follow(lead, "Correct this decision")
    write(lead, "Title", f"{TITLE}, each week")
    write(lead, "Why", "A month is too long in summer.")
    press(lead, "Propose")
    follow(lead, "Change or record the outcome")
    lead.get_by_label("Outcome").select_option("Adopted")
    lead.get_by_label("How").select_option("By consensus")
    lead.get_by_label(re.compile("^Decided")).fill(decision.forum.today.isoformat())
    press(lead, "Save and publish")
    visitor.goto(page)
    main = visitor.get_by_role("main")
    expect(main).to_contain_text("This decision was corrected")
    expect(main).to_contain_text("Each month, as open data.")
    follow(visitor, f"{TITLE}, each week")
    expect(section(visitor, "Reasons")).to_contain_text("A month is too long in summer.")
    decision.refresh_from_db()
    assert decision.title["en"] == TITLE
