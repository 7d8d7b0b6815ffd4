"""What a versioned release, which keeps every value that a field ever had, says in the end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from commitments.domain.contracting.faults import Path
from commitments.domain.contracting.shapes import Wrong, moment_of

_KEYS = {"releaseID", "releaseDate", "releaseTag", "value"}
_GONE = object()


def latest(value: Any) -> Any:
    """The release compiled from a versioned one: each field as its last version says it."""
    found = _latest(value)
    return {} if found is _GONE else found


def last_date(value: Any) -> str:
    """The date of the last release that it knows, as it is written; empty where there is none."""
    dates = [row["releaseDate"] for _path, rows in _versions(value, ()) for row in rows]
    return max(filter(moment_of, dates), key=lambda date: moment_of(date), default="")  # type: ignore[arg-type,return-value]


def undated(value: Any, path: Path) -> Iterator[Wrong]:
    """Versions of which nobody can say when they were told."""
    for place, rows in _versions(value, path):
        for index, row in enumerate(rows):
            if moment_of(row["releaseDate"]) is None:
                yield (*place, index, "releaseDate"), _("is not a date")


def _latest(value: Any) -> Any:
    if isinstance(value, dict):
        found = {key: _latest(each) for key, each in value.items()}
        return {key: each for key, each in found.items() if each is not _GONE} or _GONE
    if not isinstance(value, list):
        return value
    if not _is_versions(value):
        return [each for each in map(_latest, value) if each is not _GONE] or _GONE
    last = max(enumerate(value), key=lambda row: (moment_of(row[1]["releaseDate"]), row[0]))[1]
    return _GONE if last.get("value") is None else last["value"]


def _is_versions(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(
            isinstance(row, dict) and "releaseDate" in row and _KEYS.issuperset(row)
            for row in value
        )
    )


def _versions(value: Any, path: Path) -> Iterator[tuple[Path, list[dict[str, Any]]]]:
    """Every list of versions with its place."""
    if _is_versions(value):
        yield path, value
    elif isinstance(value, (dict, list)):
        inner = value.items() if isinstance(value, dict) else enumerate(value)
        for key, each in inner:
            yield from _versions(each, (*path, key))
