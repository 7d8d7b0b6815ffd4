"""manage.py import_plan DIR --mapping NAME_OR_FILE --forum SLUG --plan SLUG [--dry-run]"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_slug

from commitments.domain import importing, saved_mappings
from commitments.domain.importing.ledger import CHANGED, CREATED, UNCHANGED
from commitments.domain.status import Tally


class Command(BaseCommand):
    help = (
        "Imports an action plan from spreadsheets (CSV, XLSX). A mapping says which column is "
        "what: see docs/importing.md. Either everything is saved or nothing."
    )

    requires_migrations_checks = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path, help="folder of the files")
        parser.add_argument(
            "--mapping", required=True, metavar="NAME_OR_FILE", help="a mapping's name or file"
        )
        parser.add_argument("--forum", required=True, metavar="SLUG", type=slug)
        parser.add_argument("--plan", required=True, metavar="SLUG", type=slug)
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be done and save nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(f"There is no folder {folder}.")
        try:
            with pghistory.context(command="import_plan", mapping=options["mapping"]):
                outcome = importing.run(
                    folder,
                    saved_mappings.named(options["mapping"], forum=options["forum"]),
                    forum=options["forum"],
                    plan=options["plan"],
                    dry_run=options["dry_run"],
                )
        except importing.Broken as broken:
            for problem in broken.problems:
                self.stderr.write(str(problem))
            count = len(broken.problems)
            found = "1 problem" if count == 1 else f"{count} problems"
            raise CommandError(f"{found}; nothing was saved.") from broken
        self.report(outcome, dry_run=options["dry_run"], verbosity=options["verbosity"])

    def report(self, outcome: importing.Outcome, *, dry_run: bool, verbosity: int) -> None:
        """Prints what was done or would be, row by row in a dry run, and the plan's totals."""
        ledger = outcome.ledger
        if dry_run or verbosity > 1:
            for entry in ledger.entries:
                self.stdout.write(f"would be {entry}" if dry_run else str(entry))
        for kind, counts in ledger.counts.items():
            self.stdout.write(
                f"{kind}: {counts[CREATED]} created, {counts[CHANGED]} changed, "
                f"{counts[UNCHANGED]} unchanged"
            )
        self.stdout.write(f"The plan's commitments: {words(outcome.totals.commitments)}.")
        self.stdout.write(f"The plan's milestones: {words(outcome.totals.milestones)}.")
        self.stdout.write(
            f"{ledger.total(CREATED)} created, {ledger.total(CHANGED)} changed, "
            f"{ledger.total(UNCHANGED)} unchanged."
            + (" Nothing was saved: this was a dry run." if dry_run else "")
        )


def slug(text: str) -> str:
    """A part of an address. Raises ValueError, which the parser reports."""
    try:
        validate_slug(text)
    except ValidationError as error:
        raise ValueError(text) from error
    return text


def words(tally: Tally) -> str:
    return (
        f"{tally.total}: {tally.complete} complete, {tally.in_progress} in progress, "
        f"{tally.not_started} not started"
    )
