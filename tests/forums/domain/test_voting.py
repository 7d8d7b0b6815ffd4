from __future__ import annotations

import dataclasses
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forums.domain.voting import Cast, Result, Rule, Tally, dissents, result, tally
from forums.domain.voting_in_words import explain, recorded
from forums.models import Choice, CountedOf, DecisionMethod, Outcome, RulesVersion, TieRule

G, C = "government", "civil_society"
TWELVE = {G: 6, C: 6}
TWO_THIRDS = {"majority_share": Decimal("0.667"), "majority_exceeds": False}
SYMBOLS = {
    "+": Choice.FOR,
    "-": Choice.AGAINST,
    "o": Choice.ABSTAIN,
    "r": Choice.RECUSED,
    "!": Choice.OBJECTION,
}


def votes(government: str, civil_society: str) -> list[Cast]:
    """Votes by sector, each a sign: + for, - against, o abstains, r recused, ! objects."""
    return [
        Cast(sector, SYMBOLS[sign], "Because." if sign in "!r" else "")
        for sector, signs in ((G, government), (C, civil_society))
        for sign in signs
    ]


def judge(
    government: str,
    civil_society: str,
    rule: Rule,
    *,
    method: str = DecisionMethod.VOTE,
    seats: dict[str, int] = TWELVE,
    present: dict[str, int] | None = None,
) -> Result:
    there = present or {G: len(government), C: len(civil_society)}
    return result(votes(government, civil_society), seats, there, rule, method)


OF_SEATS, OF_PRESENT = {"majority_of": CountedOf.SEATS}, {"majority_of": CountedOf.PRESENT}
EACH: dict[str, Any] = {"majority_in_each_sector": True}
A, R, P = Outcome.ADOPTED, Outcome.REJECTED, Outcome.POSTPONED


@pytest.mark.parametrize(
    ("government", "civil_society", "rule", "outcome"),
    [
        # A simple majority of the votes cast: abstentions do not count.
        ("++++++", "+++--o", {}, A),
        ("+++ooo", "+oo--o", {}, A),
        ("+++---", "++----", {}, R),
        # A simple majority of the seats present: abstentions weigh like votes against.
        ("+++ooo", "+++ooo", OF_PRESENT, R),
        ("++++oo", "+++ooo", OF_PRESENT, A),
        ("++++oo", "++oo", OF_PRESENT, A),
        # A simple majority of all seats: so do seats that stayed away.
        ("++++", "++-", OF_SEATS, R),
        ("++++", "+++-", OF_SEATS, A),
        # Two thirds.
        ("++++--", "++++--", TWO_THIRDS, A),
        ("++++--", "+++---", TWO_THIRDS, R),
        ("++++", "++++", {**TWO_THIRDS, **OF_SEATS}, A),
        ("++++", "+++o", {**TWO_THIRDS, **OF_SEATS}, R),
        # "More than two thirds" of twelve is nine.
        ("++++--", "++++--", {**TWO_THIRDS, "majority_exceeds": True}, R),
        ("+++++-", "++++--", {**TWO_THIRDS, "majority_exceeds": True}, A),
        # A majority in each sector.
        ("++++++", "++++--", EACH, A),
        ("++++++", "+++---", EACH, R),
        ("++++++", "++----", EACH, R),
        ("++++++", "oooooo", EACH, R),
        ("++++++", "+ooooo", EACH, A),
        ("++++++", "+ooooo", {**EACH, **OF_PRESENT}, R),
        ("++++++", "++++oo", {**EACH, **OF_PRESENT}, A),
        ("++++++", "+++", {**EACH, **OF_SEATS}, R),
        ("++++++", "++++", {**EACH, **OF_SEATS}, A),
        # Ties, by the rule for ties; where exactly half is enough there is none.
        ("+++---", "+++---", {}, R),
        ("+++---", "+++---", {"tie_rule": TieRule.POSTPONED}, P),
        ("+++---", "+++---", {"majority_exceeds": False}, A),
        ("oooooo", "oooooo", {}, R),
        ("oooooo", "oooooo", {"tie_rule": TieRule.POSTPONED}, P),
        ("+++++-", "------", {"tie_rule": TieRule.POSTPONED}, R),
        # Whoever is recused counts neither way and leaves what the majority is counted of.
        ("+++++r", "+rrrrr", OF_SEATS, A),
        ("+++ooo", "+oorrr", OF_PRESENT, R),
        ("+++oor", "++rrrr", OF_PRESENT, A),
        ("++++++", "rrrrrr", EACH, A),
        ("++++++", "-rrrrr", EACH, R),
        ("rrrrrr", "rrrrrr", {}, R),
        ("++++rr", "--rrrr", EACH, R),
        ("+++rrr", "-+++rr", {**EACH, **OF_PRESENT}, A),
        # A tie that a sector's majority cannot break, and one that two thirds never had.
        ("++++++", "------", EACH, R),
        ("++++++", "------", {**EACH, "tie_rule": TieRule.POSTPONED}, P),
        ("+++---", "+++---", TWO_THIRDS, R),
        ("+++---", "+++---", {**TWO_THIRDS, "tie_rule": TieRule.POSTPONED}, P),
        ("++oooo", "--oooo", {**OF_PRESENT, "tie_rule": TieRule.POSTPONED}, P),
        ("+++---", "+++---", {**EACH, "majority_exceeds": False}, R),  # half is enough, not in each
        # Whoever is recused is there: the quorum counts her.
        ("+++r", "+rr", {}, A),
        ("rrrr", "rrr", {}, R),
        # No quorum, no decision, however clear or tied the votes.
        ("+++", "+++", {}, P),
        ("++-", "+--", {}, P),
        ("++++++", "+", {"quorum_sector_share": Decimal("0.333")}, P),
        ("++++++", "++", {"quorum_sector_share": Decimal("0.333")}, A),
        ("++++++", "", {}, P),
        ("++++++", "+", {}, A),
    ],
)  # fmt: skip
def test_votes_by_a_rule(
    government: str, civil_society: str, rule: dict[str, Any], outcome: str
) -> None:
    assert judge(government, civil_society, Rule(**rule)).outcome == outcome


