"""What a heading says: a field, a level, a language. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.conf.locale import LANG_INFO

from commitments.domain.importing import days
from commitments.domain.proposing.vocabulary import plain, words

LOOKED_AT = 20  # rows among which the headings are looked for
LONGEST_HEADING = 80


@dataclass(frozen=True)
class Meaning:
    """What a heading names; what it does not name is empty."""

    field: str = ""
    level: str = ""
    language: str = ""


def meaning(heading: str, languages: Collection[str]) -> Meaning:
    """The field with the longest words in the heading, the level and the language it names.

    A language is told by a word or code at its beginning, at its end or in brackets. It may be
    one that is not among `languages`.
    """
    others = [code for code in words()["languages"] if code not in languages]
    language, rest = _language(heading, [*languages, *others])
    tokens = plain(rest).split()
    level, bare = "", tokens
    for name, known in words()["levels"].items():
        if found := [token for token in tokens if token in known]:
            level, bare = name, [token for token in tokens if token not in found]
    field = _field(" ".join(tokens)) if level else ""
    return Meaning(field or _field(" ".join(bare)), level, language)


def _language(heading: str, languages: Collection[str]) -> tuple[str, str]:
    tokens = plain(heading).split()
    for code in languages:
        info = LANG_INFO.get(code, {})
        own = {code, plain(str(info.get("name", ""))), plain(str(info.get("name_local", "")))}
        known = {*own, *words()["languages"].get(code, ())}
        if len(tokens) > 1 and tokens[-1] in known:
            return code, " ".join(tokens[:-1])
        if len(tokens) > 1 and tokens[0] in known and len(tokens[0]) < 4:
            return code, " ".join(tokens[1:])
        if len(tokens) == 1 and tokens[0] in known:
            return code, ""
        for inside in re.findall(r"[(\[/|–-]\s*([^()\[\]/|–-]+?)\s*(?:[)\]]|$)", heading):
            if plain(inside) in known:
                return code, heading.replace(inside, " ")
    return "", heading


def _field(text: str) -> str:
    """The field whose words are the text, else those that stand in it, the longest first."""
    if not text:
        return ""
    best, name = (0, 0), ""
    for field, known in words()["fields"].items():
        for phrase in known:
            if text == phrase:
                return field
            if len(phrase) > 2 and f" {phrase} " in f" {text} ":
                first = text.startswith(phrase)
                if (len(phrase), first) > best:
                    best, name = (len(phrase), first), field
    return name


def heading_row(rows: Sequence[Sequence[str]], languages: Collection[str]) -> int:
    """The row, counted from 1, that most looks like headings; 0 where none does."""
    best, found = 1.9, 0
    for number, row in enumerate(rows[:LOOKED_AT], start=1):
        texts = [text for text in row if text]
        score = sum(_heading_score(text, languages) for text in texts)
        if len(texts) > 1 and score > best:
            best, found = score, number
    return found


def _heading_score(text: str, languages: Collection[str]) -> float:
    if len(text) > LONGEST_HEADING or re.fullmatch(r"[\d\s.,:/%-]+", text):
        return -0.5
    if days.parse(text, "%d %B %Y"):
        return -0.5
    said = meaning(text, languages)
    known = bool(said.field) + bool(said.level) * 0.5 + bool(said.language) * 0.5
    return 0.3 + known * (1.0 if len(text) < 40 else 0.3)
