"""What the cells of a column are: dates, states, links, keys, texts in a language. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from commitments.domain.importing import days
from commitments.domain.importing.numbering import parts_of
from commitments.domain.proposing.vocabulary import level_named, plain, state_named, words

FORMS = {
    "dmy": ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y"),
    "mdy": ("%m/%d/%Y", "%m.%d.%Y", "%m-%d-%Y", "%m/%d/%y"),
}
IN_WORDS = ("%d %B %Y", "%B %d %Y")
MOST = 0.7  # the share of cells that makes a column one of dates, say
LOOKED_AT = 200  # filled cells of a column by which it is judged
LONGEST_DATE = 30


@dataclass(frozen=True)
class Look:
    """The shares, from 0 to 1, of a column's filled cells that look like something."""

    filled: int = 0
    dates: float = 0.0
    states: float = 0.0
    levels: float = 0.0
    links: float = 0.0
    numbering: float = 0.0
    codes: float = 0.0
    distinct: float = 0.0
    length: float = 0.0


def look(cells: Sequence[str]) -> Look:
    """How the filled cells of a column look, by the first of them."""
    texts = [text for text in cells if text][:LOOKED_AT]
    if not texts:
        return Look()
    count = len(texts)
    return Look(
        filled=count,
        dates=sum(is_date(text) for text in texts) / count,
        states=sum(bool(state_named(text)) and not text.isdigit() for text in texts) / count,
        levels=sum(bool(_level_word(text)) for text in texts) / count,
        links=sum(bool(re.match(r"https?://|www\.", text)) for text in texts) / count,
        numbering=sum(bool(parts_of(text)) for text in texts) / count,
        codes=sum(_is_code(text) for text in texts) / count,
        distinct=len(set(texts)) / count,
        length=sum(len(text) for text in texts) / count,
    )


def _level_word(text: str) -> str:
    return level_named(text) if len(text) < 30 else ""


def _is_code(text: str) -> bool:
    return len(text) <= 20 and bool(re.search(r"\d", text)) and not is_date(text)


def is_date(text: str) -> bool:
    """Whether a cell holds a whole date in any of the forms that are read."""
    if len(text) > LONGEST_DATE or not re.search(r"\d", text):
        return False
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2})?)?", text):
        return True
    return any(days.parse(text, form) for form in (*FORMS["dmy"], *FORMS["mdy"], *IN_WORDS))


def date_order(cells: Collection[str]) -> tuple[str, bool]:
    """Whether dates in figures begin with the day or the month, and whether a cell proves it."""
    for text in cells:
        if found := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{2}|\d{4})", text):
            if int(found[1]) > 12:
                return "dmy", True
            if int(found[2]) > 12:
                return "mdy", True
    return "dmy", False


def date_forms(cells: Collection[str], order: str) -> list[str]:
    """The forms in which the dates of these cells are read, day or month first."""
    wanted = [*FORMS[order], *IN_WORDS]
    return [form for form in wanted if any(days.parse(text, form) for text in cells)]


def language_of(cells: Sequence[str], languages: Collection[str]) -> str:
    """The language whose little words stand most often in the cells; empty where none leads."""
    tokens = plain(" ".join(cells[:60])).split()
    counts = {
        code: sum(token in words()["speech"][code] for token in tokens)
        for code in languages
        if code in words()["speech"]
    }
    ranked = sorted(counts.items(), key=lambda item: -item[1])
    if not ranked or ranked[0][1] < 2:
        return ""
    if len(ranked) > 1 and ranked[0][1] < 1.3 * ranked[1][1]:
        return ""
    return ranked[0][0]
