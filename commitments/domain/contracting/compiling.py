"""What all releases of a contracting process say together, by the standard's own merging.

The merging itself is `ocdsmerge`, the Open Contracting Partnership's library. Its rules, which it
would fetch from the web, stand in `commitments/ocds/merge_rules.toml`.
"""

from __future__ import annotations

import tomllib
import warnings
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from ocdsmerge import CompiledRelease
from ocdsmerge.exceptions import DuplicateIdValueWarning, OCDSMergeError

from commitments.domain.contracting.shapes import moment_of
from commitments.domain.contracting.statements import is_compiled

RULES = Path(__file__).resolve().parents[2] / "ocds" / "merge_rules.toml"

Content = dict[str, Any]


class Inconsistent(Exception):
    """Two releases say things of one field that cannot be merged, such as a text and a list."""


def compiled(contents: Iterable[Content]) -> Content:
    """One release out of all, whatever their order.

    The last compiled one stands for all up to its date; what was released later is merged into
    it. Where there is none, all releases are merged. Raises Inconsistent.
    """
    rows = sorted(contents, key=lambda row: (moment_of(row["date"]), str(row.get("id"))))
    bases = [row for row in rows if is_compiled(row)]
    if bases:
        told = moment_of(bases[-1]["date"])
        later = [
            row
            for row in rows
            if not is_compiled(row) and moment_of(row["date"]) > told  # type: ignore[operator]
        ]
        rows = [bases[-1], *later]
    merged = CompiledRelease(merge_rules=merge_rules())
    try:
        with warnings.catch_warnings():
            # Of two things with one id in a list the later stands, as the standard says.
            warnings.simplefilter("ignore", DuplicateIdValueWarning)
            for row in rows:
                merged.append(row)
        found: Content = _without_empties(merged.asdict())
    except OCDSMergeError as error:
        raise Inconsistent(str(error)) from error
    return found


@cache
def merge_rules() -> dict[tuple[str, ...], str]:
    """By the way to a field: whether merging leaves it out or takes a list as a whole."""
    facts = tomllib.loads(RULES.read_text(encoding="utf-8"))
    return {
        **{tuple(way.split(".")): "omitWhenMerged" for way in facts["omit"]},
        **{tuple(way.split(".")): "wholeListMerge" for way in facts["whole_list"]},
    }


def _without_empties(value: Any) -> Any:
    """The same without objects and lists in which nothing is."""
    if isinstance(value, dict):
        inner = {key: _without_empties(each) for key, each in value.items()}
        return {key: each for key, each in inner.items() if each not in ({}, [])}
    if isinstance(value, list):
        return [each for each in map(_without_empties, value) if each not in ({}, [])]
    return value
