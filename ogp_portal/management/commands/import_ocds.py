"""manage.py import_ocds FILE… --forum SLUG [--plan SLUG --commitment NUMBER] [--replace]"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import pghistory
from django.core.management.base import BaseCommand, CommandError

from commitments.domain import procurement
from commitments.domain.contracting.faults import Broken
from commitments.models import Commitment
from forums.domain.errors import Refused
from forums.models import Forum

MOST_BYTES = 200 * 1024 * 1024


class Command(BaseCommand):
    help = (
        "Takes in contracting processes from JSON files of the Open Contracting Data Standard "
        "1.1: release packages, releases, record packages, records. All of it or nothing. With "
        "a plan and a commitment, what is taken in is tied to that commitment; without, only the "
        "forum sees it until it is tied."
    )

    requires_migrations_checks = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", metavar="FILE", nargs="+", type=Path)
        parser.add_argument("--forum", required=True, metavar="SLUG")
        parser.add_argument("--plan", metavar="SLUG")
        parser.add_argument("--commitment", metavar="NUMBER", type=int)
        parser.add_argument(
            "--only", metavar="OCID", action="append", default=[], help="only this process"
        )
        parser.add_argument(
            "--replace",
            action="store_true",
            help="where a release is known with other content, take the file's",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        forum = Forum.objects.filter(slug=options["forum"]).first()
        if forum is None:
            raise CommandError(f"There is no forum {options['forum']}.")
        try:
            files = [(path.name, path.read_bytes()) for path in options["files"]]
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}.") from error
        try:
            with pghistory.context(command="import_ocds"):
                done = procurement.import_files(
                    forum,
                    by=None,
                    files=files,
                    commitment=self.commitment(forum, options),
                    only=options["only"],
                    replace=options["replace"],
                    most_bytes=MOST_BYTES,
                )
        except Broken as broken:
            for line in broken.lines():
                self.stderr.write(line)
            raise CommandError("Nothing was saved.") from broken
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(
            f"{done.count} contracting processes: {len(done.new)} new, {len(done.changed)} "
            f"changed, {len(done.unchanged)} unchanged."
        )

    def commitment(self, forum: Forum, options: dict[str, Any]) -> Commitment | None:
        """The commitment that the options name."""
        plan, number = options["plan"], options["commitment"]
        if plan is None and number is None:
            return None
        if plan is None or number is None:
            raise CommandError("Give a plan and a commitment, or neither.")
        found = Commitment.objects.filter(plan__forum=forum, plan__slug=plan, number=number)
        commitment = found.select_related("plan").first()
        if commitment is None:
            raise CommandError(f"The plan {plan} has no commitment {number}.")
        return commitment
