"""The secret vote: the roll, casting, receipts.

What is promised: no row, history or log of the portal ties a ballot to an organisation, a person
or a time. A ballot is a receipt and its choices. Each cast rewrites, in one transaction, the whole
urn in the order of the receipts (which are random) with new ids, and all lines of the roll; so
neither places nor ids nor the database's own transaction numbers say who voted when, or which
ballot came last. The receipt is shown once and stored with nobody. Choices are shown to nobody,
those who lead included, before the vote is over.

What remains to be trusted: somebody who runs the server and watches it while a person votes can
see what she sends. The same is true of copies taken between two votes (a backup, the database's
write-ahead log, or rows that it has replaced and not yet cleared away): two states of the urn
laid side by side show what came between. Backups and logs of those days are to be kept from
everybody and thrown away after the vote. A receipt proves a vote to whoever is shown it.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Sequence

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from forums.domain import tally
from forums.domain.errors import Incomplete, Refused
from forums.models import (
    Ballot,
    NominationState,
    Organisation,
    Person,
    RollEntry,
    Selection,
    SelectionModel,
    Stage,
    Translated,
)

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that is read for something else
GROUPS, LETTERS = 3, 4

_signer = Signer(salt="forums.ballots.receipt")


class AlreadyVoted(Refused):
    """An organisation has one ballot; the first stands."""


class NotOnTheRoll(Refused):
    """Only organisations on the roll vote, each through the person who is named there."""


class VoteClosed(Refused):
    """There is no vote now."""


def fresh_receipt() -> str:
    """A new receipt, signed. It goes into the voter's form, so that a double click is one vote."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(LETTERS)) for _ in range(GROUPS))
    return _signer.sign("-".join(groups))


def tidy(receipt: str) -> str:
    """A receipt as it is kept, from however it was typed."""
    letters = re.sub(r"[^0-9A-Z]", "", receipt.upper())
    return "-".join(letters[at : at + LETTERS] for at in range(0, len(letters), LETTERS))


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
    number = _unsigned(receipt)
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
    _into_the_urn(locked, number, chosen)
    # All lines are written anew, so that the one that changed cannot be told from the others.
    voted = ExpressionWrapper(Q(has_voted=True) | Q(pk=entry.pk), output_field=BooleanField())
    RollEntry.objects.filter(selection=locked).update(has_voted=voted)
    return number


def _unsigned(receipt: str | None) -> str:
    try:
        return _signer.unsign(receipt or "")
    except BadSignature:
        return _signer.unsign(fresh_receipt())


def _checked(selection: Selection, choices: Iterable[int]) -> list[int]:
    chosen = sorted(set(choices))
    most = seats_at_stake(selection)
    if len(chosen) > most:
        raise Incomplete(_("Choose at most %(most)d.") % {"most": most})
    if not set(chosen) <= set(candidates(selection)):
        raise Incomplete(_("Somebody you chose is not a candidate of this vote."))
    return chosen


def _into_the_urn(selection: Selection, receipt: str, choices: list[int]) -> None:
    urn = Ballot.objects.filter(selection=selection, round=selection.round)
    pairs = [*urn.values_list("receipt", "choices"), (receipt, choices)]
    urn.delete()
    Ballot.objects.bulk_create(
        Ballot(selection=selection, round=selection.round, receipt=receipt, choices=choices)
        for receipt, choices in sorted(pairs)
    )


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


@transaction.atomic
def enrol(
    selection: Selection, *, by: Person, rows: Sequence[tuple[Organisation | str, Person]]
) -> int:
    """Puts organisations on the roll, each with who votes for it. Returns how many are new.

    A name that no organisation has becomes one of the selection's sector. Raises Refused once the
    vote began, or where a person would vote for two organisations.
    """
    locked = _before_the_vote(selection)
    known = {row.organisation_id: row for row in locked.roll.all()}
    added = 0
    for named, voter in rows:
        organisation = named if isinstance(named, Organisation) else _organisation(locked, named)
        entry = known.get(organisation.pk) or RollEntry(selection=locked, organisation=organisation)
        others = [row for row in known.values() if row.voter_id == voter.pk and row is not entry]
        if others:
            raise Refused(
                _("%(person)s already votes for %(organisation)s.")
                % {"person": voter.name, "organisation": others[0].organisation}
            )
        added += entry.pk is None
        entry.voter = voter
        entry.save()
        known[organisation.pk] = entry
    return added


def _organisation(selection: Selection, name: str) -> Organisation:
    language = selection.forum.main_language
    found = Organisation.objects.filter(**{f"name__{language}__iexact": name}).first()
    if found is None:
        stem = slugify(name)[:110] or "organisation"
        slug, more = stem, 1
        while Organisation.objects.filter(slug=slug).exists():
            more += 1
            slug = f"{stem}-{more}"
        found = Organisation.objects.create(
            slug=slug, name=Translated.of(name, main=language), sector=selection.sector
        )
    return found


@transaction.atomic
def strike(entry: RollEntry, *, by: Person) -> None:
    """Takes an organisation off the roll. Raises Refused once the vote began."""
    _before_the_vote(entry.selection)
    entry.delete()


def _before_the_vote(selection: Selection) -> Selection:
    locked = Selection.objects.select_for_update(of=("self",)).get(pk=selection.pk)
    if locked.model != SelectionModel.ELECTION:
        raise Refused(_("Only an election has a roll."))
    if locked.stage not in (Stage.PREPARED, Stage.CALL, Stage.ELIGIBILITY, Stage.CONSULTATION):
        raise Refused(_("The roll stands once the vote has begun."))
    return locked


def turnout(selection: Selection) -> tuple[int, int]:
    """How many organisations have voted, of how many. Never which."""
    roll = RollEntry.objects.filter(selection=selection)
    return roll.filter(has_voted=True).count(), roll.count()


def reopen(selection: Selection) -> None:
    """Gives every organisation its vote back, for a second vote."""
    RollEntry.objects.filter(selection=selection).update(has_voted=False)
