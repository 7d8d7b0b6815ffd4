"""Importing a plan from spreadsheets: a mapping says what stands where, nothing is hard-wired.

mapping.py reads the mapping, tables.py the files, rows.py turns their rows into plain values
and collects every problem, plan.py saves it all or nothing.
"""

from commitments.domain.importing.mapping import find, read
from commitments.domain.importing.plan import Outcome, run
from commitments.domain.importing.problems import Broken, Position, Problem
from commitments.domain.importing.specs import Mapping

__all__ = ["Broken", "Mapping", "Outcome", "Position", "Problem", "find", "read", "run"]
