"""Documents of the demo: links, and small files that are made while it is loaded."""

from __future__ import annotations

import csv
import io
import textwrap
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from forums.domain import documents
from forums.models import Document, Person
from ogp_portal.demo.world import World

_PAGE_WIDTH, _PAGE_HEIGHT, _MARGIN, _LEADING = 595, 842, 64, 16
_LINES_OF_A_PAGE = (_PAGE_HEIGHT - 2 * _MARGIN) // _LEADING


def add(world: World, row: dict[str, Any], *, by: Person, publish: bool = True) -> Document:
    """Takes in what a row describes: `url`, or `name` with the content of a CSV, text or PDF."""
    fields: dict[str, Any] = {"language": row.get("language", "")}
    if "dated" in row:
        fields["dated_on"] = world.clock.day(row["dated"])
    if "url" in row:
        fields["url"] = row["url"]
    else:
        fields["file"] = file(row)
    return documents.add(
        world.forum, by=by, title=row["title"], kind=row["kind"], publish=publish, **fields
    )


def file(row: dict[str, Any]) -> SimpleUploadedFile:
    """A file by its `name`, with the content of a CSV, text or PDF."""
    return SimpleUploadedFile(row["name"], _content(row))


def _content(row: dict[str, Any]) -> bytes:
    name: str = row["name"]
    if name.endswith(".csv"):
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(row["rows"])
        return text.getvalue().encode("utf-8")
    if name.endswith(".pdf"):
        return pdf(str(row["title"][row["language"]]), row["text"], row["language"])
    return f"{row['text'].strip()}\n".encode()


def pdf(title: str, text: str, language: str) -> bytes:
    """A PDF of plain paragraphs, enough to be opened, searched and printed."""
    lines = [title, ""]
    for paragraph in text.strip().split("\n\n"):
        lines += [*textwrap.wrap(" ".join(paragraph.split()), 82), ""]
    pages = [lines[at : at + _LINES_OF_A_PAGE] for at in range(0, len(lines), _LINES_OF_A_PAGE)]
    font, first = 3, 5
    kids = " ".join(f"{first + 2 * index} 0 R" for index in range(len(pages)))
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R /Lang ({language}) >>".encode(),
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Title (" + _escaped(title) + b") >>",
    ]
    for index, page in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {_PAGE_WIDTH} {_PAGE_HEIGHT}]"
            f" /Resources << /Font << /F1 {font} 0 R >> >>"
            f" /Contents {first + 2 * index + 1} 0 R >>".encode()
        )
        drawn = b"\n".join(b"(" + _escaped(line) + b") Tj T*" for line in page)
        top = _PAGE_HEIGHT - _MARGIN
        stream = f"BT /F1 11 Tf {_LEADING} TL {_MARGIN} {top} Td\n".encode() + drawn + b"\nET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n".encode() + stream + b"\nendstream")
    return _assembled(objects)


def _escaped(text: str) -> bytes:
    escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return escaped.encode("cp1252", "replace")


def _assembled(objects: list[bytes]) -> bytes:
    body = b"%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    table = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n"
    table += "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info 4 0 R >>\n"
    return body + f"{table}{trailer}startxref\n{len(body)}\n%%EOF\n".encode()
