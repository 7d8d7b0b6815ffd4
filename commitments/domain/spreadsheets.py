"""Importing spreadsheets in the browser: files are brought, columns assigned, then all or nothing.

What the columns are taken for is proposed by `proposing`; what the choices say becomes the text
of a mapping, and `importing` reads that as it reads a mapping file.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from action_plans.models import ActionPlan
from commitments.domain import importing
from commitments.domain.import_files import (
    MOST_FILES,
    choices_of,
    files_of,
    grids_of,
    ground_of,
    keep,
    opened,
)
from commitments.domain.importing import Outcome
from commitments.domain.importing.ledger import CHANGED, CREATED, UNCHANGED, Ledger
from commitments.domain.proposing import proposal, writing
from commitments.domain.proposing.choices import Choices
from commitments.domain.proposing.from_mapping import choices_from
from commitments.domain.proposing.proposal import Sheet
from commitments.domain.saved_mappings import mapping_of, saved_by_name, says_more
from commitments.models import ImportState, SavedMapping, SpreadsheetImport
from forums.domain.dates import full_date
from forums.domain.errors import ChangedMeanwhile, Refused
from forums.models import Person

KEPT = dt.timedelta(days=30)
"""How long an import waits that was begun and not ended."""


class ImportEnded(Refused):
    """An import that is over cannot be changed or run again."""


@transaction.atomic
def begin(
    plan: ActionPlan,
    *,
    by: Person,
    files: Iterable[tuple[str, bytes]],
    saved: SavedMapping | None = None,
) -> SpreadsheetImport:
    """Keeps the files and proposes what their columns are, or takes a saved mapping.

    Raises NotRead and OfficeFileRefused, where a file is no spreadsheet that can be read.
    """
    brought = opened(files)
    every = [grid for _name, _data, found in brought for grid in found]
    if saved is None:
        choices, _sheets = proposal.propose(every, ground_of(plan))
    else:
        choices = Choices(language=plan.forum.main_language, saved=saved.slug, ready=True)
    imported = SpreadsheetImport.objects.create(plan=plan, by=by, choices=choices.stored())
    keep(imported, brought)
    return imported


@transaction.atomic
def bring(imported: SpreadsheetImport, *, by: Person, files: Iterable[tuple[str, bytes]]) -> None:
    """Adds files to an import that is under way; one with the name of another takes its place.

    What was chosen of a sheet stays where its columns are still there. Rows that were left out
    because of a problem are read again.
    """
    _lock(imported)
    brought = opened(files)
    names = [name for name, _data, _found in brought]
    imported.files.filter(name__in=names).delete()
    if imported.files.count() + len(brought) > MOST_FILES:
        raise Refused(_("An import has at most %(most)d files.") % {"most": MOST_FILES})
    keep(imported, brought)
    choices = choices_of(imported)
    if not choices.saved:
        _follow(imported, choices, set(names))
    _store(imported, choices)


def _follow(imported: SpreadsheetImport, choices: Choices, changed: set[str]) -> None:
    """Brings the choices to the files: for a sheet that is new, what is proposed."""
    every, ground = grids_of(imported), ground_of(imported.plan)
    proposed, _sheets = proposal.propose(every, ground)
    before = {(sheet.file, sheet.sheet): sheet for sheet in choices.sheets}
    choices.sheets = [before.get((sheet.file, sheet.sheet), sheet) for sheet in proposed.sheets]
    for sheet in choices.sheets:
        if sheet.file in changed:
            sheet.skip = []
    proposal.complete(choices, proposal.look_again(every, choices, ground))


def sheets_of(imported: SpreadsheetImport) -> tuple[Choices, list[Sheet]]:
    """What was chosen so far, and the sheets with it. A saved mapping shows as its choices."""
    every, ground = grids_of(imported), ground_of(imported.plan)
    choices = choices_of(imported)
    if choices.saved:
        proposed, _sheets = proposal.propose(every, ground)
        choices = choices_from(saved_by_name(imported, choices.saved), every, proposed)
    return choices, proposal.look_again(every, choices, ground)


@transaction.atomic
def choose(imported: SpreadsheetImport, *, by: Person, choices: Choices) -> list[str]:
    """Keeps what was chosen. Returns what still has to be chosen, as sentences."""
    _lock(imported)
    every, ground = grids_of(imported), ground_of(imported.plan)
    sheets = proposal.look_again(every, choices, ground)
    words = proposal.state_words(sheets)
    choices.status = {word: choices.status.get(word, "") for word in words}
    proposal.complete(choices, sheets)
    _name_round(imported.plan, choices)
    wanting = writing.missing(choices, sheets, dict(ground.known))
    choices.saved, choices.ready = "", not wanting
    _store(imported, choices)
    return wanting


@transaction.atomic
def propose_anew(imported: SpreadsheetImport, *, by: Person, place: int, choices: Choices) -> None:
    """Proposes the columns of one sheet again, for the heading row and the rows that were chosen."""
    _lock(imported)
    every, ground = grids_of(imported), ground_of(imported.plan)
    sheets = proposal.look_again(every, choices, ground)
    if place < len(sheets):
        proposal.propose_anew(sheets[place], ground)
    proposal.complete(choices, sheets)
    choices.saved, choices.ready = "", False
    _store(imported, choices)


@transaction.atomic
def leave_out(
    imported: SpreadsheetImport, *, by: Person, rows: Iterable[tuple[str, str, int]]
) -> None:
    """Leaves out rows, each by file, sheet and line; the rest is imported without them."""
    _lock(imported)
    if (slug := choices_of(imported).saved) and says_more(saved_by_name(imported, slug)):
        raise Refused(_("With this saved mapping rows cannot be left out. Correct the file."))
    choices, _sheets = sheets_of(imported)
    lines = set(rows)
    for sheet in choices.sheets:
        more = {line for file, name, line in lines if (file, name) == (sheet.file, sheet.sheet)}
        sheet.skip = sorted({*sheet.skip, *more})
    choices.saved, choices.ready = "", True
    _store(imported, choices)


def preview(imported: SpreadsheetImport) -> tuple[Outcome, str]:
    """What an import would do, and the fingerprint of that; nothing is saved.

    Raises Incomplete where columns still have to be assigned, Broken where rows have problems.
    """
    mapping = mapping_of(imported)
    plan = imported.plan
    outcome = importing.run(
        files_of(imported), mapping, forum=plan.forum.slug, plan=plan.slug, dry_run=True
    )
    return outcome, fingerprint(outcome.ledger)


@transaction.atomic
def finish(imported: SpreadsheetImport, *, by: Person, seen: str) -> Outcome:
    """Imports everything; the files are deleted. `seen` is the fingerprint of what was shown.

    Raises ImportEnded, ChangedMeanwhile where it would do something else by now, Incomplete and
    Broken.
    """
    _lock(imported)
    plan = imported.plan
    outcome = importing.run(
        files_of(imported), mapping_of(imported), forum=plan.forum.slug, plan=plan.slug
    )
    if fingerprint(outcome.ledger) != seen:
        raise ChangedMeanwhile(
            _("The plan or the files were changed meanwhile. Look at what would happen now.")
        )
    imported.state, imported.done_at = ImportState.DONE, timezone.now()
    imported.result = _result(imported, outcome)
    imported.save(update_fields=["state", "done_at", "result"])
    imported.files.all().delete()
    return outcome


@transaction.atomic
def discard(imported: SpreadsheetImport, *, by: Person | None) -> None:
    """Ends an import without importing anything; its files are deleted."""
    _lock(imported)
    imported.state = ImportState.DISCARDED
    imported.save(update_fields=["state"])
    imported.files.all().delete()


def sweep(now: dt.datetime | None = None) -> int:
    """Discards imports that were begun long ago and not ended. Returns how many."""
    before = (now or timezone.now()) - KEPT
    due = SpreadsheetImport.objects.filter(state=ImportState.MAPPING, begun_at__lt=before)
    count = 0
    for imported in due:
        try:
            discard(imported, by=None)
        except ImportEnded:
            continue
        count += 1
    return count


def fingerprint(ledger: Ledger) -> str:
    """The same text for the same changes."""
    said = [repr(sorted((kind, sorted(c.items())) for kind, c in ledger.counts.items()))]
    for entry in ledger.entries:
        said.append(str(entry))
        said += [f"{step.name}: {step.old!r} → {step.new!r}" for step in entry.steps]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


def _lock(imported: SpreadsheetImport) -> None:
    """What two do to one import happens one after the other. Raises ImportEnded."""
    locked = SpreadsheetImport.objects.select_for_update(of=("self",)).get(pk=imported.pk)
    if locked.state != ImportState.MAPPING:
        raise ImportEnded(_("This import is over."))
    imported.choices = locked.choices


def _store(imported: SpreadsheetImport, choices: Choices) -> None:
    imported.choices = choices.stored()
    imported.save(update_fields=["choices"])


def _name_round(plan: ActionPlan, choices: Choices) -> None:
    """The round of the day that was given: the plan's own, else one that is called by its day."""
    if choices.day is None:
        return
    round = plan.rounds.filter(as_of=choices.day).first()
    if round is not None:
        choices.round_slug, choices.round_title = round.slug, round.title.texts()
        return
    words = _("Report of %(day)s") % {"day": full_date(choices.day)}
    choices.round_slug, choices.round_title = choices.as_of, {choices.language: words}


def _result(imported: SpreadsheetImport, outcome: Outcome) -> dict[str, Any]:
    ledger = outcome.ledger
    return {
        "files": [file.name for file in imported.files.all()],
        "counts": {
            kind: {what: counts[what] for what in (CREATED, CHANGED, UNCHANGED)}
            for kind, counts in ledger.counts.items()
        },
    }
