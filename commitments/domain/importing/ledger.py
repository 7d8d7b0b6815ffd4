"""Saving rows only where they differ, and counting what became of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping as AnyMapping
from typing import Any, TypeVar

from django.conf import settings
from django.db import IntegrityError, models

from commitments.domain.importing.problems import Broken, Position, Problem
from commitments.domain.importing.specs import Texts
from forums.models import Translated
from forums.models.translation import MAIN

M = TypeVar("M", bound=models.Model)

CREATED, CHANGED, UNCHANGED = "created", "changed", "unchanged"


class Ledger:
    """`counts` says by kind how many rows were created, changed and unchanged.

    `lines` has one line for each row that was created or changed, in order.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self.counts: dict[str, Counter[str]] = {}
        self.lines: list[str] = []

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
        for name in changed:
            setattr(row, name, fields[name])
        try:
            if found is None:
                row.save(force_insert=True)
            elif changed:
                row.save(update_fields=changed)
        except IntegrityError as error:
            raise Broken([Problem(at, f"The portal refuses the row: {_detail(error)}")]) from error
        what = CREATED if found is None else CHANGED if changed else UNCHANGED
        self.note(kind, what, label if found is None else f"{label} ({', '.join(changed)})")
        return row

    def note(self, kind: str, what: str, label: str) -> None:
        """Counts a row without saving it."""
        self.counts.setdefault(kind, Counter())[what] += 1
        if what != UNCHANGED:
            self.lines.append(f"{what} {kind}: {label}")

    def texts(self, texts: Texts, before: Any = None) -> Translated:
        """The texts as a translated value; languages that are not among them stay as before."""
        value = Translated({**(before or {}), **texts})
        if value and self.language != settings.LANGUAGE_CODE:
            value.setdefault(MAIN, self.language)
        return value


def _detail(error: IntegrityError) -> str:
    """What the database says of a refused row, such as “Key (number)=(3) already exists.”"""
    diagnosis = getattr(error.__cause__, "diag", None)
    said = getattr(diagnosis, "message_detail", None) or str(error)
    return str(said).strip().split("\n")[0]
