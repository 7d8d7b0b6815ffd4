"""What stands in the cells of a table that people open in a spreadsheet. Pure."""

from __future__ import annotations

# What spreadsheets take for a formula when a cell begins with it.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_text(text: str) -> str:
    """The text; where a spreadsheet would run it, marked as text. So is one that looks marked."""
    return f"'{text}" if text.lstrip("'").startswith(FORMULA) else text


def unmarked(text: str) -> str:
    """The text as it was before it was marked."""
    marked = text.startswith("'") and text.lstrip("'").startswith(FORMULA)
    return text[1:] if marked else text
