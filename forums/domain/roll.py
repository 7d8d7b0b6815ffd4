"""The roll of an election: which organisations vote, and who casts the ballot of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from forums.domain import ballots, organisations
from forums.domain.errors import Refused
from forums.domain.selection_steps import leaders, need, tell
from forums.models import (
    Organisation,
    Person,
    RollEntry,
    Selection,
    SelectionModel,
    SelectionStep,
    Stage,
    StepKind,
)

KEPT_IN = (Stage.PREPARED, Stage.CALL, Stage.ELIGIBILITY, Stage.CONSULTATION)


class HasVoted(Refused):
    """Who has voted is not replaced: the ballot is in the urn."""


@transaction.atomic
def enrol(
    selection: Selection, *, by: Person, rows: Sequence[tuple[Organisation | str, Person]]
) -> int:
    """Puts organisations on the roll, each with who votes for it. Returns how many are new.

    A name that no organisation has becomes one of the selection's sector. Raises Refused once the
    vote began, or where a person would vote for two organisations.
    """
    locked = _before_the_vote(selection)
    known = {row.organisation_id: row for row in locked.roll.select_related("organisation")}
    added = 0
    for named, voter in rows:
        organisation = (
            named
            if isinstance(named, Organisation)
            else organisations.called(named, sector=locked.sector, forum=locked.forum)
        )
        entry = known.get(organisation.pk) or RollEntry(selection=locked, organisation=organisation)
        _check_votes_once(voter, [row for row in known.values() if row is not entry])
        added += entry.pk is None
        entry.voter = voter
        entry.save()
        known[organisation.pk] = entry
    return added


@transaction.atomic
def strike(entry: RollEntry, *, by: Person) -> None:
    """Takes an organisation off the roll. Raises Refused once the vote began."""
    _before_the_vote(entry.selection)
    entry.delete()


@transaction.atomic
def replace(entry: RollEntry, *, by: Person, voter: Person, reason: Mapping[str, str]) -> int:
    """Lets somebody else vote for an organisation while the vote runs; the reason is public.

    The public account names the organisation and nobody else. Both people, and those who lead,
    are told; returns how many. Raises HasVoted where the ballot is cast, Refused where no vote
    runs or the person votes for another organisation, Incomplete without a reason.
    """
    need(reason)
    selection = Selection.objects.select_for_update(of=("self",)).get(pk=entry.selection_id)
    if not ballots.takes_ballots(selection):
        raise Refused(_("A voter is replaced while the vote runs. Before, change the roll."))
    locked = RollEntry.objects.select_related("organisation", "voter").get(pk=entry.pk)
    if locked.has_voted:
        raise HasVoted(_("This organisation has voted. Its ballot stands."))
    if voter.pk == locked.voter_id:
        raise Refused(_("%(person)s votes for this organisation already.") % {"person": voter.name})
    others = selection.roll.exclude(pk=locked.pk).select_related("organisation")
    _check_votes_once(voter, others.filter(voter=voter))
    before, locked.voter = locked.voter, voter
    locked.save(update_fields=["voter"])
    step = SelectionStep.objects.create(
        selection=selection,
        kind=StepKind.REPLACEMENT,
        stage=selection.stage,
        organisation=locked.organisation,
        text=reason,
        by=by,
    )
    people = {person.pk: person for person in (voter, before, *leaders(selection))}
    reached = [person for person in people.values() if person.is_active and person.email]
    return tell(selection, step, people=reached, asked=[voter])


def _check_votes_once(voter: Person, others: Iterable[RollEntry]) -> None:
    for row in others:
        if row.voter_id == voter.pk:
            raise Refused(
                _("%(person)s already votes for %(organisation)s.")
                % {"person": voter.name, "organisation": row.organisation}
            )


def _before_the_vote(selection: Selection) -> Selection:
    locked = Selection.objects.select_for_update(of=("self",)).get(pk=selection.pk)
    if locked.model != SelectionModel.ELECTION:
        raise Refused(_("Only an election has a roll."))
    if locked.stage not in KEPT_IN:
        raise Refused(_("The roll stands once the vote has begun."))
    return locked


def turnout(selection: Selection) -> tuple[int, int]:
    """How many organisations have voted, of how many. Never which."""
    rows = RollEntry.objects.filter(selection=selection)
    return rows.filter(has_voted=True).count(), rows.count()


def reopen(selection: Selection) -> None:
    """Gives every organisation its vote back, for a second vote."""
    RollEntry.objects.filter(selection=selection).update(has_voted=False)
