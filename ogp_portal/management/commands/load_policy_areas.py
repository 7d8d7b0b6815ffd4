"""Brings the list of policy areas into the database; safe to run at every start."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commitments.domain import policy_areas


class Command(BaseCommand):
    help = "Makes and changes the policy areas as the list has them. Nothing is deleted."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", nargs="?", type=Path, default=policy_areas.LIST, help="another list (CSV)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = policy_areas.load(policy_areas.read(options["file"]))
        except (OSError, KeyError, ValueError) as error:
            raise CommandError(f"{options['file']} is no list of policy areas: {error}") from error
        if options["verbosity"]:
            self.stdout.write(
                f"Policy areas: {loaded.created} created, {loaded.changed} changed, "
                f"{loaded.unchanged} unchanged."
            )
