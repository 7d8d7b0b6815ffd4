"""The urn: how a ballot is written so that nothing that is kept tells whose it is.

Each ballot rewrites, in one transaction, the whole urn in the order of the receipts (which are
random) with new ids, and all lines of the roll. So ids, places in the table and PostgreSQL's own
transaction numbers are the same for all. The statements carry no note of who sends them, which
every other change of the portal has for its history. Afterwards both tables are written anew, so
that the rows that were replaced do not stay behind in the database's files.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection, transaction
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.views.decorators.debug import sensitive_variables
from pghistory import runtime

from forums.models import Ballot, RollEntry, Selection, SelectionModel, Stage

log = logging.getLogger(__name__)

PATIENCE = "2s"


@sensitive_variables()
def put(selection: Selection, *, entry: RollEntry, receipt: str, choices: list[int]) -> None:
    """Puts a ballot into the urn and marks the entry of the roll as one that has voted."""
    urn = Ballot.objects.filter(selection=selection, round=selection.round)
    ballots = [*urn.values_list("receipt", "choices"), (receipt, choices)]
    voted = ExpressionWrapper(Q(has_voted=True) | Q(pk=entry.pk), output_field=BooleanField())
    with transaction.atomic(), _nameless():
        urn.delete()
        Ballot.objects.bulk_create(
            Ballot(selection=selection, round=selection.round, receipt=receipt, choices=choices)
            for receipt, choices in sorted(ballots)
        )
        # All lines are written anew, so that the one that changed cannot be told from the others.
        RollEntry.objects.filter(selection=selection).update(has_voted=voted)
    transaction.on_commit(sweep, robust=True)  # the ballot is in, and its receipt is to be shown


@contextmanager
def _nameless() -> Iterator[None]:
    """Sends statements without the person and address that pghistory writes before each.

    Neither table needs them: ballots have no history, and that of the roll leaves out who voted.
    A log of the database would hold them beside the ballot.
    """
    wrappers = connection.execute_wrappers
    kept = list(wrappers)
    wrappers[:] = [each for each in kept if each is not runtime._inject_history_context]
    try:
        yield
    finally:
        wrappers[:] = kept


def sweep() -> None:
    """Writes urn and roll into new files, without the rows that were replaced.

    Those would show, laid side by side, which ballot came with which line of the roll. Where
    somebody reads the database just then, a backup say, they stay until the next ballot or the
    next hour.
    """
    if connection.in_atomic_block:
        return
    tables = ", ".join(
        connection.ops.quote_name(model._meta.db_table) for model in (Ballot, RollEntry)
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{PATIENCE}'")
        try:
            cursor.execute(f"VACUUM (FULL) {tables}")
        except DatabaseError:
            log.warning("Urn and roll were in use; they are swept later.")
        finally:
            cursor.execute("RESET lock_timeout")


def sweep_again() -> int:
    """Sweeps while a vote runs or has just ended. Returns how many elections there are of these."""
    running = Selection.objects.filter(
        model=SelectionModel.ELECTION, stage__in=[Stage.CHOICE, Stage.ACCEPTANCE]
    ).count()
    if running:
        sweep()
    return running
