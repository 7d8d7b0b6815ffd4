from __future__ import annotations

import io
import zipfile

import pytest

from action_plans.domain.office_files import (
    MEGABYTE,
    MOST_BYTES,
    MOST_PARTS,
    MOST_TAGS,
    Kind,
    OfficeFileRefused,
    check,
)

TYPES = b'<?xml version="1.0" encoding="UTF-8"?><Types/>'


def package(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in {"[Content_Types].xml": TYPES, **parts}.items():
            file.writestr(name, data)
    return buffer.getvalue()


def encrypted() -> bytes:
    """A package whose parts say that they are encrypted."""
    data = bytearray(package({"word/document.xml": b"<a/>"}))
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


def test_a_file_is_what_it_holds() -> None:
    assert check("x", package({"word/document.xml": b"<a/>"})) is Kind.DOCX
    assert check("x.docx", package({"xl/workbook.xml": b"<a/>"})) is Kind.XLSX
    assert check("x.CSV", "Frage;Antwört".encode()) is Kind.CSV


DOCUMENT = {"word/document.xml": b"<a/>"}


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("x.docx", b"", "is empty"),
        ("x.docx", b"a" * (MOST_BYTES + 1), "larger than 5 MB"),
        ("x.docx", b"Dear all,", "no DOCX, XLSX or CSV"),
        ("x.csv", b"a\x00b", "no DOCX, XLSX or CSV"),
        (
            "x.doc",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
            "password, or of an old kind",
        ),
        ("x.docx", encrypted(), "protected by a password"),
        ("x.docx", package(DOCUMENT)[:-40], "seems to be damaged"),
        ("x.docx", package({"content.xml": b"<a/>"}), "no DOCX, XLSX or CSV"),
        ("x.docx", package({**DOCUMENT, "word/vbaProject.bin": b"x"}), "holds macros"),
        ("x.docx", package({**DOCUMENT, "word/b.xml": b"<!DOCTYPE a><a/>"}), "no office program"),
        ("x.docx", package({"word/document.xml": "<a/>".encode("utf-16")}), "no office program"),
        (
            "x.docx",
            package({"word/document.xml": b'<?xml version="1.0" encoding="utf-7"?><a/>'}),
            "no office program",
        ),
        ("x.docx", package({**DOCUMENT, "word/b.bin": b"\xfe\xff\x00<\x00a"}), "no office program"),
        ("x.docx", package({**DOCUMENT, "word/b.bin": b" " * 50 * MEGABYTE}), "unpacks to more"),
        (
            "x.docx",
            package({"word/document.xml": b"<a>" + b"<p/>" * (MOST_TAGS + 1) + b"</a>"}),
            "unpacks to more",
        ),
        (
            "x.docx",
            package({**DOCUMENT, "word/media/a.xml": b"<a>" + b"a" * 9 * MEGABYTE}),
            "unpacks to more",
        ),
        (
            "x.docx",
            package({**DOCUMENT, "word/media/a.xml": b"<!DOCTYPE a><a/>"}),
            "no office program",
        ),
        (
            "x.docx",
            package({**DOCUMENT, "word/b.xml": b"<a>" + b"a" * 9 * MEGABYTE}),
            "unpacks to more",
        ),
        (
            "x.docx",
            package({**DOCUMENT, **{f"word/{n}.xml": b"" for n in range(MOST_PARTS)}}),
            "unpacks to more",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_safe_office_file_is_refused_with_a_sentence(
    name: str, data: bytes, why: str
) -> None:
    with pytest.raises(OfficeFileRefused, match=why):
        check(name, data)


def test_a_picture_may_be_a_drawing_with_a_document_type() -> None:
    drawing = b'<?xml version="1.0"?><!DOCTYPE svg><svg/>'
    assert check("x.docx", package({**DOCUMENT, "word/media/a.svg": drawing})) is Kind.DOCX


def test_a_drawing_cannot_declare_entities() -> None:
    drawing = b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>"
    with pytest.raises(OfficeFileRefused, match="no office program"):
        check("x.docx", package({**DOCUMENT, "word/media/a.svg": drawing}))
