"""What stands in the cells of a table that people open in a spreadsheet. Pure."""

from __future__ import annotations

# What spreadsheets take for a formula when a cell begins with it.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_text(text: str) -> str:
    """The text; where a spreadsheet would run it, marked as text."""
    return f"'{text}" if text.startswith(FORMULA) else text
