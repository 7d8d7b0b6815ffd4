"""Reports as PDF/UA-1: tagged, with bookmarks. The same words, the same bytes, set once.

What is set is kept under the hash of all that it was set from, so that whoever asks for the same
again is given the same file, and a change of a single word makes another.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import OperationalError, connection, transaction
from weasyprint import CSS, HTML, __version__
from weasyprint.urls import URLFetcher

STYLESHEET = "css/report.css"
VARIANT = "pdf/ua-1"
LOCK = 0x0681  # of our advisory locks, beside that of a report's builds
WAIT = "20s"


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


def kept(html: str, *, folder: str) -> bytes:
    """The page as a PDF, set at most once and kept in the folder of the storage.

    One is set at a time, whoever asks and wherever: the others wait, and find what they want or
    take their turn. Raises Busy where that takes too long.
    """
    name = f"{folder}/{fingerprint(html)}.pdf"
    found = _read(name)
    if found is not None:
        return found
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = '{WAIT}'")
                cursor.execute("SELECT pg_advisory_xact_lock(%s::int, 0)", [LOCK])
                cursor.execute("SET LOCAL lock_timeout = DEFAULT")
            found = _read(name)
            if found is None:
                found = write(html)
                default_storage.save(name, ContentFile(found))
            return found
    except OperationalError as error:  # the lock was not ours in time
        raise Busy from error


def _read(name: str) -> bytes | None:
    if not default_storage.exists(name):
        return None
    with default_storage.open(name) as file:
        return bytes(file.read())
