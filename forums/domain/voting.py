"""What votes come to by a rule. Pure: values in, values out.

How the portal reads the rules:

- Quorum is judged first. Without it nothing is decided, and the proposal comes back.
- Whoever is recused takes part in the quorum, votes neither for nor against, and leaves the
  seats of which a majority is a majority, in the whole and in the sector.
- A vote: the votes for have to reach the share of what the majority is counted of. Only where
  they do not, and there are as many for as against, the rule for ties says what follows.
- A majority in each sector is more than half, in each, of what the majority is counted of.
- Consent: adopted unless somebody objects with a reason. Silence is consent.
- Consensus: adopted where somebody is for it and nobody against it; who abstains stands aside.
- Where consent or consensus is not reached the proposal comes back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from forums.domain.quorum import Quorum, QuorumRule, least, quorum
from forums.models import Choice, CountedOf, DecisionMethod, Outcome, TieRule

HALF = Decimal("0.5")


class DecisionRule(QuorumRule, Protocol):
    """What rules say of deciding: a version of the rules of procedure, or a `Rule`."""

    @property
    def majority_share(self) -> Decimal: ...
    @property
    def majority_exceeds(self) -> bool: ...
    @property
    def majority_of(self) -> str: ...
    @property
    def majority_in_each_sector(self) -> bool: ...
    @property
    def tie_rule(self) -> str: ...


@dataclass(frozen=True)
class Rule:
    """Plain values of a rule, which are those that a forum without rules of its own begins with."""

    quorum_share: Decimal = HALF
    quorum_exceeds: bool = True
    quorum_sector_share: Decimal = Decimal(0)
    majority_share: Decimal = HALF
    majority_exceeds: bool = True
    majority_of: str = CountedOf.CAST
    majority_in_each_sector: bool = False
    tie_rule: str = TieRule.REJECTED


@dataclass(frozen=True)
class Cast:
    """The vote of one seat."""

    sector: str
    choice: str
    reason: str = ""

    @property
    def is_for(self) -> bool:
        return self.choice == Choice.FOR

    @property
    def is_against(self) -> bool:
        """Against the proposal, whichever way it is decided."""
        return self.choice in (Choice.AGAINST, Choice.OBJECTION)

    @property
    def blocks(self) -> bool:
        """An objection that says why."""
        return self.is_against and bool(self.reason.strip())


@dataclass(frozen=True)
class Tally:
    """Votes of a sector, or of all."""

    votes_for: int = 0
    votes_against: int = 0
    abstentions: int = 0
    recused: int = 0

    @property
    def cast(self) -> int:
        """Votes for and against."""
        return self.votes_for + self.votes_against


@dataclass(frozen=True)
class SectorResult:
    """What a sector voted, and whether its majority is for it: None where it has no say."""

    sector: str
    tally: Tally
    counted: int
    in_favour: bool | None


@dataclass(frozen=True)
class Result:
    """What the votes come to, with everything that explains it.

    `counted` is what the majority is a majority of, `needed` how many votes for it takes;
    `tied` says that the rule for ties decided; `objections` how many block.
    """

    outcome: str
    method: str
    quorum: Quorum
    tally: Tally
    sectors: tuple[SectorResult, ...]
    by_sector: bool = False
    majority_of: str = CountedOf.CAST
    counted: int = 0
    needed: int = 0
    tied: bool = False
    objections: int = 0

    @property
    def sectors_short(self) -> tuple[SectorResult, ...]:
        """The sectors without the majority that the rule asks of each."""
        if not self.by_sector:
            return ()
        return tuple(row for row in self.sectors if row.in_favour is False)


def tally(votes: Iterable[Cast]) -> Tally:
    """Counts votes; an objection is one against."""
    counts = Counter(
        Choice.FOR if vote.is_for else Choice.AGAINST if vote.is_against else vote.choice
        for vote in votes
    )
    return Tally(
        counts[Choice.FOR], counts[Choice.AGAINST], counts[Choice.ABSTAIN], counts[Choice.RECUSED]
    )


def dissents(choice: str, outcome: str) -> bool:
    """Whether a vote spoke for what the forum did not decide; nobody does where it comes back."""
    if outcome == Outcome.ADOPTED:
        return choice in (Choice.AGAINST, Choice.OBJECTION)
    return outcome == Outcome.REJECTED and choice == Choice.FOR


def result(
    votes: Iterable[Cast],
    seats_by_sector: Mapping[str, int],
    present_by_sector: Mapping[str, int],
    rule: DecisionRule,
    method: str,
) -> Result:
    """Judges votes, one for each seat that cast one, by the rule and the way of deciding.

    `seats_by_sector` counts the seats with a vote, `present_by_sector` those of them that take
    part: at the meeting, or in writing. The outcome is adopted, rejected or postponed.
    """
    cast = list(votes)
    found = quorum(rule, seats_by_sector, present_by_sector)
    total = tally(cast)
    sectors = tuple(
        _sector(row.sector, [vote for vote in cast if vote.sector == row.sector], found, rule)
        for row in found.sectors
    )
    counted = _counted(total, found.seats, found.present, rule)
    needed = least(rule.majority_share, exceeds=rule.majority_exceeds, of=counted)
    objections = (
        sum(vote.blocks for vote in cast)
        if method == DecisionMethod.CONSENT
        else total.votes_against
    )
    by_vote = method == DecisionMethod.VOTE
    reached = total.votes_for >= needed
    tied = by_vote and found.reached and not reached and total.votes_for == total.votes_against
    by_sector = by_vote and rule.majority_in_each_sector
    if not found.reached:
        outcome: str = Outcome.POSTPONED
    elif not by_vote:
        agreed = method == DecisionMethod.CONSENT or total.votes_for > 0
        outcome = Outcome.ADOPTED if agreed and not objections else Outcome.POSTPONED
    elif tied:
        outcome = Outcome.POSTPONED if rule.tie_rule == TieRule.POSTPONED else Outcome.REJECTED
    else:
        favoured = reached and not (by_sector and any(row.in_favour is False for row in sectors))
        outcome = Outcome.ADOPTED if favoured else Outcome.REJECTED
    return Result(
        outcome=outcome,
        method=method,
        quorum=found,
        tally=total,
        sectors=sectors,
        by_sector=by_sector,
        majority_of=rule.majority_of,
        counted=counted,
        needed=needed,
        tied=tied,
        objections=0 if by_vote else objections,
    )


def _counted(tally: Tally, seats: int, present: int, rule: DecisionRule) -> int:
    """What a majority is a majority of; who is recused has left it."""
    if rule.majority_of == CountedOf.SEATS:
        return max(0, seats - tally.recused)
    if rule.majority_of == CountedOf.PRESENT:
        return max(0, present - tally.recused)
    return tally.cast


def _sector(sector: str, votes: list[Cast], found: Quorum, rule: DecisionRule) -> SectorResult:
    row = next(row for row in found.sectors if row.sector == sector)
    own = tally(votes)
    counted = _counted(own, row.seats, row.present, rule)
    has_a_say = row.present > own.recused
    in_favour = own.votes_for * 2 > counted if has_a_say else None
    return SectorResult(sector, own, counted, in_favour)