@pytest.mark.parametrize(
    ("method", "government", "civil_society", "outcome"),
    [
        (DecisionMethod.CONSENT, "++++", "++oo", A),
        (DecisionMethod.CONSENT, "oooo", "oooo", A),  # silence is consent
        (DecisionMethod.CONSENT, "++++", "+++!", P),
        (DecisionMethod.CONSENT, "++++", "+++r", A),
        (DecisionMethod.CONSENT, "+++", "+++", P),  # no quorum
        (DecisionMethod.CONSENSUS, "++++", "++oo", A),
        (DecisionMethod.CONSENSUS, "oooo", "oooo", P),
        (DecisionMethod.CONSENSUS, "++++", "+++-", P),
        (DecisionMethod.CONSENSUS, "++++", "+++!", P),
        (DecisionMethod.CONSENSUS, "+++r", "+++r", A),
    ],
)
def test_consent_and_consensus(
    method: str, government: str, civil_society: str, outcome: str
) -> None:
    assert judge(government, civil_society, Rule(), method=method).outcome == outcome


def test_an_objection_without_a_reason_does_not_block_consent() -> None:
    cast = [*votes("++++", "+++"), Cast(C, Choice.OBJECTION, "  ")]
    assert result(cast, TWELVE, {G: 4, C: 4}, Rule(), DecisionMethod.CONSENT).outcome == A


@pytest.mark.parametrize(
    ("government", "civil_society", "rule", "method", "words"),
    [
        ("+++++-", "++++-o", EACH, DecisionMethod.VOTE,
         ("Adopted: 9 for, 2 against, 1 abstained, and a majority in both sectors."
         " Needed: 6 of 11 votes for and against.")),
        ("++++++", "++----", EACH, DecisionMethod.VOTE,
         ("Rejected: 8 for, 4 against, without a majority in this sector: Civil society."
         " Needed: 7 of 12 votes for and against.")),
        ("+++---", "+++---", {}, DecisionMethod.VOTE,
         ("Rejected: 6 for, 6 against. By the rules a tie is a rejection."
         " Needed: 7 of 12 votes for and against.")),
        ("++++++", "+rrrrr", OF_SEATS, DecisionMethod.VOTE,
         ("Adopted: 7 for, 0 against, 5 kept out because of interests of their own."
         " Needed: 4 of all 7 seats with a vote.")),
        ("+++", "+++", {}, DecisionMethod.VOTE,
         ("No decision: there was no quorum. 6 of 12 seats with a vote took part, 7 needed."
         " The proposal comes back.")),
        ("++++", "+++!", {}, DecisionMethod.CONSENT,
         "Postponed: 1 objection stands. The proposal comes back."),
        ("++++", "+++o", {}, DecisionMethod.CONSENT, "Adopted: no objection stands."),
        ("++++", "+++o", {}, DecisionMethod.CONSENSUS,
         "Adopted by consensus: 7 for, 0 against, 1 abstained."),
    ],
)  # fmt: skip
def test_the_result_explains_itself(
    government: str, civil_society: str, rule: dict[str, Any], method: str, words: str
) -> None:
    assert explain(judge(government, civil_society, Rule(**rule), method=method)) == words


