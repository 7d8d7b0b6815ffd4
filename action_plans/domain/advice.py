"""What would make a draft clearer, said while it is written: advice, never a wall. Pure.

The measures are simple on purpose, and the same in every language: words, sentences, figures,
dates. They say what a reader would stumble over, not what is right.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MOST_AT_ONCE = 3
SHORT, LONG = 20, 350
"""Words of an answer: fewer say too little, more are not read to the end."""

AVERAGE, LONGEST = 22, 40
"""Words of a sentence: on average, and of the longest one."""

QUOTED = 12
"""Words by which a long sentence is quoted."""

PROBLEM = "problem"
OPTIONAL = frozenset({"additional"})

_SENTENCE = re.compile(r"(?<=[.!?…])[\"»”’)]*\s+(?=[\"«“‘(¿¡]*[A-ZÁÉÍÓÚÑ0-9])|\n+")
_WORD = re.compile(r"\w[\w'’-]*")
_FIGURE = re.compile(
    r"\d|\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|half|hundred"
    r"|thousand|million|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|veinte|mitad"
    r"|cien|ciento|mil|millón|millones)\b",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"^(improv|strengthen|promot|support|foster|encourag|continu|work on|seek|try|explor|consider"
    r"|mejora|fortalec|promov|promoción|apoy|foment|impuls|continua|seguir|procurar|trabajar en"
    r"|explorar|considerar)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Advice:
    """What a reader would stumble over, and what to do. `quote` is from the text itself."""

    what: str
    todo: str
    quote: str = ""


@dataclass(frozen=True)
class Step:
    """A milestone as the advice sees it, in one language."""

    title: str
    due_on: dt.date | None
    has_office: bool


def sentences(text: str) -> list[str]:
    """The sentences of a text; a line of a list is one too."""
    parts = (part.strip(" \t-*#>") for part in _SENTENCE.split(text))
    return [part for part in parts if _WORD.search(part)]


def count_words(text: str) -> int:
    """How many words there are; punctuation is none."""
    return len(_WORD.findall(text))


def on_answer(question: str, text: str) -> list[Advice]:
    """At most three pieces of advice on one answer in one language, the weightiest first."""
    if not sentences(text):
        return []
    found = [*_figure(question, text), *_sentences(text), *_length(question, text)]
    return found[:MOST_AT_ONCE]


def _figure(question: str, text: str) -> list[Advice]:
    if question != PROBLEM or _FIGURE.search(text):
        return []
    return [
        Advice(
            _("The problem has no figure."),
            _("Name one that can be measured again at the end: how many, how long, how often."),
        )
    ]


def _sentences(text: str) -> list[Advice]:
    lengths = [(count_words(sentence), sentence) for sentence in sentences(text)]
    longest, sentence = max(lengths, key=lambda row: row[0])
    average = round(sum(length for length, _sentence in lengths) / len(lengths))
    found = []
    if longest > LONGEST:
        found.append(
            Advice(
                _("One sentence has %(words)d words.") % {"words": longest},
                _("Make two or three of it."),
                " ".join(sentence.split()[:QUOTED]) + " …",
            )
        )
    if average > AVERAGE and len(lengths) > 1:
        found.append(
            Advice(
                _("A sentence has %(words)d words on average.") % {"words": average},
                _("Readers follow up to %(most)d with ease: one thought, one sentence.")
                % {"most": AVERAGE},
            )
        )
    return found


def _length(question: str, text: str) -> list[Advice]:
    words = count_words(text)
    if words < SHORT and question not in OPTIONAL:
        said = ngettext("The answer has %(words)d word.", "The answer has %(words)d words.", words)
        return [
            Advice(
                said % {"words": words},
                _("Say enough for somebody who hears of it for the first time."),
            )
        ]
    if words > LONG:
        return [
            Advice(
                _("The answer has %(words)d words.") % {"words": words},
                _("Keep what is needed to judge it, about %(most)d words; link to the rest.")
                % {"most": LONG},
            )
        ]
    return []


def on_milestones(steps: Sequence[Step]) -> list[Advice]:
    """At most three pieces of advice on the milestones: verifiable, dated, with one office."""
    found = []
    for step in steps:
        if _VAGUE.match(step.title.strip()):
            found.append(
                Advice(
                    _("Nobody can see when this is done."),
                    _("Name the thing that will be there: a law, a page, data, a report."),
                    step.title,
                )
            )
        if step.due_on is None:
            found.append(Advice(_("This has no date."), _("Say by which day."), step.title))
        if not step.has_office:
            found.append(
                Advice(
                    _("No office is responsible for this."),
                    _("Name the one that answers for it; others can support it."),
                    step.title,
                )
            )
    return found[:MOST_AT_ONCE]


def on_values(values: Collection[str]) -> list[Advice]:
    """Advice where no value of open government is named (domain.md §3.4)."""
    if values:
        return []
    return [
        Advice(
            _("No value of open government is named."),
            _("Say what people will be able to see, say or ask, and choose the value it serves."),
        )
    ]
