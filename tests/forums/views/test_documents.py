from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from forums.domain import documents
from forums.models import Document
from tests.factories import ForumFactory

pytestmark = pytest.mark.django_db


def kept(name: str, content: bytes) -> Document:
    file = SimpleUploadedFile(name, content)
    return documents.add(ForumFactory(), by=None, title="A", kind="paper", file=file, publish=True)


def test_a_browser_can_show_a_pdf(client: Client) -> None:
    answer = client.get(kept("paper.pdf", b"%PDF-1.7 ...").get_absolute_url())
    assert "sandbox" not in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_a_file_that_is_gone_is_not_found(client: Client) -> None:
    document = kept("paper.txt", b"words")
    document.file.storage.delete(document.file.name or "")
    assert client.get(document.get_absolute_url()).status_code == 404
