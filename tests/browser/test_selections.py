"""Members are chosen in the browser: by an election of forty organisations, and by a panel."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from forums.domain import ballots, nominations, panels, tally
from forums.models import NominationState, SelectionStep, Stage, Term
from tests.browser.reading import Readers
from tests.browser.running import Portal
from tests.browser.story import follow, heading, is_told, press, section, write
from tests.factories import PersonFactory
from tests.selecting import WHY, WORDS, Selecting

pytestmark = pytest.mark.browser
PAGE = "/forums/river-country/selections/three-members-of-civil-society/"
REASON = "As the network of associations has asked."


def opens_the_next_stage(page: Page, expected: str) -> None:
    """Whoever leads opens the next stage, having seen who will be told."""
    page.goto(PAGE)
    follow(page, "Open the next stage")
    expect(page.get_by_role("main")).to_contain_text(expected)
    expect(heading(page, "Who will be told")).to_be_visible()
    write(page, "What happens now, and why", REASON)
    press(page, "Open the next stage")
    is_told(page, "The next stage has begun.")


def test_an_election_from_the_call_to_the_seats(pages: Portal, readers: Readers) -> None:
    world = Selecting()
    lead = readers.person(world.lead.email or "")
    opens_the_next_stage(lead, "Open for nominations")
    _is_nominated(world, readers)
    _eligibility_is_checked(world, lead)
    votes = _is_voted(world, readers, lead)
    _is_counted(world, readers, lead, votes)
    _accepts_and_is_seated(world, readers, lead)


def _is_nominated(world: Selecting, readers: Readers) -> None:
    *others, last = world.people
    for number, person in enumerate(others, start=1):
        nominations.submit(
            world.selection,
            by=person,
            organisation=f"Candidate organisation {number}",
            accepts_term=True,
            **WORDS,
        )
    candidate = readers.person(last.email or "")
    candidate.goto(PAGE)
    expect(candidate.get_by_role("main")).not_to_contain_text("Candidate organisation 1")
    follow(candidate, "Nominate yourself")
    candidate.get_by_label("Organisation that you stand for").fill("Friends of the River")
    candidate.get_by_label("Experience: what has it done").fill("We counted fish for ten years.")
    candidate.get_by_label("Why does it want to join").fill("To be heard.")
    press(candidate, "Hand in the nomination")
    expect(candidate.get_by_role("alert")).to_contain_text("2 things to mend")
    candidate.get_by_label("What does it bring").fill("Two people and a boat.")
    candidate.get_by_label("If I am chosen I serve the whole term").check()
    press(candidate, "Hand in the nomination")
    is_told(candidate, "It becomes public with all others")
    visitor = readers.visitor()
    answer = visitor.goto(f"{PAGE}nominations/9/")
    assert answer is not None
    assert answer.status == 404


def _eligibility_is_checked(world: Selecting, lead: Page) -> None:
    lead.goto(PAGE)
    expect(section(lead, "For those who lead it")).to_contain_text("Not before")
    world._let_pass("nominations_close_on")
    opens_the_next_stage(lead, "Eligibility is checked")
    for row in world.nominations()[:-1]:
        nominations.judge(row, by=world.lead, eligible=True, reason=WHY)
    lead.goto(PAGE)
    follow(lead, "Check Friends of the River")
    lead.get_by_label("Eligible", exact=True).check()
    write(lead, "Why", "Ten years of work, and independent.")
    press(lead, "Save and tell the candidate")
    is_told(lead, "The candidate is told")
    opens_the_next_stage(lead, "Candidates are consulted on")
    world._let_pass("consultation_closes_on")


def _is_voted(world: Selecting, readers: Readers, lead: Page) -> dict[str, list[int]]:
    """The ballots that were cast, by their receipts."""
    opens_the_next_stage(lead, "Organisations vote")
    cast: dict[str, list[int]] = {}
    world.selection.refresh_from_db()
    first, *others = world.voters
    for place, voter in enumerate(others):
        choices = [9, 1 + place % 3, 4 + place % 5]
        receipt = ballots.cast(world.selection, by=voter, choices=choices)
        cast[receipt] = sorted(choices)
    voter_page = readers.person(first.email or "")
    follow(voter_page, world.selection.title["en"])  # from /me/, where the vote waits
    for name in ("Friends of the River", "Candidate organisation 1", "Candidate organisation 4"):
        voter_page.get_by_label(name).check()
    press(voter_page, "Cast the ballot")
    expect(heading(voter_page, "Your ballot is in the urn")).to_be_visible()
    receipt = voter_page.locator(".receipt").inner_text()
    cast[receipt] = [1, 4, 9]
    voter_page.goto(f"{PAGE}vote/")
    expect(voter_page.get_by_role("main")).to_contain_text("The first ballot stands.")
    expect(voter_page.get_by_role("button", name="Cast the ballot")).to_have_count(0)
    visitor = readers.visitor()
    _looks_up(visitor, receipt, "What it chose is shown here when the vote is over.")
    world.close_choice()
    opens_the_next_stage(lead, "Those chosen accept")
    _looks_up(visitor, receipt, "Friends of the River")
    return cast


def _looks_up(page: Page, receipt: str, expected: str) -> None:
    page.goto(f"{PAGE}receipt/")
    page.get_by_label("Your receipt").fill(receipt.lower())
    press(page, "Look up")
    expect(page.get_by_role("main")).to_contain_text(f"The ballot {receipt} is in the urn.")
    expect(page.get_by_role("main")).to_contain_text(expected)


def _is_counted(world: Selecting, readers: Readers, lead: Page, cast: dict[str, list[int]]) -> None:
    """The downloaded file holds the ballots that were cast, and counts to the published tally."""
    visitor = readers.visitor()
    visitor.goto(PAGE)
    result = section(visitor, "Result")
    expect(result).to_contain_text("40 of 40 organisations on the roll voted.")
    with visitor.expect_download() as begun:
        follow(visitor, "Download the ballots (CSV)")
    text = Path(begun.value.path()).read_text()
    pairs = tally.read_ballots(text)
    assert {receipt: list(choices) for receipt, choices in pairs} == cast
    votes = tally.count(pairs, range(1, 10))
    shown = {}
    for row in result.locator("tbody tr").all():
        number = int(row.locator("th").inner_text().partition(".")[0])
        shown[number] = int(row.locator("td").first.inner_text())
    assert shown == votes
    ranking = tally.rank(votes, 3, seed=tally.seed_of(text))
    world.selection.refresh_from_db()
    assert world.selection.result["order"] == list(ranking.order)
    chosen = {row.number for row in world.nominations() if row.state == NominationState.CHOSEN}
    assert chosen == set(ranking.chosen)
    assert 9 in chosen


def _accepts_and_is_seated(world: Selecting, readers: Readers, lead: Page) -> None:
    for row in world.nominations():
        if row.state == NominationState.CHOSEN and row.number != 9:
            nominations.answer(row, by=row.candidate, accepts=True)
    lead.goto(PAGE)
    expect(section(lead, "For those who lead it")).to_contain_text("have not all answered")
    candidate = readers.person(world.people[-1].email or "")
    follow(candidate, world.selection.title["en"])
    press(candidate, "I accept")
    is_told(candidate, "You have accepted.")
    lead.goto(PAGE)
    follow(lead, "Give the seats")
    write(lead, "What happens now, and why", "The vote stands and nobody appealed.")
    press(lead, "Give those who accepted their seats")
    is_told(lead, "Seated.")
    assert Term.objects.filter(seat__in=world.places).count() == 3
    assert Term.objects.filter(person=world.people[-1]).exists()
    visitor = readers.visitor()
    visitor.goto(PAGE)
    account = section(visitor, "What happened")
    assert account.get_by_role("listitem").count() == 6
    expect(account).to_contain_text("The vote stands and nobody appealed.")


def test_a_panel_scores_and_the_result_is_published(pages: Portal, readers: Readers) -> None:
    world = Selecting(model="invitation", seats=1)
    members = world.name_panel(2)
    world.to_choice()
    visitor = readers.visitor()
    for place, member in enumerate(members):
        *before, last = world.nominations()
        for row in before:
            panels.score(
                row,
                by=member,
                points={1: row.number % 4, 2: 2},
                reasons=dict.fromkeys((1, 2), "What they wrote."),
            )
        page = readers.person(member.email or "")
        follow(page, world.selection.title["en"])
        expect(page.get_by_text("To score", exact=True)).to_have_count(1)
        follow(page, last.organisation)
        for number, points in ((1, 5), (2, 4 + place)):
            group = page.get_by_role("group").filter(
                has_text=["Independent of government", "Two years of work"][number - 1]
            )
            group.get_by_label(str(points), exact=True).check()
            page.get_by_label(f"Reason for criterion {number}").fill(f"Reason {place}-{number}")
        press(page, "Save the scores")
        is_told(page, "Nobody sees it before all scores are in")
        visitor.goto(PAGE)
        shown = heading(visitor, "Scores of the panel")
        expect(shown).to_have_count(place)  # hidden after the first member, public after the last
    lead = readers.person(world.lead.email or "")
    opens_the_next_stage(lead, "Those chosen accept")
    visitor.goto(PAGE)
    result = section(visitor, "Result")
    expect(result).to_contain_text("2 members of the panel gave 36 scores.")
    expect(result.locator("tbody tr").first).to_contain_text("9. Candidate organisation 9")
    expect(result.locator("tbody tr").first).to_contain_text("4.75")
    visitor.get_by_text("9. Candidate organisation 9").last.click()
    expect(section(visitor, "Scores of the panel")).to_contain_text("Reason 1-2")
    world.selection.refresh_from_db()
    assert world.selection.stage == Stage.ACCEPTANCE
    candidate = readers.person(world.people[-1].email or "")
    follow(candidate, world.selection.title["en"])  # from /me/, where the question waits
    press(candidate, "I accept")
    is_told(candidate, "You have accepted.")
    alternate = PersonFactory()
    lead.goto(PAGE)
    follow(lead, "Give the seats")
    lead.get_by_label("E-mail address of the alternate").fill(alternate.email)
    write(lead, "What happens now, and why", "The scores stand and nobody appealed.")
    press(lead, "Give those who accepted their seats")
    is_told(lead, "Seated.")
    term = Term.objects.get(seat=world.places[0])
    assert (term.person, term.alternate) == (world.people[-1], alternate)
    visitor.goto(f"/forums/river-country/members/{term.person_id}/")
    expect(visitor.get_by_role("main")).to_contain_text("from ")
    visitor.goto(PAGE)
    expect(section(visitor, "What happened")).to_contain_text("The scores stand")
    account = SelectionStep.objects.filter(selection=world.selection)
    assert account.count() == 6
    world.selection.refresh_from_db()
    assert world.selection.stage == Stage.SEATED
    assert world.selection.choice_closes_at > timezone.now()  # it ended once all scores were in
