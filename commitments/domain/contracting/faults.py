"""What is wrong with a file, each fault at its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_stubs_ext import StrOrPromise

from forums.domain.errors import Refused

MOST = 50
"""Faults that are told at once."""

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Fault:
    """One fault: the file's name, the way to the value in it, and what is wrong with the value."""

    file: str
    path: Path
    what: StrOrPromise

    def __str__(self) -> str:
        where = "/".join(str(step) for step in self.path) or _("the whole file")
        told = f"{where}: {self.what}"
        return f"{self.file}: {told}" if self.file else told


class Broken(Refused):
    """Files that cannot be taken in; nothing of them was saved. `faults` are the first of all."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        every = list(faults)
        self.faults = tuple(every[:MOST])
        self.left = len(every) - len(self.faults)
        super().__init__("\n".join(self.lines()))

    def lines(self) -> list[str]:
        """Each fault in a line, and how many more there are."""
        told = [str(fault) for fault in self.faults]
        if self.left:
            told.append(
                ngettext("and %(count)d more", "and %(count)d more", self.left)
                % {"count": self.left}
            )
        return told
