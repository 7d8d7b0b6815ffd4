"""The words of one file. It runs as a process of its own, for nobody knows what a file does.

`python -m forums.domain.file_text TYPE` reads the file from its input and writes one line of JSON:
`{"text": …, "problem": …}`. It takes limits of memory and time before it opens anything, and it
needs neither settings nor database. Whoever calls it takes an end without a line for a broken file.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
READABLE = (PDF, DOCX, "text/plain", "text/csv")

MOST_PAGES = 2_000
MOST_CHARACTERS = 1_000_000
MOST_MEMORY = 1024**3  # bytes
MOST_SECONDS = 30  # of the processor

_NOT_TEXT = re.compile(r"[\x00-\x1f\x7f\s\ud800-\udfff]+")


class Locked(Exception):
    """The file opens only with a password."""


def of_pdf(content: bytes) -> Iterator[str]:
    """The text of each page. Raises Locked."""
    from pypdf import PasswordType, PdfReader

    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
        raise Locked
    for number, page in enumerate(reader.pages):
        if number == MOST_PAGES:
            return
        yield page.extract_text()


def of_docx(content: bytes) -> Iterator[str]:
    """The text of paragraphs and of the cells of tables, in their order."""
    import docx
    from docx.table import Table

    for block in docx.Document(io.BytesIO(content)).iter_inner_content():
        if isinstance(block, Table):
            yield from (cell.text for row in block.rows for cell in row.cells)
        else:
            yield block.text


def of_text(content: bytes) -> Iterator[str]:
    """A plain text or a table of values, in UTF-8 or as old programs write it."""
    try:
        yield content.decode("utf-8-sig")
    except UnicodeDecodeError:
        yield content.decode("cp1252", "replace")


READERS: dict[str, Callable[[bytes], Iterator[str]]] = {PDF: of_pdf, DOCX: of_docx}


def read(content: bytes, content_type: str) -> str:
    """All words of a file in one line, as many as are kept."""
    found: list[str] = []
    left = MOST_CHARACTERS
    for piece in READERS.get(content_type, of_text)(content):
        clean = _NOT_TEXT.sub(" ", piece).strip()[:left]
        left -= len(clean) + 1
        found.append(clean)
        if left <= 0:
            break
    text = " ".join(filter(None, found))
    return unicodedata.normalize("NFC", text)[:MOST_CHARACTERS]


def _take_limits() -> None:
    """So much and no more; a system that knows no such limits stops us by the clock alone."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))


def main() -> None:
    """Reads what comes in as the type that is named, and says what it found."""
    _take_limits()
    problem = text = ""
    try:
        text = read(sys.stdin.buffer.read(), sys.argv[1])
        problem = "" if text else "no_text"
    except Locked:
        problem = "locked"
    sys.stdout.write(json.dumps({"text": text, "problem": problem}))


if __name__ == "__main__":
    main()
