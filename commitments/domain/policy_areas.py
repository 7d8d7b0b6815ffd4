"""The Open Government Partnership's policy areas: kept as data, brought into the database.

The list is the file `commitments/taxonomy/policy_areas.csv`: `slug`, the names by language,
`verified` (yes where the name was read at the partnership's glossary, no where it is from
memory), `retired_on`, and `goes_on_as`, the slug of what a renamed area is called now.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from commitments.models import PolicyArea

LIST = Path(__file__).resolve().parents[1] / "taxonomy" / "policy_areas.csv"


@dataclass(frozen=True)
class Area:
    """An area as the list has it. `name` is by language."""

    slug: str
    name: dict[str, str]
    verified: bool
    retired_on: dt.date | None = None
    goes_on_as: str = ""


@dataclass(frozen=True)
class Loaded:
    """How many areas the list made, changed and found as they are."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0


def read(path: Path = LIST) -> list[Area]:
    """The areas of a list. Raises OSError, KeyError, ValueError where it is no such file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [_area(row) for row in csv.DictReader(file)]


def _area(row: dict[str, str]) -> Area:
    names = {code: row.get(f"name_{code}", "") for code, _name in settings.LANGUAGES}
    return Area(
        slug=row["slug"],
        name={code: name for code, name in names.items() if name},
        verified=row["verified"] == "yes",
        retired_on=dt.date.fromisoformat(row["retired_on"]) if row["retired_on"] else None,
        goes_on_as=row["goes_on_as"],
    )


@transaction.atomic
def load(areas: Iterable[Area]) -> Loaded:
    """Brings the areas into the database: makes what is new, changes what differs.

    Nothing is deleted: an area that the list no longer has stays with its commitments, and one
    that was renamed is retired there and says how it goes on. Raises ValueError where an area
    goes on as one that there is not.
    """
    areas = list(areas)
    known = {row.slug: row for row in PolicyArea.objects.select_for_update()}
    created = changed = 0
    for area in areas:
        row = known.get(area.slug)
        fields = {"name": area.name, "verified": area.verified, "retired_on": area.retired_on}
        if row is None:
            known[area.slug] = PolicyArea.objects.create(slug=area.slug, **fields)
            created += 1
        elif _set(row, **fields):
            changed += 1
    for area in areas:
        if area.goes_on_as and area.goes_on_as not in known:
            raise ValueError(f"{area.slug} goes on as {area.goes_on_as}, which is not in the list.")
        target = known[area.goes_on_as].pk if area.goes_on_as else None
        changed += _set(known[area.slug], goes_on_as_id=target)
    return Loaded(created, changed, max(len(areas) - created - changed, 0))


def _set(row: PolicyArea, **fields: object) -> bool:
    different = {name: value for name, value in fields.items() if getattr(row, name) != value}
    for name, value in different.items():
        setattr(row, name, value)
    if different:
        row.save(update_fields=list(different))
    return bool(different)
