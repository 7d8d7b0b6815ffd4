"""What files say of contracting processes: releases, and what records tell compiled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from commitments.domain.contracting import json_files, shapes, versioned
from commitments.domain.contracting.faults import Broken, Fault, Path

MOST_BYTES = 5 * 1024 * 1024
COMPILED = "compiled"
"""The tag by which a compiled release is known."""

File = tuple[str, bytes]
"""A file's name and what is in it."""


@dataclass(frozen=True)
class Statement:
    """A release as it stands in a file, or, tagged `compiled`, all of them up to its date."""

    ocid: str
    release_id: str
    dated_at: dt.datetime
    content: dict[str, Any]
    source: str
    file: str
    path: Path

    @property
    def is_compiled(self) -> bool:
        return is_compiled(self.content)

    def fault(self, what: str, *steps: str) -> Fault:
        """A fault of this statement, at a place in it."""
        return Fault(self.file, (*self.path, *steps), what)


def is_compiled(content: dict[str, Any]) -> bool:
    """Whether a statement stands for all releases up to its date."""
    return COMPILED in (content.get("tag") or [])


def read(files: Iterable[File], *, most_bytes: int = MOST_BYTES) -> list[Statement]:
    """All that the files say: release packages, releases, record packages, records.

    A record that holds its releases is read by them; one that only names where they are, by what
    it tells compiled. Raises Broken with everything that is wrong in any file.
    """
    found: list[Statement] = []
    faults: list[Fault] = []
    for name, data in files:
        try:
            reader = _Reader(name, json_files.parse(name, data, most_bytes=most_bytes))
        except Broken as broken:
            faults += broken.faults
            continue
        found += reader.statements()
        faults += reader.faults
    if faults:
        raise Broken(faults)
    return found


class _Reader:
    """One file. What is wrong is noted in `faults`, and reading goes on."""

    def __init__(self, name: str, value: Any) -> None:
        self.name = name
        self.value = value
        self.faults: list[Fault] = []
        self.source = _address(value.get("uri")) if isinstance(value, dict) else ""

    def statements(self) -> list[Statement]:
        if not isinstance(self.value, dict):
            self._note((), _("is not an object"))
            return []
        version = self.value.get("version")
        if version is not None and str(version).split(".")[:2] not in (["1", "0"], ["1", "1"]):
            self._note(("version",), _("is not 1.1, the version that is read here"))
            return []
        return list(self._all())

    def _all(self) -> Iterator[Statement]:
        value = self.value
        if "records" in value:
            for path, record in self._rows("records"):
                yield from self._record(record, path)
        elif "ocid" not in value and "releases" in value:
            for path, release in self._rows("releases"):
                yield from self._release(release, path)
        elif {"compiledRelease", "versionedRelease", "releases"} & value.keys():
            yield from self._record(value, ())
        elif "ocid" in value:
            yield from self._release(value, ())
        else:
            self._note((), _("is neither a release nor a record, nor a package of them"))

    def _rows(self, key: str) -> list[tuple[Path, Any]]:
        rows = self.value[key]
        if not isinstance(rows, list):
            self._note((key,), _("is not a list"))
            return []
        if not rows:
            self._note((key,), _("is empty"))
        return [((key, index), row) for index, row in enumerate(rows)]

    def _record(self, record: Any, path: Path) -> Iterator[Statement]:
        if not self._fits(record, {"ocid": shapes.ID, "releases": [{}]}, path):
            return
        releases = record.get("releases") or []
        linked = [row for row in releases if "url" in row and "ocid" not in row]
        for index, row in enumerate(releases):
            where = (*path, "releases", index)
            if "url" in row and "ocid" not in row:
                self._fits(row, shapes.LINKED, where)
            elif self._same_ocid(row, record, where):
                yield from self._release(row, where)
        if releases and not linked:
            return
        if record.get("compiledRelease") is not None:
            yield from self._compiled(record, path)
        elif record.get("versionedRelease") is not None:
            yield from self._versioned(record, path)
        elif not releases or len(linked) == len(releases):
            self._note(
                path, _("only names where its releases are; send a file that holds what they say")
            )

    def _release(self, release: Any, path: Path) -> Iterator[Statement]:
        if not self._fits(release, shapes.RELEASE, path):
            return
        if is_compiled(release):
            yield self._statement(release, f"{COMPILED}:{release['date']}", path)
        else:
            yield self._statement(release, release["id"], path)

    def _compiled(self, record: dict[str, Any], path: Path) -> Iterator[Statement]:
        where = (*path, "compiledRelease")
        told = record["compiledRelease"]
        if self._fits(told, shapes.COMPILED, where) and self._same_ocid(told, record, where):
            yield self._as_compiled(told, where)

    def _versioned(self, record: dict[str, Any], path: Path) -> Iterator[Statement]:
        where = (*path, "versionedRelease")
        told = record["versionedRelease"]
        if undated := list(versioned.undated(told, where)):
            self.faults += [Fault(self.name, *each) for each in undated]
            return
        if not self._fits(told, {"ocid": shapes.ID}, where):
            return
        last = {**versioned.latest(told), "date": versioned.last_date(told)}
        if self._fits(last, shapes.COMPILED, where) and self._same_ocid(told, record, where):
            yield self._as_compiled(last, where)

    def _as_compiled(self, told: dict[str, Any], path: Path) -> Statement:
        date = told["date"]
        content = {**told, "id": f"{told['ocid']}-{date}", "tag": [COMPILED]}
        return self._statement(content, f"{COMPILED}:{date}", path)

    def _statement(self, content: dict[str, Any], release_id: str, path: Path) -> Statement:
        dated = shapes.moment_of(content["date"])
        assert dated is not None  # its shape was looked at
        return Statement(content["ocid"], release_id, dated, content, self.source, self.name, path)

    def _same_ocid(self, inner: Any, record: dict[str, Any], path: Path) -> bool:
        if inner.get("ocid", record["ocid"]) == record["ocid"]:
            return True
        self._note((*path, "ocid"), _("is not the id of its record"))
        return False

    def _fits(self, value: Any, shape: Any, path: Path) -> bool:
        found = list(shapes.wrong(value, shapes.Must(shape), path))
        self.faults += [Fault(self.name, *each) for each in found]
        return not found

    def _note(self, path: Path, what: str) -> None:
        self.faults.append(Fault(self.name, path, what))


def _address(value: Any) -> str:
    """The address of a page on the web; empty for anything else."""
    if not isinstance(value, str) or len(value) > 1000 or any(sign.isspace() for sign in value):
        return ""
    try:
        parts = urlsplit(value)
    except ValueError:
        return ""
    return value if parts.scheme in ("http", "https") and parts.hostname else ""
