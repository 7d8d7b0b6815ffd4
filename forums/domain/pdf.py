"""Reports as PDF/UA-1: tagged, with bookmarks. The same words, the same bytes, set once.

What is set is kept under its name and the hash of all that it was set from, so that whoever asks
for the same again is given the same file, and a change of a single word makes another. A file that
is not there is set again, so that none of them has to be kept.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from weasyprint import CSS, HTML, __version__
from weasyprint.urls import URLFetcher

STYLESHEET = "css/report.css"
VARIANT = "pdf/ua-1"
LOCK = 0x0681  # of our advisory locks, beside that of a report's builds
WAIT = "20s"
ROOT = "reports"
SUPERSEDED_FOR = dt.timedelta(days=1)
KEPT_FOR = dt.timedelta(days=30)


class Busy(Exception):
    """Others are being set, and it takes longer than a reader waits."""


class NoFetching(URLFetcher):
    """A report is complete in itself: what a text points at is left out, never fetched."""

    def fetch(self, url: str, headers: Any = None) -> Any:
        raise ValueError(f"A report fetches nothing, so not {url}")


def write(html: str) -> bytes:
    """The page as a PDF. Its identifier follows from its words. Raises what the typesetter raises.

    The dates that it carries come from the page's own `dcterms` lines.
    """
    fetcher = NoFetching()
    document = HTML(string=html, base_url=settings.PORTAL_URL, url_fetcher=fetcher)
    pdf = document.write_pdf(
        stylesheets=[CSS(string=stylesheet(), url_fetcher=fetcher)],
        pdf_variant=VARIANT,
        pdf_identifier=hashlib.sha256(html.encode()).digest()[:16],
    )
    return bytes(pdf)


def stylesheet() -> str:
    """How reports are set."""
    path = finders.find(STYLESHEET)
    if not isinstance(path, str):
        raise FileNotFoundError(f"static/{STYLESHEET}")
    with open(path, encoding="utf-8") as file:
        return file.read()


def fingerprint(html: str) -> str:
    """Tells one file from another: its words, how they are set, and by what."""
    parts = (html, stylesheet(), __version__)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def kept(html: str, *, folder: str, name: str) -> bytes:
    """The page as a PDF, set at most once and kept under `name` in the folder of the storage.

    One is set at a time, whoever asks and wherever: the others wait, and find what they want or
    take their turn. Raises Busy where that takes too long.
    """
    path = f"{ROOT}/{folder}/{name}/{fingerprint(html)}.pdf"
    found = _read(path)
    if found is not None:
        return found
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT set_config('lock_timeout', %s, true), pg_advisory_xact_lock(%s::int, 0)",
                    [WAIT, LOCK],
                )
            found = _read(path)
            if found is None:
                found = write(html)
                default_storage.save(path, ContentFile(found))
            return found
    except OperationalError as error:  # the lock was not ours in time
        raise Busy from error


def clear(*, now: dt.datetime | None = None) -> int:
    """Deletes files a day after a newer one of their name, and all after a month.

    Nobody misses them: who reads one has it whole already, and who asks again has it set anew.
    Returns how many are gone.
    """
    now = now or timezone.now()
    gone = 0
    for name in _names():
        files = [(default_storage.get_modified_time(path), path) for path in _files(name)]
        newest = max(files, default=None)
        for set_at, path in files:
            is_last = newest is not None and path == newest[1]
            if set_at < now - (KEPT_FOR if is_last else SUPERSEDED_FOR):
                default_storage.delete(path)
                gone += 1
    return gone


def _names() -> Iterator[str]:
    """Where the files of one name are, one after the other."""
    for folder in _listed(ROOT)[0]:
        for name in _listed(f"{ROOT}/{folder}")[0]:
            yield f"{ROOT}/{folder}/{name}"


def _files(name: str) -> list[str]:
    return [f"{name}/{file}" for file in _listed(name)[1]]


def _listed(path: str) -> tuple[list[str], list[str]]:
    try:
        return default_storage.listdir(path)
    except FileNotFoundError:  # nothing was kept yet
        return [], []


def _read(path: str) -> bytes | None:
    """What is kept, whole; None where it is not, or goes while it is looked for."""
    try:
        with default_storage.open(path) as file:
            return bytes(file.read())
    except FileNotFoundError:
        return None
