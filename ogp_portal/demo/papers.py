"""Documents of the demo: links, and small files that are made while it is loaded."""

from __future__ import annotations

import csv
import io
import struct
import textwrap
import zlib
from typing import Any

import docx
from django.core.files.uploadedfile import SimpleUploadedFile

from forums.domain import documents, link_checks
from forums.domain.asking_links import Answer
from forums.models import Document, Person
from ogp_portal.demo.world import World

_PAGE_WIDTH, _PAGE_HEIGHT, _MARGIN, _LEADING = 595, 842, 64, 16
_LINES_OF_A_PAGE = (_PAGE_HEIGHT - 2 * _MARGIN) // _LEADING


def add(world: World, row: dict[str, Any], *, by: Person, publish: bool = True) -> Document:
    """Takes in what a row describes: `url`, or `name` with the content of a file.

    `asked` says on which day the link was asked last, and its status.
    """
    fields: dict[str, Any] = {"language": row.get("language", "")}
    fields |= {name: row[name] for name in ("licence", "archived_url") if name in row}
    for name, day in (("dated_on", "dated"), ("archived_on", "archived")):
        if day in row:
            fields[name] = world.clock.day(row[day])
    if "url" in row:
        fields["url"] = row["url"]
    else:
        fields["file"] = file(row)
    document = documents.add(
        world.forum, by=by, title=row["title"], kind=row["kind"], publish=publish, **fields
    )
    if "asked" in row:
        status: int = row["asked"]["status"]
        link_checks.record(
            document,
            Answer(is_ok=status < 400, said=str(status)),
            url=document.url,
            at=world.clock.moment(row["asked"]["on"], "04:10"),
        )
    return document


def file(row: dict[str, Any]) -> SimpleUploadedFile:
    """A file by its `name`, with the content of a CSV, text, PDF, DOCX or picture."""
    return SimpleUploadedFile(row["name"], _content(row))


def _content(row: dict[str, Any]) -> bytes:
    name: str = row["name"]
    if name.endswith(".csv"):
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(row["rows"])
        return text.getvalue().encode("utf-8")
    if name.endswith(".docx"):
        return _docx(str(row["title"][row["language"]]), row["text"], row["language"])
    if name.endswith(".png"):
        return _wall_of_cards(row["cards"])
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


def _docx(title: str, text: str, language: str) -> bytes:
    document = docx.Document()
    document.core_properties.title = title
    document.core_properties.language = language
    document.add_heading(title, 1)
    for paragraph in text.strip().split("\n\n"):
        document.add_paragraph(" ".join(paragraph.split()))
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def _wall_of_cards(colours: list[str]) -> bytes:
    """A picture of a wall with a card for each colour (as `#2e7d6b`), six in a row, as a PNG."""
    card, gap, across = 72, 16, 6
    rows = -(-len(colours) // across)
    width, height = gap + across * (card + gap), gap + rows * (card + gap)
    wall = bytes.fromhex("e9e4da")
    lines = []
    for y in range(height):
        line = bytearray(b"\0" + wall * width)  # 0: the line is written as it is
        row, within = divmod(y - gap, card + gap)
        for column, colour in enumerate(colours[row * across : (row + 1) * across]):
            if 0 <= within < card:
                at = 1 + 3 * (gap + column * (card + gap))
                line[at : at + 3 * card] = bytes.fromhex(colour.removeprefix("#")) * card
        lines.append(bytes(line))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", header), (b"IDAT", zlib.compress(b"".join(lines), 9)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
