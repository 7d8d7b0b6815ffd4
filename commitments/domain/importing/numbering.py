"""Numberings such as 1, 1.1 and 1.1.1, in which each part says whose part it is. Pure."""

from __future__ import annotations

import re

_WORD = r"(?:[^\W\d_]+\.?[\s.:°º-]*)?"
_NUMBERING = re.compile(rf"\s*#?\s*{_WORD}(\d+(?:[.\-]\d+)*)[.):]?\s*")


def parts_of(text: str) -> tuple[str, ...]:
    """The parts of a numbering, with or without a word before it; empty where it is none."""
    found = _NUMBERING.fullmatch(text)
    return tuple(re.split(r"[.\-]", found[1])) if found else ()


def number_of(text: str) -> str:
    """The numbering alone, its parts with a full stop between them; empty where it is none."""
    return ".".join(parts_of(text))