def test_what_was_written_down_is_said_as_it_was_counted() -> None:
    assert recorded(Outcome.REJECTED, Tally(3, 8)) == "Rejected: 3 for, 8 against."
    assert recorded(Outcome.ADOPTED, None) == ""


def test_a_version_of_the_rules_is_a_rule() -> None:
    cast = votes("++++++", "++----")
    strict = RulesVersion(majority_in_each_sector=True)
    assert result(cast, TWELVE, TWELVE, RulesVersion(), DecisionMethod.VOTE).outcome == A
    assert result(cast, TWELVE, TWELVE, strict, DecisionMethod.VOTE).outcome == R


@pytest.mark.parametrize(
    ("then", "today", "by_then", "by_today"),
    [
        ({}, EACH, A, R),
        ({}, TWO_THIRDS, A, A),
        ({}, {**TWO_THIRDS, **OF_SEATS, "majority_exceeds": True}, A, R),
        ({}, {"quorum_share": Decimal(1), "quorum_exceeds": False}, A, A),
        (EACH, {}, R, A),
        ({**OF_SEATS, "majority_share": Decimal("0.75")}, {}, R, A),
    ],
)  # fmt: skip
def test_the_same_votes_come_out_otherwise_under_rules_that_were_changed_since(
    then: dict[str, Any], today: dict[str, Any], by_then: str, by_today: str
) -> None:
    cast = ("++++++", "++----")
    assert judge(*cast, Rule(**then)).outcome == by_then
    assert judge(*cast, Rule(**today)).outcome == by_today


@pytest.mark.parametrize(
    ("outcome", "dissenting"),
    [
        (A, {Choice.AGAINST, Choice.OBJECTION}),
        (R, {Choice.FOR}),
        (P, set()),
        (Outcome.OPEN, set()),
    ],
)
def test_dissent_is_a_vote_for_what_was_not_decided(outcome: str, dissenting: set[str]) -> None:
    assert {choice for choice in Choice.values if dissents(choice, outcome)} == dissenting


SHARES = st.decimals(0, 1, places=3)
RULES = st.builds(
    Rule,
    quorum_share=SHARES,
    quorum_exceeds=st.booleans(),
    quorum_sector_share=SHARES,
    majority_share=SHARES,
    majority_exceeds=st.booleans(),
    majority_of=st.sampled_from(CountedOf.values),
    majority_in_each_sector=st.booleans(),
    tie_rule=st.sampled_from(TieRule.values),
)
CASTS = st.lists(
    st.builds(
        Cast,
        sector=st.sampled_from([G, C]),
        choice=st.sampled_from(Choice.values),
        reason=st.sampled_from(["", "Because."]),
    ),
    max_size=14,
)


def seats_for(cast: list[Cast], data: st.DataObject) -> tuple[dict[str, int], dict[str, int]]:
    """Seats and those present: at least those that voted."""
    voted = {sector: sum(vote.sector == sector for vote in cast) for sector in (G, C)}
    present = {sector: count + data.draw(st.integers(0, 3)) for sector, count in voted.items()}
    seats = {sector: count + data.draw(st.integers(0, 3)) for sector, count in present.items()}
    return seats, present


@given(cast=CASTS, rule=RULES, data=st.data(), method=st.sampled_from(DecisionMethod.values))
def test_a_vote_that_turns_for_it_never_turns_the_adopted_into_the_rejected(
    cast: list[Cast], rule: Rule, data: st.DataObject, method: str
) -> None:
    seats, present = seats_for(cast, data)
    before = result(cast, seats, present, rule, method)
    for place, vote in enumerate(cast):
        if vote.choice in (Choice.AGAINST, Choice.ABSTAIN, Choice.OBJECTION):
            turned = dataclasses.replace(vote, choice=Choice.FOR)
            after = result(
                [*cast[:place], turned, *cast[place + 1 :]], seats, present, rule, method
            )
            assert before.outcome != A or after.outcome == A


