"""Importing a plan from spreadsheets: a mapping says what stands where, nothing is hard-wired.

mapping.py reads the mapping, tables.py the files, rows.py turns their rows into plain values
and collects every problem, plan.py saves it all or nothing. Mappings for spreadsheets that
nobody has described are proposed next door, in `proposing`.
"""

from commitments.domain.importing.mapping import find, parse, read
from commitments.domain.importing.plan import Outcome, run
from commitments.domain.importing.problems import Broken, Position, Problem
from commitments.domain.importing.rows import read as read_rows
from commitments.domain.importing.specs import Mapping

__all__ = [
    "Broken",
    "Mapping",
    "Outcome",
    "Position",
    "Problem",
    "find",
    "parse",
    "read",
    "read_rows",
    "run",
]
