"""Which files of an office are opened at all, and how large they may be.

A file is judged by what it holds, not by its name. Nothing in it is run, fetched or evaluated.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from enum import Enum

from django.utils.translation import gettext as _

from forums.domain.errors import Refused

MEGABYTE = 1024 * 1024
MOST_BYTES = 5 * MEGABYTE
MOST_UNPACKED = 40 * MEGABYTE
MOST_XML = 8 * MEGABYTE
MOST_TAGS = 200_000
MOST_PARTS = 500
MOST_ROWS = 1000
MOST_COLUMNS = 30

_OLD_OR_ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BEFORE_XML = b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"
_DECLARED = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([\w.-]+)")

_DRAWING = re.compile(rb"(?:<\?xml[^>]*\?>|<![^>\[]*>|\s)*<svg[\s/>]")


class OfficeFileRefused(Refused):
    """A file that cannot be taken; the sentence says why and what to send instead."""


class Kind(Enum):
    DOCX = "docx"
    XLSX = "xlsx"
    CSV = "csv"


def check(name: str, data: bytes) -> Kind:
    """What kind of file this is. Raises OfficeFileRefused where it is none or not a safe one."""
    if not data:
        raise OfficeFileRefused(_("“%(name)s” is empty.") % {"name": name})
    check_size(name, len(data))
    if data.startswith(_OLD_OR_ENCRYPTED):
        raise OfficeFileRefused(
            _(
                "“%(name)s” is protected by a password, or of an old kind (.doc, .xls). Save it "
                "without a password as DOCX or XLSX and send that."
            )
            % {"name": name}
        )
    if data.startswith(b"PK\x03\x04"):
        return _check_package(name, data)
    if name.lower().endswith(".csv") and b"\x00" not in data:
        return Kind.CSV
    raise _none_of_ours(name)


def check_size(name: str, size: int) -> None:
    """Raises OfficeFileRefused where a file has more bytes than are read."""
    if size > MOST_BYTES:
        raise OfficeFileRefused(
            _("“%(name)s” is larger than %(most)d MB. Take out the pictures and send it again.")
            % {"name": name, "most": MOST_BYTES // MEGABYTE}
        )


def unreadable(name: str) -> OfficeFileRefused:
    """What is said of a file that is damaged."""
    return OfficeFileRefused(
        _("“%(name)s” cannot be read; it seems to be damaged. Save it anew and send it again.")
        % {"name": name}
    )


def too_much(name: str) -> OfficeFileRefused:
    """What is said of a file that would take too long to read."""
    return OfficeFileRefused(
        _("“%(name)s” unpacks to more than a draft can need, and was not opened.") % {"name": name}
    )


def _none_of_ours(name: str) -> OfficeFileRefused:
    return OfficeFileRefused(
        _(
            "“%(name)s” is no DOCX, XLSX or CSV file. Download the draft as one of these, write "
            "in it, and send it back."
        )
        % {"name": name}
    )


def _check_package(name: str, data: bytes) -> Kind:
    """The kind of a zipped office file, all of whose parts are fit to be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            names = {part.filename for part in parts}
            if "[Content_Types].xml" not in names:
                raise _none_of_ours(name)
            _check_parts(name, parts)
            _check_xml(name, package, parts)
            types = package.read("[Content_Types].xml")
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError) as error:
        raise unreadable(name) from error
    if b"macroEnabled" in types or any("vbaproject" in part.lower() for part in names):
        raise OfficeFileRefused(
            _("“%(name)s” holds macros. Save it without them and send it again.") % {"name": name}
        )
    if "word/document.xml" in names:
        return Kind.DOCX
    if "xl/workbook.xml" in names:
        return Kind.XLSX
    raise _none_of_ours(name)


def _check_parts(name: str, parts: list[zipfile.ZipInfo]) -> None:
    """By what the package says of itself: a part never unpacks to more than it says."""
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise too_much(name)
    if any(part.flag_bits & 1 for part in parts):
        raise OfficeFileRefused(
            _("“%(name)s” is protected by a password. Send it without one.") % {"name": name}
        )


def _check_xml(name: str, package: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    """Office programs write UTF-8 without a document type; what has one hides something.

    What begins as XML is counted as XML, wherever in the package it lies; of drawings alone is the
    type known.
    """
    size = tags = 0
    for part in parts:
        text = package.read(part)
        if not text.lstrip(_BEFORE_XML).startswith(b"<"):
            continue
        size += len(text)
        tags += text.count(b"<")
        if size > MOST_XML or tags > MOST_TAGS:
            raise too_much(name)
        if _DRAWING.match(text.lstrip(_BEFORE_XML)):
            continue
        declared = _DECLARED.match(text.removeprefix(b"\xef\xbb\xbf"))
        plain = declared is None or declared[1].lower() in (b"utf-8", b"utf8", b"us-ascii")
        if not plain or b"\x00" in text or b"<!DOCTYPE" in text or b"<!ENTITY" in text:
            raise OfficeFileRefused(
                _("“%(name)s” holds XML that no office program writes, and was not opened.")
                % {"name": name}
            )
