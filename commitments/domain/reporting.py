"""What a report has to say before it is handed in. Pure.

Canada's tracker asks what stands in the way of whatever has not begun or is limited; text such as
"None" or "See previous update" is neither a report nor evidence (domain.md §9, §10.4).
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from commitments.models import GovernmentStatus, MilestoneStatus
from forums.domain.dates import full_date
from forums.domain.errors import Refused
from forums.models import Translated

_NOTHING = frozenset(
    [
        "none",
        "n/a",
        "na",
        "n.a",
        "nil",
        "nul",
        "nothing",
        "nothing new",
        "nothing to report",
        "nothing to add",
        "no",
        "no evidence",
        "no update",
        "no updates",
        "no new update",
        "no change",
        "no changes",
        "not applicable",
        "not available",
        "as before",
        "same as before",
        "same",
        "same as above",
        "idem",
        "ditto",
        "tbd",
        "tbc",
        "to be determined",
        "x",
        "ninguno",
        "ninguna",
        "ningún",
        "nada",
        "nada nuevo",
        "nada que informar",
        "no aplica",
        "no disponible",
        "n/d",
        "nd",
        "s/d",
        "sin evidencia",
        "sin novedad",
        "sin novedades",
        "sin cambio",
        "sin cambios",
        "sin datos",
        "sin información",
        "igual",
        "igual que antes",
        "lo mismo",
        "ídem",
        "por definir",
    ]
)
_ELSEWHERE = re.compile(
    r"(?:please )?(?:see|refer to|véase|vease|vea|ver|favor (?:de )?ver)\b.{0,30}"
    r"\b(?:previous|earlier|prior|last|above|below|anterior(?:es)?|previ[oa]s?|arriba|abajo"
    r"|últim[oa])\b.{0,30}"
)
_AROUND = " \t\r\n.,;:!?-–—_*#/\"'“”«»()[]…"
_BLOCKED = (GovernmentStatus.NOT_STARTED, GovernmentStatus.LIMITED)


class NotReady(Refused):
    """A report that lacks what has to be there. `faults` has a sentence for each field."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__(" ".join(faults.values()))
        self.faults = faults


@dataclass(frozen=True)
class Said:
    """What an update says, and of what. `before` is the state that was last published before its
    round, empty where there is none; `as_of` the day of which the round reports."""

    status: str
    done: Translated
    obstacles: Translated
    happened_on: dt.date | None
    proofs: int
    before: str
    as_of: dt.date


def says_nothing(text: str) -> bool:
    """Whether a text is empty, or only says that there is nothing or that it stands elsewhere."""
    words = " ".join(text.casefold().split()).strip(_AROUND)
    return not words or words in _NOTHING or _ELSEWHERE.fullmatch(words) is not None


def meant(text: Translated) -> Translated:
    """The text without the languages in which it says nothing."""
    kept = Translated(
        {code: words for code, words in text.items() if code == "_" or not says_nothing(words)}
    )
    return kept or Translated()


def check_update(said: Said) -> None:
    """Raises NotReady where the update cannot be handed in or published.

    Without a text it says that nothing is new; it can where the state is what it was.
    """
    faults: dict[str, str] = {}
    if not said.done and said.status != said.before:
        faults["done"] = _("Say what was done.")
    elif _hollow(said.done):
        faults["done"] = _(
            "This says nothing. Say what was done, or choose that nothing has changed."
        )
    if said.status == MilestoneStatus.NOT_STARTED and not meant(said.obstacles):
        faults["obstacles"] = _("It has not started. Say what stands in the way.")
    if said.happened_on is not None and said.happened_on > said.as_of:
        faults["happened_on"] = _(
            "The round reports how things stood on %(day)s. Give that day or an earlier one."
        ) % {"day": full_date(said.as_of)}
    if said.status == MilestoneStatus.COMPLETE and not said.proofs:
        faults["evidence"] = _(
            "A milestone is complete only with evidence. Add a file, a link or a document that "
            "shows it."
        )
    if faults:
        raise NotReady(faults)


def check_report(status: str, text: Translated, obstacles: Translated) -> None:
    """Raises NotReady where the report of a whole commitment cannot be handed in."""
    faults: dict[str, str] = {}
    if not text:
        faults["text"] = _("Say in short how far the commitment is.")
    elif _hollow(text):
        faults["text"] = _("This says nothing. Say in short how far the commitment is.")
    if status in _BLOCKED and not meant(obstacles):
        faults["obstacles"] = _("It has not started or is limited. Say what stands in the way.")
    if faults:
        raise NotReady(faults)


def _hollow(text: Translated) -> bool:
    """Whether it says nothing in one of its languages."""
    return any(says_nothing(words) for words in text.texts().values())
