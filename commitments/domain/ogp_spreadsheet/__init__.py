"""Commitments in the column layout of the partnership's public spreadsheet (domain.md §7.4).

columns.py has the columns and their words, exporting.py writes the portal's commitments in them,
reading.py reads a file, importing.py brings the portal to what it says.
"""

from commitments.domain.ogp_spreadsheet.exporting import lines
from commitments.domain.ogp_spreadsheet.importing import Outcome, run

__all__ = ["Outcome", "lines", "run"]
