"""Reading TOML tables key by key, so that a mistyped key is found and never ignored."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Collection, Iterable
from typing import Any, TypeVar

from commitments.domain.importing.problems import Broken, Position, Problem

T = TypeVar("T")


class Table:
    """One table of a TOML file. Every reader marks its key as known; `finish` reports the rest.

    A value of the wrong kind is a problem and reads as if the key were not there.
    """

    def __init__(self, source: Source, path: tuple[str, ...], values: dict[str, Any]) -> None:
        self.source = source
        self.path = path
        self.values = values
        self.known: set[str] = set()
        source.tables.append(self)

    def problem(self, key: str, reason: str) -> None:
        """Notes what is wrong with a key of this table."""
        path = (*self.path, key) if key else self.path
        self.source.problems.append(Problem(self.source.position(path), reason))

    def get(self, key: str, kind: type[T], what: str, *, required: bool = False) -> T | None:
        """The value where it is of the kind, else None. A datetime is no date, a bool no int."""
        self.known.add(key)
        value = self.values.get(key)
        if value is None:
            if required:
                self.problem(key, f"is missing; it takes {what}.")
            return None
        if not isinstance(value, kind) or (
            isinstance(value, (bool, dt.datetime)) and type(value) is not kind
        ):
            self.problem(key, f"takes {what}.")
            return None
        return value

    def text(self, key: str, default: str = "", *, required: bool = False) -> str:
        return self.get(key, str, "a text", required=required) or default

    def slug(self, key: str) -> str:
        """A part of an address, at most 40 characters; required."""
        value = self.text(key, required=True)
        if value and not re.fullmatch(r"[\w-]{1,40}", value, re.ASCII):
            self.problem(key, "takes at most 40 letters, digits and hyphens.")
        return value

    def number(self, key: str) -> int | None:
        return self.get(key, int, "a whole number")

    def numbers(self, key: str) -> list[int]:
        """A list of whole numbers."""
        found = self.get(key, list, "a list of whole numbers") or []
        if not all(type(number) is int for number in found):
            self.problem(key, "takes a list of whole numbers.")
            return []
        return found

    def flag(self, key: str) -> bool:
        return bool(self.get(key, bool, "true or false"))

    def day(self, key: str, *, required: bool = False) -> dt.date | None:
        return self.get(key, dt.date, "a date such as 2025-08-31", required=required)

    def choice(self, key: str, choices: Collection[str], default: str) -> str:
        """One of the words in `choices`."""
        value = self.text(key, default)
        if value not in choices:
            self.problem(key, f"“{value}” is none of {', '.join(choices)}.")
            return default
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; a single one may stand without brackets."""
        if isinstance(self.values.get(key), str):
            return (self.text(key),)
        found = self.get(key, list, "a list of texts") or []
        if not all(isinstance(text, str) for text in found):
            self.problem(key, "takes a list of texts.")
            return ()
        return tuple(found)

    def languages(self, key: str, language: str, *, required: bool = False) -> dict[str, str]:
        """A text by language: {en = "…", es = "…"}; a plain one stands for `language`."""
        if not isinstance(self.values.get(key), dict):
            text = self.text(key, required=required)
            return {language: text} if text else {}
        found = self.table(key)
        return {code: found.text(code) for code in found.values}

    def pattern(self, key: str) -> re.Pattern[str] | None:
        """A regular expression that heeds no capitals."""
        text = self.text(key)
        try:
            return re.compile(text, re.IGNORECASE) if text else None
        except re.error as error:
            self.problem(key, f"“{text}” is no regular expression: {error}.")
            return None

    def table(self, key: str, *, required: bool = False) -> Table:
        """The table under a key; an empty one where there is none."""
        found = self.get(key, dict, f"a table [{key}]", required=required) or {}
        return Table(self.source, (*self.path, key), found)

    def has(self, key: str) -> bool:
        return key in self.values

    def tables(self, key: str) -> list[Table]:
        """The tables of a list [[key]], in order."""
        found = self.get(key, list, f"tables [[{key}]]") or []
        if not all(isinstance(item, dict) for item in found):
            self.problem(key, f"takes tables [[{key}]].")
            return []
        return [
            Table(self.source, (*self.path, key, str(number)), item)
            for number, item in enumerate(found)
        ]


class Source:
    """The text of a TOML file, its problems, and the lines on which its keys stand."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.tables: list[Table] = []
        try:
            text = data.decode("utf-8-sig").replace("\r\n", "\n")
            values = tomllib.loads(text)
        except UnicodeDecodeError as error:
            raise Broken([Problem(Position(self.name), f"cannot be read: {error}.")]) from error
        except tomllib.TOMLDecodeError as error:
            place = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
            line, column = (int(place[1]), int(place[2])) if place else (text.count("\n") + 1, 1)
            reason = f"is not TOML: {str(error).partition(' (at ')[0]}."
            raise Broken([Problem(Position(self.name, line, column), reason)]) from error
        self.places = dict(_places(text))
        self.root = Table(self, (), values)

    def position(self, path: tuple[str, ...]) -> Position:
        """Where the key stands, or else the table that it belongs in."""
        field = ".".join(path)
        while path and path not in self.places:
            path = path[:-1]
        line, column = self.places.get(path, (1, 1))
        return Position(self.name, line, column, field)

    def finish(self) -> None:
        """Reports keys that nobody asked for, and raises Broken where there is any problem."""
        for table in self.tables:
            for key in table.values.keys() - table.known:
                known = ", ".join(sorted(table.known)) or "no keys"
                table.problem(key, f"“{key}” is not known here; known are {known}.")
        if self.problems:
            raise Broken(self.problems)


def _places(text: str) -> Iterable[tuple[tuple[str, ...], tuple[int, int]]]:
    """Where keys and table heads stand, as far as plain lines tell it."""
    head: tuple[str, ...] = ()
    seen: dict[tuple[str, ...], int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if found := re.match(r"\s*(\[\[?)\s*([^\[\]#]+?)\s*\]", line):
            head = _path(found[2])
            if found[1] == "[[":
                seen[head] = seen.get(head, -1) + 1
            head = _numbered(head, seen)
            yield head, (number, 1)
        elif found := re.match(r"(\s*)((?:[\w-]+|\"[^\"]*\"|'[^']*'|\s*\.\s*)+?)\s*=", line):
            yield (*head, *_path(found[2])), (number, len(found[1]) + 1)


def _path(dotted: str) -> tuple[str, ...]:
    parts = re.findall(r"[\w-]+|\"[^\"]*\"|'[^']*'", dotted)
    return tuple(part.strip("\"'") for part in parts)


def _numbered(head: tuple[str, ...], seen: dict[tuple[str, ...], int]) -> tuple[str, ...]:
    """The path with the number of the current [[table]] after each list in it."""
    path: list[str] = []
    for depth, key in enumerate(head, start=1):
        path.append(key)
        if head[:depth] in seen:
            path.append(str(seen[head[:depth]]))
    return tuple(path)
