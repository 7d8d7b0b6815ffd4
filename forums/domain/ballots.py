"""The secret vote: casting, receipts, who can be chosen.

What is promised: no row, history or log of the portal ties a ballot to an organisation, a person
or a time. A ballot is a receipt and its choices; `forums/domain/urn.py` says how it is written so
that ids, places and transaction numbers tell nothing. The receipt is shown once and stored with
nobody. Choices are shown to nobody, those who lead included, before the vote is over. No notice,
session or cache knows of a ballot. The portal's log says when the page was asked for, and of whom
only that a request came.

What remains to be trusted:

- Whoever runs the server can watch it while a person votes, and see what she sends.
- Two states of the urn laid side by side show what came between: copies of the database from two
  moments of the vote, its write-ahead log, a replica, blocks of the disk that are not written over
  yet, or the database's own log where it was set to write down statements. None of this is to be
  made or kept in the days of a vote, and what was is to be thrown away afterwards.
- That an organisation has voted stands on the roll, for whoever reads the database. Where only one
  has, or all chose the same, the urn tells what she chose.
- Those who lead can learn that an organisation has voted by trying to replace its voter.
- A receipt proves a vote to whoever is shown it.
- That the portal runs this code, and the counted ballots are those that were cast: each voter can
  check her own by the receipt, and anybody the sum.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from forums.domain import tally, urn
from forums.domain.errors import Incomplete, Refused
from forums.models import (
    Ballot,
    NominationState,
    Person,
    RollEntry,
    Selection,
    SelectionModel,
    Stage,
)

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that is read for something else
GROUPS, LETTERS = 3, 4


class AlreadyVoted(Refused):
    """An organisation has one ballot; the first stands."""


class NotOnTheRoll(Refused):
    """Only organisations on the roll vote, each through the person who is named there."""


class VoteClosed(Refused):
    """There is no vote now."""


def fresh_receipt(selection: Selection, voter: Person) -> str:
    """A new receipt, signed for this voter in this round.

    It goes into the voter's form, so that a double click is one vote. Nobody can vote under a
    receipt that was drawn for somebody else.
    """
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(LETTERS)) for _ in range(GROUPS))
    return _signer(selection, voter).sign("-".join(groups))


def _signer(selection: Selection, voter: Person) -> Signer:
    return Signer(salt=f"forums.ballots.receipt:{selection.pk}:{selection.round}:{voter.pk}")


def tidy(receipt: str) -> str:
    """A receipt as it is kept, from however it was typed."""
    letters = re.sub(r"[^0-9A-Z]", "", receipt.upper())
    return "-".join(letters[at : at + LETTERS] for at in range(0, len(letters), LETTERS))


@sensitive_variables()
@transaction.atomic
def cast(
    selection: Selection, *, by: Person, choices: Iterable[int], receipt: str | None = None
) -> str:
    """Puts the ballot of the person's organisation into the urn; returns its receipt.

    `choices` are numbers of nominations, none for a blank ballot. `receipt` is a signed one; the
    same one sent twice is one ballot. Raises VoteClosed, NotOnTheRoll, AlreadyVoted, or Incomplete
    where more are chosen than there are seats, or somebody who cannot be chosen.
    """
    locked = Selection.objects.select_for_update(of=("self",)).get(pk=selection.pk)
    number = _unsigned(locked, by, receipt)
    if not takes_ballots(locked):
        raise VoteClosed(_("There is no vote now. Votes are taken until the hour that was set."))
    entry = RollEntry.objects.filter(selection=locked, voter=by).first()
    if entry is None:
        raise NotOnTheRoll(_("You are not named on the roll of those who vote here."))
    if entry.has_voted:
        if receipt and Ballot.objects.filter(selection=locked, receipt=number).exists():
            return number
        raise AlreadyVoted(_("Your organisation has voted. The first ballot stands."))
    chosen = _checked(locked, choices)
    urn.put(locked, entry=entry, receipt=number, choices=chosen)
    return number


def _unsigned(selection: Selection, voter: Person, receipt: str | None) -> str:
    signer = _signer(selection, voter)
    try:
        return signer.unsign(receipt or "")
    except BadSignature:
        return signer.unsign(fresh_receipt(selection, voter))


@sensitive_variables()
def _checked(selection: Selection, choices: Iterable[int]) -> list[int]:
    chosen = sorted(set(choices))
    most = seats_at_stake(selection)
    if len(chosen) > most:
        raise Incomplete(_("Choose at most %(most)d.") % {"most": most})
    if not set(chosen) <= set(candidates(selection)):
        raise Incomplete(_("Somebody you chose is not a candidate of this vote."))
    return chosen


def takes_ballots(selection: Selection) -> bool:
    """Whether organisations can vote at this moment."""
    return (
        selection.model == SelectionModel.ELECTION
        and selection.stage == Stage.CHOICE
        and timezone.now() < selection.choice_closes_at
    )


def candidates(selection: Selection) -> list[int]:
    """Numbers of those between whom the vote decides: in a second one those who were tied."""
    if selection.round > 1:
        return list(selection.result["rounds"][-1]["tied"])
    return list(
        selection.nominations.filter(state=NominationState.ELIGIBLE)
        .order_by("number")
        .values_list("number", flat=True)
    )


def seats_at_stake(selection: Selection) -> int:
    """How many are chosen: the seats, in a second vote those that the first left open."""
    seats = selection.seats.count()
    if selection.round > 1:
        return seats - len(selection.result["rounds"][-1]["clear"])
    return seats


def pairs(selection: Selection, *, number: int) -> list[tally.Pair]:
    """Receipt and choices of a round's ballots. For use once that vote is over."""
    rows = Ballot.objects.filter(selection=selection, round=number).order_by("receipt")
    return list(rows.values_list("receipt", "choices"))


def look_up(selection: Selection, receipt: str) -> Ballot | None:
    """The ballot with the receipt. Its choices are shown only once the vote is over."""
    return Ballot.objects.filter(selection=selection, receipt=tidy(receipt)).first()


def is_over(selection: Selection, number: int) -> bool:
    """Whether a round of the vote was counted, so that its ballots are public."""
    return len(selection.result.get("rounds", [])) >= number > 0
