"""What files say is read once, by whoever comes first, and no file takes the worker down."""

from __future__ import annotations

import io
import threading
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from pypdf import PdfWriter

from forums.domain import document_search, document_texts, documents
from forums.domain.file_text import DOCX, PDF
from forums.models import Document, DocumentText, Forum
from ogp_portal.demo.papers import pdf
from tests.factories import ForumFactory

pytestmark = pytest.mark.django_db(transaction=True)


def kept(forum: Forum, name: str, content: bytes) -> Document:
    file = SimpleUploadedFile(name, content)
    return documents.add(forum, by=None, title={"en": "A paper"}, kind="paper", file=file)


def written(*paragraphs: str, cell: str) -> bytes:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    document.add_table(rows=1, cols=1).cell(0, 0).text = cell
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def locked() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(width=72, height=72)
    writer.encrypt("secret")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def bomb() -> bytes:
    """A PDF of a few hundred kilobytes whose page unpacks to hundreds of megabytes."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"(a) Tj " * 150_000) for _each in range(250))
    packed += packer.flush()
    page = pdf("A bomb", "Said.", "en")
    head, rest = page.split(b"<< /Length ", 1)
    _length, rest = rest.split(b" >>\nstream\n", 1)
    _stream, tail = rest.split(b"\nendstream", 1)
    length = f"<< /Filter /FlateDecode /Length {len(packed)} >>\nstream\n".encode()
    return head + length + packed + b"\nendstream" + tail


def test_files_are_read_once_and_found_by_their_words() -> None:
    forum = ForumFactory()
    said = "The wells of the north coast were tested."
    read = {
        "paper.pdf": pdf("Wells", said, "en"),
        "paper.docx": written("Agua.", said, cell="Pruebas de calidad del agua potable"),
        "paper.txt": "Potabilización de pozos".encode("cp1252"),
        "paper.csv": b"pozo,litros\r\nnorte,12",
    }
    found = {name: kept(forum, name, content) for name, content in read.items()}
    problems = {
        "broken": kept(forum, "broken.pdf", b"%PDF-1.7 this is all there is"),
        "locked": kept(forum, "locked.pdf", locked()),
        "no_text": kept(forum, "scan.pdf", pdf(" ", " ", "en")),
        "gone": kept(forum, "gone.txt", b"words"),
    }
    problems["gone"].file.storage.delete(problems["gone"].file.name or "")
    assert document_texts.read_due() == len(found) + len(problems)
    assert document_texts.read_due() == 0
    texts = {text.document_id: text for text in DocumentText.objects.all()}
    assert {key: texts[each.pk].problem for key, each in problems.items()} == {
        key: key for key in problems
    }

    def holding(words: str) -> set[str]:
        pks = {row["pk"] for row in document_search.holding(words)}
        return {name for name, document in found.items() if document.pk in pks}

    assert holding("testing wells") == {"paper.pdf", "paper.docx"}
    assert holding("pozos potabilizacion") == {"paper.txt"}
    assert holding("pozo") == {"paper.txt", "paper.csv"}
    excerpt = document_search.excerpts([found["paper.docx"]], "prueba")[found["paper.docx"].pk]
    assert [piece.text for piece in excerpt if piece.is_found] == ["Pruebas"]
    assert "calidad del agua" in "".join(piece.text for piece in excerpt)


def test_a_bomb_ends_with_a_problem_and_the_worker_lives() -> None:
    began = time.monotonic()
    reading = document_texts.in_another_process(bomb(), PDF, seconds=2)
    assert (reading.text, reading.problem) == ("", "broken")
    assert time.monotonic() - began < 10
    assert document_texts.in_another_process(b"PK no zip", DOCX).problem == "broken"


def test_two_workers_read_a_file_once_and_one_that_kills_them_is_given_up() -> None:
    kept(ForumFactory(), "paper.txt", b"words")
    document_texts._note_new()
    [text] = DocumentText.objects.all()
    start = threading.Barrier(2)

    def work() -> bool:
        start.wait(timeout=10)
        try:
            return document_texts.read(text)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as workers:
        done = [workers.submit(work) for _each in range(2)]
        assert sorted(each.result() for each in done) == [False, True]
    DocumentText.objects.update(read_at=None, text="", attempts=document_texts.MOST_ATTEMPTS)
    assert document_texts.read_due() == 0
    assert DocumentText.objects.get().problem == "failed"


def test_a_storage_that_is_away_for_a_while_loses_no_text() -> None:
    path = Path(kept(ForumFactory(), "paper.txt", b"words").file.path)
    elsewhere = path.rename(path.with_suffix(".away"))
    path.mkdir()  # it answers, and not with a file
    assert document_texts.read_due() == 0
    path.rmdir()
    elsewhere.rename(path)
    assert document_texts.read_due() == 1
    text = DocumentText.objects.get()
    assert (text.text, text.attempts) == ("words", 2)


def test_more_words_than_an_index_can_hold_are_shortened() -> None:
    many = " ".join(f"{number:x}x" for number in range(200_000))
    kept(ForumFactory(), "words.txt", many.encode())
    assert document_texts.read_due() == 1
    text = DocumentText.objects.get()
    assert 0 < len(text.text) < len(many)
    assert text.problem == ""
