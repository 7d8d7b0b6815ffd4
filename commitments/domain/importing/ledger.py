"""Saving rows only where they differ, and counting what became of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.db import DatabaseError, models
from django.utils.translation import gettext as _

from commitments.domain.importing.problems import Broken, Position, Problem
from commitments.domain.importing.specs import Texts
from forums.models import Translated
from forums.models.translation import MAIN

M = TypeVar("M", bound=models.Model)

CREATED, CHANGED, UNCHANGED = "created", "changed", "unchanged"


@dataclass(frozen=True)
class Step:
    """One field of a row that changes: its name, and what it held and shall hold."""

    name: str
    label: str
    old: Any
    new: Any


@dataclass(frozen=True)
class Entry:
    """A row that was created or changed. `steps` are the fields, of a row that is there."""

    kind: str
    what: str
    label: str
    at: Position | None = None
    steps: tuple[Step, ...] = ()

    def __str__(self) -> str:
        fields = ", ".join(step.name for step in self.steps)
        return f"{self.what} {self.kind}: {self.label}" + (f" ({fields})" if fields else "")


class Ledger:
    """`counts` says by kind how many rows were created, changed and unchanged.

    `entries` has those that were created or changed, in order.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self.counts: dict[str, Counter[str]] = {}
        self.entries: list[Entry] = []

    def total(self, what: str) -> int:
        return sum(counts[what] for counts in self.counts.values())

    def put(
        self,
        kind: str,
        found: M | None,
        new: M,
        fields: AnyMapping[str, Any],
        *,
        label: str,
        at: Position,
    ) -> M:
        """Saves `new` where nothing was found, else those of the fields that differ.

        `new` carries what only counts at creation. Raises Broken where the database refuses.
        """
        row = new if found is None else found
        if found is None:
            changed = list(fields)
        else:
            changed = [name for name, value in fields.items() if getattr(row, name) != value]
        steps = tuple(
            Step(name, _field_label(row, name), getattr(row, name), fields[name])
            for name in changed
            if found is not None
        )
        for name in changed:
            setattr(row, name, fields[name])
        try:
            if found is None:
                row.save(force_insert=True)
            elif changed:
                row.save(update_fields=changed)
        except DatabaseError as error:
            reason = _("The portal refuses the row: %(detail)s") % {"detail": _detail(error)}
            raise Broken([Problem(at, reason)]) from error
        what = CREATED if found is None else CHANGED if changed else UNCHANGED
        self.note(kind, what, label, at=at, steps=steps)
        return row

    def note(
        self,
        kind: str,
        what: str,
        label: str,
        *,
        at: Position | None = None,
        steps: tuple[Step, ...] = (),
    ) -> None:
        """Counts a row without saving it."""
        self.counts.setdefault(kind, Counter())[what] += 1
        if what != UNCHANGED:
            self.entries.append(Entry(kind, what, label, at, steps))

    def texts(self, texts: Texts, before: Any = None) -> Translated:
        """The texts as a translated value; languages that are not among them stay as before."""
        value = Translated({**(before or {}), **texts})
        if value and self.language != settings.LANGUAGE_CODE:
            value.setdefault(MAIN, self.language)
        return value


def _field_label(row: models.Model, name: str) -> str:
    return str(getattr(row._meta.get_field(name), "verbose_name", name))


def _detail(error: DatabaseError) -> str:
    """What the database says of a refused row, such as “Key (number)=(3) already exists.”"""
    diagnosis = getattr(error.__cause__, "diag", None)
    said = getattr(diagnosis, "message_detail", None) or str(error)
    return str(said).strip().split("\n")[0]
