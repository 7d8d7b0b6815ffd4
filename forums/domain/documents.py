"""Taking in files and links."""

from __future__ import annotations

import hashlib
import mimetypes
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from forums.domain import publication
from forums.domain.errors import Refused
from forums.models import Document, Forum, Person

# Content by its first bytes; what is not in the list is not taken.
SIGNATURES: dict[str, tuple[bytes, ...]] = {
    "application/pdf": (b"%PDF-",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "application/zip": (b"PK\x03\x04",),
}
ZIPPED = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odp": "application/vnd.oasis.opendocument.presentation",
    ".zip": "application/zip",
}
TEXTS = {".csv": "text/csv", ".txt": "text/plain", ".json": "application/json"}
MOST_BYTES = 10 * 1024 * 1024


class FileRefused(Refused):
    """A file that is too large or not what its name says."""


def content_type_of(name: str, head: bytes) -> str:
    """The type of a file by its first bytes, checked against its name. Raises FileRefused."""
    ending = f".{name.rpartition('.')[2].lower()}" if "." in name else ""
    for kind, starts in SIGNATURES.items():
        if head.startswith(starts):
            kind = ZIPPED.get(ending, kind) if kind == "application/zip" else kind
            if kind in (mimetypes.guess_type(name)[0], ZIPPED.get(ending)):
                return kind
    if ending in TEXTS and b"\x00" not in head:
        return TEXTS[ending]
    raise FileRefused(
        _(
            "“%(name)s” cannot be taken: send a PDF, a picture (PNG or JPEG), an office document, "
            "a CSV, a text or a ZIP file, with the ending that goes with it."
        )
        % {"name": name}
    )


def check_file(file: UploadedFile[bytes]) -> str:
    """The file's content type. Raises FileRefused with a sentence that names size or kind."""
    if (file.size or 0) > MOST_BYTES:
        raise FileRefused(
            _("“%(name)s” is larger than %(most)d MB.")
            % {"name": file.name, "most": MOST_BYTES // 1024 // 1024}
        )
    if not file.size:
        raise FileRefused(_("“%(name)s” is empty.") % {"name": file.name})
    file.seek(0)
    head = file.read(2048)
    file.seek(0)
    return content_type_of(file.name or "", head)


@transaction.atomic
def add(
    forum: Forum,
    *,
    by: Person | None,
    title: Any,
    kind: str,
    file: UploadedFile[bytes] | None = None,
    url: str = "",
    publish: bool = False,
    **fields: Any,
) -> Document:
    """Takes in a file (with its checksum) or a link. Raises FileRefused."""
    document = Document(forum=forum, added_by=by, title=title, kind=kind, url=url, **fields)
    if file is not None:
        document.content_type = check_file(file)
        digest = hashlib.sha256()
        for chunk in file.chunks():
            digest.update(chunk)
        document.sha256 = digest.hexdigest()
        document.size = file.size or 0
        document.file = file
    document.save()
    if publish:
        publication.publish(document)
    return document
