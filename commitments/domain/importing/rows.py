"""Turning the rows of the files into plain values, and collecting every problem on the way."""

from __future__ import annotations

from commitments.domain.importing import forum_rows, plan_rows
from commitments.domain.importing.contents import Contents
from commitments.domain.importing.files import Files
from commitments.domain.importing.problems import Broken
from commitments.domain.importing.reader import Reader
from commitments.domain.importing.specs import Mapping


def read(files: Files, mapping: Mapping) -> Contents:
    """The contents of the files. Raises Broken with every problem of every file."""
    reader = Reader(files, mapping)
    plan_rows.commitments(reader)
    if mapping.milestones:
        plan_rows.milestones(reader, mapping.milestones)
    if mapping.indicators:
        plan_rows.indicators(reader, mapping.indicators)
    if mapping.updates:
        plan_rows.updates(reader, mapping.updates)
    if mapping.responses:
        forum_rows.responses(reader, mapping.responses)
    if mapping.meetings:
        forum_rows.meetings(reader, mapping.meetings)
    if reader.problems:
        raise Broken(reader.problems)
    return reader.contents
