"""Files and links that people give as evidence with something that they say."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from forums.domain import documents
from forums.models import Document, DocumentKind, Forum, Person


@dataclass(frozen=True)
class Proof:
    """A file or a link, and in a few words what it is."""

    title: Any
    url: str = ""
    file: UploadedFile[bytes] | None = None


def take_in(
    forum: Forum,
    *,
    by: Person,
    given: Iterable[Proof],
    known: Iterable[Document] = (),
    publish: bool = False,
    dated_on: dt.date | None = None,
) -> Iterator[Document]:
    """The proofs as documents of the repository; what is among the `known` already is left out.

    So a form that was sent twice gives each document once. Raises FileRefused.
    """
    links = {document.url for document in known if document.url}
    files = {document.sha256 for document in known if document.sha256}
    for proof in given:
        if proof.url in links or (proof.file is not None and _digest(proof.file) in files):
            continue
        yield documents.add(
            forum,
            by=by,
            title=proof.title,
            kind=_kind(proof),
            file=proof.file,
            url=proof.url,
            publish=publish,
            dated_on=dated_on,
        )


def _kind(proof: Proof) -> str:
    if proof.file is not None and documents.check_file(proof.file).startswith("image/"):
        return DocumentKind.PHOTO
    return DocumentKind.EVIDENCE


def _digest(file: UploadedFile[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
