"""Spreadsheets that a coordinator began to import, and the mapping that she keeps."""

from __future__ import annotations

from commitments.domain import import_files, saved_mappings, spreadsheets
from ogp_portal.demo.clock import past
from ogp_portal.demo.world import World


def load(world: World) -> None:
    """Each file is brought and its columns are taken as proposed; nothing of it is imported."""
    for row in world.read("spreadsheets")["imports"]:
        by = world.people[row["by"]]
        [text] = row["text"].values()
        with past(world.clock.moment(row["begun"], "16:40")):
            imported = spreadsheets.begin(
                world.plan(row["plan"]), by=by, files=[(row["name"], text.lstrip().encode())]
            )
            choices = import_files.choices_of(imported)
            wanting = spreadsheets.choose(imported, by=by, choices=choices)
            if wanting:
                raise ValueError(f"{row['name']}: {wanting}")
            saved_mappings.save(imported, by=by, slug=row["keep"])
