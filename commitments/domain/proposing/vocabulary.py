"""The words by which fields, levels, languages and states are known. They stand in words.toml."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

LONGEST_WORD = 40  # characters of a word for a state
LEVELS = ("commitments", "milestones", "indicators")


@cache
def words() -> dict[str, dict[str, tuple[str, ...]]]:
    """The lists of words by what they are of: fields, levels, languages, speech, states."""
    text = (Path(__file__).parent / "words.toml").read_text(encoding="utf-8")
    return {
        table: {name: tuple(found) for name, found in lists.items()}
        for table, lists in tomllib.loads(text).items()
    }


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """The text in small letters without accents and marks, words parted by one space."""
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", re.sub(r"[º°]", "", text.replace("_", " ")))
    bare = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W_]+", bare.replace("№", "n")))


def level_named(text: str) -> str:
    """The level that one of the text's words names; empty where none does."""
    found = set(plain(text).split())
    for level in reversed(LEVELS):
        if found & set(words()["levels"][level]):
            return level
    return ""


def state_named(word: str) -> str:
    """The state of a milestone that a word stands for; empty where none is known."""
    if len(word) > LONGEST_WORD:
        return ""
    text = plain(word)
    if share := re.fullmatch(r"(\d{1,3})(?:[.,]\d+)? ?%", word.strip()):
        number = int(share[1])
        return "complete" if number >= 100 else "in_progress" if number else "not_started"
    for state, known in words()["states"].items():
        if text in known:
            return state
    return ""
