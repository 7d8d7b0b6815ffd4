"""The files of an import in the browser, and what was chosen of them so far."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from action_plans.models import ActionPlan
from commitments.domain.proposing import grids
from commitments.domain.proposing.choices import Choices
from commitments.domain.proposing.fields import fields
from commitments.domain.proposing.grids import Grid
from commitments.domain.proposing.proposal import Ground
from commitments.models import SpreadsheetFile, SpreadsheetImport
from forums.domain.errors import Refused

MOST_FILES = 10
LONGEST_NAME = 120

Opened = tuple[str, bytes, list[Grid]]
"""A file's clean name, its bytes and its sheets."""


def ground_of(plan: ActionPlan) -> Ground:
    """What proposals for this plan go by."""
    forum = plan.forum
    return Ground(tuple(forum.languages), forum.main_language, fields(plan.template))


def choices_of(imported: SpreadsheetImport) -> Choices:
    """What was chosen so far."""
    return Choices.of(imported.choices)


def files_of(imported: SpreadsheetImport) -> dict[str, bytes]:
    """The import's files by name."""
    return {file.name: bytes(file.content) for file in imported.files.all()}


def grids_of(imported: SpreadsheetImport) -> list[Grid]:
    """The sheets of the import's files."""
    files = files_of(imported)
    return [grid for name, data in files.items() for grid in grids.open_file(name, data)]


def opened(files: Iterable[tuple[str, bytes]]) -> list[Opened]:
    """The files by clean names, each opened once. Raises Refused."""
    found: dict[str, Opened] = {}
    for sent, data in files:
        name = clean_name(sent)
        if name in found:
            raise Refused(_("Two files are called “%(name)s”.") % {"name": name})
        found[name] = (name, data, grids.open_file(name, data))
    if not found:
        raise Refused(_("Choose at least one file."))
    if len(found) > MOST_FILES:
        raise Refused(_("An import has at most %(most)d files.") % {"most": MOST_FILES})
    return list(found.values())


def clean_name(name: str) -> str:
    """The name of a file without folders and without what is no letter; the ending stays."""
    last = name.replace("\\", "/").rpartition("/")[2]
    clean = "".join(letter for letter in last if letter.isprintable()).strip()
    return clean[-LONGEST_NAME:] or "file"


def keep(imported: SpreadsheetImport, files: Sequence[Opened]) -> None:
    """Keeps the files as they were sent."""
    SpreadsheetFile.objects.bulk_create(
        SpreadsheetFile(
            imported=imported, name=name, content=data, sha256=hashlib.sha256(data).hexdigest()
        )
        for name, data, _found in files
    )
