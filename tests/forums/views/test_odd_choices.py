"""Odd input on the pages of selections, seats, groups and rules: a sentence, never a fault of ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from forums.domain import ballots, nominations, panels, seating, working_groups
from forums.models import GroupRole, RollEntry
from tests.factories import ForumFactory, PersonFactory, SeatFactory, TermFactory, days
from tests.selecting import WHY, Selecting

pytestmark = pytest.mark.django_db
FORUM = "/forums/river-country/"
PAGE = f"{FORUM}selections/three-members-of-civil-society/"
REASON = {"reason__en": "So it was asked.", "reason__es": ""}
ODD = ["a\x00b", "-1", "²", "9" * 19, "9" * 5000]
ODD_DAYS = ["", "0001-01-01", "9999-12-31", "a\x00b"]
ODD_ADDRESSES = ["", "x" * 300 + "@example.org", "a\x00b@example.org"]
ANSWERS = (200, 302, 400, 403, 404)


def logged_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def odd_for(name: str) -> list[str]:
    """What somebody might send under the name, to make the page stumble."""
    if name.endswith(("_on", "_day", "_hour")) or name == "on":
        return ODD_DAYS
    if "email" in name or name in ("person", "voter", "leaders", "lines"):
        return [*ODD_ADDRESSES, "9" * 19]
    return ODD


def survives(client: Client, address: str, valid: Mapping[str, Any], foreign: int) -> None:
    """Each field in turn is odd or missing, the others stay; nothing of it is kept."""
    for name in valid:
        others = {key: value for key, value in valid.items() if key != name}
        odd = [{name: each} for each in (*odd_for(name), [str(foreign), "9" * 40])]
        for sent in ({}, *odd):
            with transaction.atomic():
                answer = client.post(address, others | sent)
                transaction.set_rollback(True)
            assert answer.status_code in ANSWERS, (address, name, str(sent)[:50])


def dates(world: Selecting) -> dict[str, Any]:
    today = world.forum.today
    return {
        "nominations_close_on": today + days(12),
        "consultation_closes_on": today + days(22),
        "choice_day": today + days(33),
        "choice_hour": "12:00",
        "term_starts_on": today + days(80),
    }


def test_preparing_nominating_and_the_roll() -> None:
    world = Selecting(candidates=0, seats=1, organisations=1)
    elsewhere = SeatFactory()
    lead = logged_in(world.lead)
    texts = dict.fromkeys(("title__en", "call__en", "criteria__en", "led_by__en"), "Words")
    prepared = {
        **texts,
        **dates(world),
        "model": "election",
        "sector": "civil_society",
        "seats": [str(world.places[0].pk)],
        "tie_rule": "lot",
        "term_months": "24",
        "leaders": world.lead.email,
    }
    survives(lead, f"{FORUM}selections/new/", prepared, elsewhere.pk)
    survives(lead, f"{PAGE}edit/", prepared, elsewhere.pk)
    line = f"Friends; {PersonFactory().email}"
    survives(lead, f"{PAGE}roll/", {"lines": line}, elsewhere.pk)
    survives(lead, f"{PAGE}roll/", {"strike": str(RollEntry.objects.get().pk)}, elsewhere.pk)
    world.advance()
    survives(lead, f"{PAGE}postpone/", {**REASON, **dates(world)}, elsewhere.pk)
    survives(lead, f"{PAGE}next/", REASON, elsewhere.pk)
    survives(lead, f"{PAGE}cancel/", REASON, elsewhere.pk)
    words = dict.fromkeys(("organisation", "experience", "why", "brings"), "Words")
    nominated = {
        **words,
        "accepts_term": "on",
        "submission": "5c0c2f8e-0c3f-4c4e-9b6c-0d3c1c1c1c1c",
    }
    survives(logged_in(PersonFactory()), f"{PAGE}nominate/", nominated, elsewhere.pk)


def test_a_form_sent_for_another_call_is_a_nomination_of_its_own() -> None:
    world = Selecting(candidates=0, organisations=0)
    world.advance()
    sent = {
        **dict.fromkeys(("organisation", "experience", "why", "brings"), "Words"),
        "accepts_term": "on",
        "submission": "5c0c2f8e-0c3f-4c4e-9b6c-0d3c1c1c1c1c",
    }
    for person in PersonFactory.create_batch(2):
        assert logged_in(person).post(f"{PAGE}nominate/", sent).status_code == 302
    assert world.selection.nominations.count() == 2


def test_judging_voting_replacing_answering_and_seating() -> None:
    world = Selecting(candidates=2, seats=1, organisations=2)
    world.open_call()
    world._let_pass("nominations_close_on")
    world.advance()
    lead, foreign = logged_in(world.lead), TermFactory().seat.pk
    survives(lead, f"{PAGE}nominations/1/check/", {**REASON, "eligible": "yes"}, foreign)
    world.judge_all()
    survives(logged_in(world.people[0]), f"{PAGE}appeal/", {"text": "No."}, foreign)
    world.advance()
    world._let_pass("consultation_closes_on")
    world.advance()
    signed = ballots.fresh_receipt(world.selection, world.voters[0])
    voter = logged_in(world.voters[0])
    survives(voter, f"{PAGE}vote/", {"choices": ["1"], "receipt": signed}, foreign)
    survives(Client(), f"{PAGE}receipt/", {"receipt": signed}, foreign)
    entry = world.voters[0].roll_entries.get()
    other = PersonFactory()
    survives(lead, f"{PAGE}roll/{entry.pk}/", {**REASON, "voter": other.email}, foreign)
    ballots.cast(world.selection, by=world.voters[0], choices=[1])
    world.close_choice()
    world.advance()
    chosen = world.nominations()[0]
    candidate = logged_in(chosen.candidate)
    survives(candidate, f"{PAGE}nominations/1/answer/", {"answer": "accept"}, foreign)
    nominations.answer(chosen, by=chosen.candidate, accepts=True)
    seats = {
        **REASON,
        f"seat_{chosen.pk}": str(world.places[0].pk),
        f"alternate_{chosen.pk}": other.email,
    }
    survives(lead, f"{PAGE}seat/", seats, foreign)
    seating.seat(
        world.selection,
        by=world.lead,
        holders={world.nominations()[0]: world.places[0]},
        reason=WHY,
    )


def test_a_panel_and_a_network() -> None:
    world = Selecting(model="invitation", candidates=1, seats=1)
    lead, foreign, member = logged_in(world.lead), TermFactory().seat.pk, PersonFactory()
    survives(lead, f"{PAGE}panel/", {"person": member.email}, foreign)
    row = panels.add(world.selection, by=world.lead, person=member)
    survives(lead, f"{PAGE}panel/", {"remove": str(row.pk)}, foreign)
    world.to_choice()
    scores = {"points_1": "4", "reason_1": "Why", "points_2": "5", "reason_2": "Why"}
    survives(logged_in(member), f"{PAGE}nominations/1/score/", scores, foreign)


def test_naming_those_whom_a_network_has_chosen() -> None:
    world = Selecting(model="self_selection", candidates=1, seats=1)
    world.open_call()
    world._let_pass("nominations_close_on")
    world.advance()
    row = world.nominations()[0]
    named = {"account__en": "So.", "chosen": [str(row.pk)], "document": ""}
    survives(logged_in(world.lead), f"{PAGE}name/", named, TermFactory().seat.pk)


def test_seats_and_terms() -> None:
    forum = ForumFactory(slug="river-country")
    world = TermFactory(seat=SeatFactory(forum=forum, role="co_chair"))
    free = SeatFactory(forum=forum)
    lead, foreign = logged_in(world.person), TermFactory().seat.pk
    seat = {
        "sector": "civil_society",
        "role": "member",
        "organisation": "",
        "organisation_name": "Friends",
        "title__en": "A seat",
    }
    survives(lead, f"{FORUM}members/manage/new/", seat, foreign)
    survives(lead, f"{FORUM}members/manage/{free.pk}/", seat, foreign)
    survives(lead, f"{FORUM}members/manage/{free.pk}/close/", {"on": forum.today}, foreign)
    fill = {
        "person": "",
        "email": "ana@example.org",
        "name": "Ana",
        "starts_on": forum.today,
        "ends_on": "",
        "exception__en": "",
        "alternate": "",
        "alternate_email": "",
        "alternate_name": "",
    }
    survives(lead, f"{FORUM}members/manage/{free.pk}/fill/", fill, foreign)
    term = TermFactory(seat=free, ends_on=forum.today + days(30))
    at = f"{FORUM}members/manage/terms/{term.pk}/"
    survives(lead, f"{at}renew/", {"ends_on": "", "exception__en": ""}, foreign)
    who = {"alternate": "", "alternate_email": "bo@example.org", "alternate_name": "Bo"}
    survives(lead, f"{at}alternate/", who, foreign)
    survives(lead, f"{at}end/", {"on": forum.today, "reason": "Moved"}, foreign)


def test_groups_and_rules() -> None:
    forum = ForumFactory(slug="river-country")
    term = TermFactory(seat=SeatFactory(forum=forum, role="co_chair"))
    lead, foreign, other = logged_in(term.person), TermFactory().seat.pk, PersonFactory()
    words = {"name__en": "Water", "theme__en": "", "mandate__en": "Look after it.", "ends_on": ""}
    survives(lead, f"{FORUM}working-groups/new/", words, foreign)
    group = working_groups.create(
        forum, by=term.person, name={"en": "Water"}, mandate={"en": "Look after it."}
    )
    working_groups.appoint(group, by=term.person, person=other, role=GroupRole.GOVERNMENT_LEAD)
    at = f"{FORUM}working-groups/water/"
    survives(lead, f"{at}members/", {"person": other.email, "role": "member"}, foreign)
    survives(lead, f"{at}members/", {"remove": "1"}, foreign)
    recommended = {"title__en": "Do it", "text__en": "Because."}
    survives(lead, f"{at}recommendations/new/", recommended, foreign)
    for address in (f"{FORUM}rules/new/",):
        page = lead.get(address)
        assert page.status_code == 200, address
        form = page.context["form"]
        valid = {
            name: str(form[name].value() if form[name].value() is not None else "")
            for name in form.fields
        }
        survives(lead, address, valid, foreign)
