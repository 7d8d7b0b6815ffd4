"""All public data in one file, made every night.

A dump is there once its mark is: an empty-handed reader never meets half of one, whatever dies
while it is made. The mark's name says when it was made, how long the file is, and its SHA-256.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import re
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.utils import timezone
from rest_framework.utils.encoders import JSONEncoder

from ogp_portal.api import dictionary
from ogp_portal.api.tables import cell_line, languages, lines, rows_as_data, values

FOLDER = "dumps"
KEPT = 7
_MARK = re.compile(r"(?P<made>\d{8}T\d{6})-(?P<size>\d+)-(?P<sha256>[0-9a-f]{64})\.done")
_MADE = "%Y%m%dT%H%M%S"
_AT_ONCE = 1 << 16


@dataclass(frozen=True)
class Dump:
    """A finished dump. `size` in bytes; `made_at` in UTC."""

    made_at: dt.datetime
    size: int
    sha256: str

    @property
    def day(self) -> str:
        """The day by which its address names it."""
        return f"{self.made_at:%Y-%m-%d}"

    @property
    def filename(self) -> str:
        """What it is called where it is saved."""
        return f"open-data-{self.day}.zip"

    @property
    def path(self) -> str:
        """Where it lies in the storage."""
        return f"{FOLDER}/{self.made_at:{_MADE}}.zip"

    @property
    def mark(self) -> str:
        return f"{FOLDER}/{self.made_at:{_MADE}}-{self.size}-{self.sha256}.done"

    @property
    def checksum(self) -> str:
        """A line as `sha256sum --check` reads it."""
        return f"{self.sha256}  {self.filename}\n"

    def open(self) -> IO[bytes]:
        """The file. Raises FileNotFoundError where it has just made room for a newer one."""
        return default_storage.open(self.path)


def found() -> list[Dump]:
    """The dumps that are there, the newest first; of a day the last one."""
    by_day: dict[str, Dump] = {}
    for dump in sorted(map(_dump, _marks()), key=lambda each: each.made_at):
        by_day[dump.day] = dump
    return sorted(by_day.values(), key=lambda each: each.made_at, reverse=True)


def make() -> Dump:
    """Makes a dump of all that is public now, and lets go of those that are older than the last 7.

    What is in memory is some hundred rows. All lists are of the same moment.
    """
    made_at = timezone.now().astimezone(dt.UTC).replace(microsecond=0)
    with tempfile.TemporaryFile() as file:
        _write(file, made_at)
        dump = Dump(made_at, file.tell(), _sha256(file))
        file.seek(0)
        default_storage.delete(dump.path)
        default_storage.save(dump.path, File(file))
    default_storage.save(dump.mark, ContentFile(dump.checksum.encode()))
    _clear()
    return dump


def make_once_a_day() -> Dump:
    """The last dump where it is of today, else a new one: a task that comes twice makes one."""
    newest = found()[:1]
    if newest and newest[0].made_at.date() == timezone.now().astimezone(dt.UTC).date():
        return newest[0]
    return make()


def _write(file: IO[bytes], made_at: dt.datetime) -> None:
    counts: list[tuple[str, int]] = []
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, _one_moment():
        codes = languages()
        for name, view in dictionary.lists():
            counts.append((name, _add(archive, name, view, codes, made_at)))
        table = list(dictionary.table())
        written = "".join(lines(dictionary.TABLE_COLUMNS, table))
        archive.writestr("dictionary.csv", written)
        archive.writestr("dictionary.json", json.dumps(table, ensure_ascii=False, indent=1))
        archive.writestr("README.txt", _readme(made_at, counts))
    file.seek(0, io.SEEK_END)


def _add(
    archive: zipfile.ZipFile, name: str, view: Any, codes: list[str], made_at: dt.datetime
) -> int:
    """Adds a list, its rows whole as JSON Lines and as a table, each fetched once; returns how many
    there are."""
    columns = (view.list_serializer_class or view.serializer_class).columns(codes)
    part = zipfile.ZipInfo(f"{name}.jsonl", made_at.timetuple()[:6])
    part.compress_type = zipfile.ZIP_DEFLATED
    count = 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.csv"
        with (
            path.open("w", encoding="utf-8", newline="") as table,
            archive.open(part, "w", force_zip64=True) as json_lines,
        ):
            table.write(cell_line(column for column, _way in columns))
            for data in rows_as_data(view.queryset.all(), view.serializer_class):
                line = json.dumps(data, ensure_ascii=False, cls=JSONEncoder)
                json_lines.write(f"{line}\n".encode())
                table.write(cell_line(values(data, columns)))
                count += 1
        archive.write(path, path.name)
    return count


class _one_moment:  # noqa: N801 - reads as a word after `with`
    """All that is read within is of the same moment, where no transaction has begun before."""

    def __enter__(self) -> None:
        self.block = None if connection.in_atomic_block else transaction.atomic()
        if self.block is not None:
            self.block.__enter__()
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")

    def __exit__(self, *raised: Any) -> None:
        if self.block is not None:
            self.block.__exit__(*raised)


def _readme(made_at: dt.datetime, counts: list[tuple[str, int]]) -> str:
    return render_to_string(
        "ogp_portal/data/readme.txt",
        {
            "made_at": f"{made_at:%Y-%m-%d %H:%M} UTC",
            "portal": settings.PORTAL_URL,
            "licence": settings.DATA_LICENCE,
            "counts": counts,
        },
    )


def _sha256(file: IO[bytes]) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while part := file.read(_AT_ONCE):
        digest.update(part)
    return digest.hexdigest()


def _marks() -> Iterator[re.Match[str]]:
    try:
        _folders, names = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return
    for name in names:
        if mark := _MARK.fullmatch(name):
            yield mark


def _dump(mark: re.Match[str]) -> Dump:
    made_at = dt.datetime.strptime(mark["made"], _MADE).replace(tzinfo=dt.UTC)
    return Dump(made_at, int(mark["size"]), mark["sha256"])


def _clear() -> None:
    """Lets go of what is no longer offered: first the mark, then the file; and of files that never
    got a mark, unless they may still be getting one."""
    kept = {dump.made_at for dump in found()[:KEPT]}
    for dump in map(_dump, _marks()):
        if dump.made_at not in kept:
            default_storage.delete(dump.mark)
    names = {Path(dump.path).name for dump in map(_dump, _marks())}
    young = timezone.now() - dt.timedelta(days=1)
    for name in default_storage.listdir(FOLDER)[1]:
        made = re.fullmatch(r"(\d{8}T\d{6})\.zip", name)
        if made is None or name in names:
            continue
        if dt.datetime.strptime(made[1], _MADE).replace(tzinfo=dt.UTC) < young:
            default_storage.delete(f"{FOLDER}/{name}")
