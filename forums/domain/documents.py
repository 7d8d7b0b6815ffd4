"""Taking in files and links, and what is done with them afterwards."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.domain import fingerprints, link_checks, publication
from forums.domain.errors import Incomplete, Refused
from forums.models import Document, DocumentKind, Forum, Person

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
PICTURES = ("image/png", "image/jpeg")
MOST_BYTES = 10 * 1024 * 1024
FACTS = (
    *("title", "kind", "url", "dated_on", "language", "licence"),
    *("archived_url", "archived_on"),
)
"""What can be changed of a document. A file stays as it is: its checksum says so."""
A_DOUBLE_CLICK = timedelta(minutes=1)


_reasons_to_stay: list[Callable[[Document], str]] = []


class FileRefused(Refused):
    """A file that is too large or not what its name says."""


class StillNeeded(Refused):
    """A document on which something public rests stays public."""


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


def check_file(file: UploadedFile[bytes], *, kind: str = "") -> str:
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
    content_type = content_type_of(file.name or "", head)
    if kind == DocumentKind.PHOTO and content_type not in PICTURES:
        raise FileRefused(_("“%(name)s” is no photo: send a PNG or a JPEG.") % {"name": file.name})
    return content_type


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
    """Takes in a file (with its checksum) or a link; a double click is one. Raises FileRefused."""
    document = Document(forum=forum, added_by=by, title=title, kind=kind, url=url, **fields)
    if file is not None:
        document.content_type = check_file(file, kind=kind)
        digest = hashlib.sha256()
        for chunk in file.chunks():
            digest.update(chunk)
        document.sha256 = digest.hexdigest()
        document.size = file.size or 0
        document.file = file
    twin = _twin(document, by=by)
    if twin is not None:
        return twin
    document.save()
    if publish:
        publication.publish(document)
    return document


def _twin(document: Document, *, by: Person | None) -> Document | None:
    """The same, taken in from the same person a moment ago. Her requests wait for each other."""
    if by is None:
        return None
    Person.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    same = {name: getattr(document, name) for name in (*FACTS, "sha256", "forum", "added_by")}
    since = timezone.now() - A_DOUBLE_CLICK
    return Document.objects.filter(created_at__gte=since, **same).first()


def fingerprint(document: Document) -> str:
    """Tells one state of a document's facts from another."""
    return fingerprints.fingerprint(document, FACTS)


@transaction.atomic
def change(document: Document, *, by: Person, seen: str = "", **facts: Any) -> None:
    """Changes facts of a document, published or not; the history keeps what they were.

    Another link is asked anew. Raises ChangedMeanwhile where somebody else saved since the
    fingerprint `seen`.
    """
    locked = _locked(document)
    fingerprints.check_seen(seen, fingerprint(locked))
    if locked.file:
        facts.pop("url", None)
    changed = [name for name in FACTS if name in facts and getattr(locked, name) != facts[name]]
    for name in changed:
        setattr(locked, name, facts[name])
    if changed:
        locked.save(update_fields=changed)
    if "url" in changed:
        link_checks.forget(locked)


def add_reason_to_stay(why: Callable[[Document], str]) -> None:
    """Lets an app say, in a sentence, why a document cannot be withdrawn; "" where it can.

    It is asked within the transaction that withdraws, before the document is locked.
    """
    _reasons_to_stay.append(why)


@transaction.atomic
def withdraw(document: Document, *, by: Person, reason: Any) -> None:
    """Takes a document out of the public's sight. Its page says that and why, and nothing else.

    Raises Incomplete without a reason, NotPublished, StillNeeded where something public rests on
    it alone.
    """
    if not reason:
        raise Incomplete(_("Say why the document is withdrawn."))
    for why in _reasons_to_stay:
        if sentence := why(document):
            raise StillNeeded(sentence)
    locked = _locked(document)
    locked.withdrawal_reason = reason
    if locked.is_public:
        locked.save(update_fields=["withdrawal_reason"])
    publication.withdraw(locked, by=by)
    document.withdrawn_at = locked.withdrawn_at


def _locked(document: Document) -> Document:
    return Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