@given(cast=CASTS, rule=RULES, data=st.data(), method=st.sampled_from(DecisionMethod.values))
def test_the_order_of_votes_does_not_matter(
    cast: list[Cast], rule: Rule, data: st.DataObject, method: str
) -> None:
    seats, present = seats_for(cast, data)
    shuffled = data.draw(st.permutations(cast))
    assert result(cast, seats, present, rule, method) == result(
        shuffled, seats, present, rule, method
    )


@given(
    rule=RULES,
    government=st.integers(1, 10),
    civil_society=st.integers(1, 10),
    method=st.sampled_from(DecisionMethod.values),
)
def test_with_all_for_it_and_a_quorum_it_is_adopted_under_any_rule(
    rule: Rule, government: int, civil_society: int, method: str
) -> None:
    seats = {G: government, C: civil_society}
    cast = votes("+" * government, "+" * civil_society)
    assert result(cast, seats, seats, rule, method).outcome == A


@given(cast=CASTS, rule=RULES, data=st.data(), method=st.sampled_from(DecisionMethod.values))
def test_without_a_quorum_nothing_is_decided(
    cast: list[Cast], rule: Rule, data: st.DataObject, method: str
) -> None:
    seats, present = seats_for(cast, data)
    found = result(cast, seats, present, rule, method)
    assert found.quorum.reached or found.outcome == P
    assert explain(found)


@given(cast=CASTS)
def test_every_vote_is_counted_once(cast: list[Cast]) -> None:
    found = tally(cast)
    assert found.cast + found.abstentions + found.recused == len(cast)


@given(cast=CASTS, rule=RULES, data=st.data())
def test_what_is_adopted_by_a_majority_in_each_sector_has_it_in_each(
    cast: list[Cast], rule: Rule, data: st.DataObject
) -> None:
    seats, present = seats_for(cast, data)
    strict = dataclasses.replace(rule, majority_in_each_sector=True)
    found = result(cast, seats, present, strict, DecisionMethod.VOTE)
    if found.outcome == A:
        for row in found.sectors:
            own = [vote for vote in cast if vote.sector == row.sector]
            said = tally(own)
            silent = present[row.sector] == said.recused
            assert silent or said.votes_for > said.votes_against
    loose = result(cast, seats, present, rule, DecisionMethod.VOTE)
    assert found.outcome != A or loose.outcome == A


@given(cast=CASTS, rule=RULES, data=st.data())
def test_a_tie_is_never_adopted_where_more_than_half_is_needed(
    cast: list[Cast], rule: Rule, data: st.DataObject
) -> None:
    mirrored = [
        *cast,
        *(
            dataclasses.replace(vote, choice=Choice.AGAINST if vote.is_for else Choice.FOR)
            for vote in cast
            if vote.is_for or vote.is_against
        ),
    ]
    seats, present = seats_for(mirrored, data)
    half = dataclasses.replace(rule, majority_share=Decimal("0.5"), majority_exceeds=True)
    found = result(mirrored, seats, present, half, DecisionMethod.VOTE)
    assert found.outcome != A
    if found.quorum.reached:
        assert found.tied
        assert found.outcome == (P if rule.tie_rule == TieRule.POSTPONED else R)


@given(cast=CASTS, rule=RULES, data=st.data(), method=st.sampled_from(DecisionMethod.values))
def test_who_declares_an_interest_instead_of_abstaining_never_makes_it_harder(
    cast: list[Cast], rule: Rule, data: st.DataObject, method: str
) -> None:
    seats, present = seats_for(cast, data)
    before = result(cast, seats, present, rule, method)
    for place, vote in enumerate(cast):
        if vote.choice == Choice.ABSTAIN:
            turned = dataclasses.replace(vote, choice=Choice.RECUSED, reason="My own house.")
            changed = [*cast[:place], turned, *cast[place + 1 :]]
            after = result(changed, seats, present, rule, method)
            assert after.quorum == before.quorum
            assert before.outcome != A or after.outcome == A
