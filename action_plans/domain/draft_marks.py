"""What a file of a draft carries, so that its edits are found when it comes back. Pure.

A bookmark stands at each question and each milestone, and one line at the end of the file names
all of them once more. Both hold numbers alone, and only numbers of the draft that the file is
brought to are heeded: a mark that somebody made up leads nowhere but to that draft's history.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

MOST_BOOKMARK = 40
"""Characters that a word processor takes as the name of a bookmark."""

_LANGUAGE = r"(?P<language>[a-z]{2,3}(?:_[a-z0-9]{2,4})*)"
_QUESTION = re.compile(
    rf"_ogp(?P<help>h?)_(?P<draft>\d{{1,18}})_(?P<key>[a-z0-9_]+?)_r(?P<base>\d{{1,9}})_{_LANGUAGE}"
)
_MILESTONE = re.compile(r"_ogph?_(?P<draft>\d{1,18})_m(?P<pk>\d{1,18})_e(?P<event>\d{1,18})")
_TABLE = re.compile(r"_ogph?_\d{1,18}_milestones")
_REFERENCE = re.compile(
    r"ogp-draft:(?P<draft>\d{1,18}):(?P<language>[a-z0-9-]{2,12})(?P<rest>(?::[a-z0-9_]+\.\d{1,18})*)"
)
_PART = re.compile(r":(?:m(?P<pk>\d+)|(?P<key>[a-z_][a-z0-9_]*))\.(?P<number>\d+)")


@dataclass(frozen=True)
class QuestionMark:
    """The answer to a question in a language, as revision `base` had it (0: none yet)."""

    draft: int
    key: str
    base: int
    language: str

    def name(self, *, beside_help: bool = False) -> str:
        """The bookmark's name. A second one at the question's help outlives a new heading."""
        language = self.language.replace("-", "_").lower()
        prefix = "_ogph" if beside_help else "_ogp"
        return f"{prefix}_{self.draft}_{self.key}_r{self.base}_{language}"


@dataclass(frozen=True)
class MilestoneMark:
    """A milestone as the row `event` of its history has it."""

    draft: int
    pk: int
    event: int

    def name(self, *, second: bool = False) -> str:
        """The bookmark's name. A second one at the end of the row outlives a new title."""
        prefix = "_ogph" if second else "_ogp"
        return f"{prefix}_{self.draft}_m{self.pk}_e{self.event}"


@dataclass(frozen=True)
class Reference:
    """Everything that went out in a file: the draft, the language, revisions and milestones."""

    draft: int
    language: str
    bases: dict[str, int]
    milestones: dict[int, int]

    def line(self) -> str:
        """The line that ends the file."""
        parts = [f"{key}.{base}" for key, base in self.bases.items()]
        parts += [f"m{pk}.{event}" for pk, event in self.milestones.items()]
        return ":".join([f"ogp-draft:{self.draft}:{self.language}", *parts])


def question_mark(name: str) -> tuple[QuestionMark, bool] | None:
    """What a bookmark of this name marks, and whether it stands at the help; None if not ours."""
    found = _QUESTION.fullmatch(name)
    if found is None:
        return None
    language = found["language"].replace("_", "-")
    mark = QuestionMark(int(found["draft"]), found["key"], int(found["base"]), language)
    return mark, bool(found["help"])


def milestone_mark(name: str) -> MilestoneMark | None:
    """What a bookmark of this name marks; None where it is not one of ours."""
    found = _MILESTONE.fullmatch(name)
    return found and MilestoneMark(*(int(found[part]) for part in ("draft", "pk", "event")))


def table_mark(draft: int, *, beside_help: bool = False) -> str:
    """The bookmark at the heading of the milestones, or at the help below it."""
    return f"{'_ogph' if beside_help else '_ogp'}_{draft}_milestones"


def is_table_mark(name: str) -> bool:
    return _TABLE.fullmatch(name) is not None


def reference(texts: Iterable[str]) -> Reference | None:
    """The first reference that stands in one of the texts."""
    for text in texts:
        found = _REFERENCE.search(text)
        if found is None:
            continue
        bases, milestones = {}, {}
        for part in _PART.finditer(found["rest"]):
            if part["pk"]:
                milestones[int(part["pk"])] = int(part["number"])
            else:
                bases[part["key"]] = int(part["number"])
        return Reference(int(found["draft"]), found["language"], bases, milestones)
    return None
