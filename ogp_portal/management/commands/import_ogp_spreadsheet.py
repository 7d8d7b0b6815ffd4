"""manage.py import_ogp_spreadsheet FILE [--dry-run]"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import pghistory
from django.core.management.base import BaseCommand, CommandError

from commitments.domain import ogp_spreadsheet
from commitments.domain.importing import Broken
from commitments.domain.importing.ledger import CHANGED, CREATED, UNCHANGED


class Command(BaseCommand):
    help = (
        "Imports commitments from the partnership's public spreadsheet (CSV or XLSX): forums, "
        "plans, commitments, offices, policy areas and the IRM's codings in the scales until 2019. "
        "Either everything is saved or nothing."
    )

    requires_migrations_checks = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be done and save nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        try:
            data = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        try:
            with pghistory.context(command="import_ogp_spreadsheet"):
                outcome = ogp_spreadsheet.run(data, file.name, dry_run=options["dry_run"])
        except Broken as broken:
            for problem in broken.problems:
                self.stderr.write(str(problem))
            count = len(broken.problems)
            found = "1 problem" if count == 1 else f"{count} problems"
            raise CommandError(f"{found}; nothing was saved.") from broken
        self.report(outcome, dry_run=options["dry_run"], verbosity=options["verbosity"])

    def report(self, outcome: ogp_spreadsheet.Outcome, *, dry_run: bool, verbosity: int) -> None:
        """Prints what was done or would be, and the columns that nobody knows."""
        ledger = outcome.ledger
        if dry_run or verbosity > 1:
            for entry in ledger.entries:
                self.stdout.write(f"would be {entry}" if dry_run else str(entry))
        for kind, counts in ledger.counts.items():
            self.stdout.write(
                f"{kind}: {counts[CREATED]} created, {counts[CHANGED]} changed, "
                f"{counts[UNCHANGED]} unchanged"
            )
        if outcome.unknown:
            self.stdout.write(f"Not read, as not known: {', '.join(outcome.unknown)}.")
        self.stdout.write(
            f"{ledger.total(CREATED)} created, {ledger.total(CHANGED)} changed, "
            f"{ledger.total(UNCHANGED)} unchanged."
            + (" Nothing was saved: this was a dry run." if dry_run else "")
        )
