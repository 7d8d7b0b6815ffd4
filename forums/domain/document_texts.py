"""Reading once what files say, so that people find them by their words.

What is due is a file that nobody has read. A worker notes its attempt before it begins, so that a
file over which workers die is given up; it holds the row while it reads, so that two never read
the same file.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from dataclasses import dataclass

from django.conf import settings
from django.db import DataError, OperationalError, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forums.domain.documents import MOST_BYTES
from forums.domain.file_text import READABLE
from forums.models import Document, DocumentText

log = logging.getLogger(__name__)

AT_ONCE = 20
MOST_ATTEMPTS = 3
SECONDS = 60  # by the clock, for one file

PROBLEMS: dict[str, str | Promise] = {
    "broken": _("The file is broken or too complicated to be read."),
    "locked": _("The file opens only with a password."),
    "no_text": _("The file holds no text. It may be a scan."),
    "gone": _("The file is gone."),
    "large": _("The file is too large to be read."),
    "words": _("The file holds more different words than can be kept."),
    "failed": _("The file could not be read."),
}


@dataclass(frozen=True)
class Reading:
    """What came of reading a file: its words, or the key of a problem."""

    text: str = ""
    problem: str = ""


def read_due() -> int:
    """Reads files that nobody has read, the oldest first. Returns how many were finished.

    Call it outside a transaction: an attempt is noted for all to see before it begins.
    """
    _note_new()
    _give_up()
    due = DocumentText.objects.filter(read_at=None, attempts__lt=MOST_ATTEMPTS)
    order = ("attempts", "document__created_at", "pk")
    return sum(read(text) for text in list(due.order_by(*order)[:AT_ONCE]))


def read(text: DocumentText) -> bool:
    """Reads one file, unless that was done or another worker is at it. True where it was finished."""
    if not _note_attempt(text):
        return False
    with transaction.atomic():
        row = _held(text)
        if row is None:
            return False
        document = Document.objects.get(pk=row.pk)
        try:
            reading = _reading(document)
        except Exception:  # of whatever storage: the file may be there again in a minute
            log.exception("Document %s was not read in attempt %s", row.pk, row.attempts)
            if row.attempts < MOST_ATTEMPTS:
                return False
            reading = Reading(problem="failed")
        _keep(row, reading)
    return True


def in_another_process(content: bytes, content_type: str, *, seconds: float = SECONDS) -> Reading:
    """The words of a file, read where it can do no harm: without our secrets, within limits."""
    command = [sys.executable, "-m", "forums.domain.file_text", content_type]
    try:
        done = subprocess.run(
            command,
            input=content,
            capture_output=True,
            timeout=seconds,
            cwd=settings.BASE_DIR,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
            check=True,
        )
        return Reading(**json.loads(done.stdout))
    except (subprocess.SubprocessError, ValueError):
        return Reading(problem="broken")


def _note_new() -> None:
    """A row for every file that can be read and has none."""
    new = Document.objects.filter(content_type__in=READABLE, content=None).exclude(file="")
    rows = [DocumentText(document=document) for document in new.only("pk")[:500]]
    DocumentText.objects.bulk_create(rows, ignore_conflicts=True)


def _give_up() -> None:
    """What was begun often enough and never finished is not begun again."""
    with transaction.atomic():
        rows = DocumentText.objects.select_for_update(skip_locked=True).filter(
            read_at=None, attempts__gte=MOST_ATTEMPTS
        )
        for row in rows:
            _keep(row, Reading(problem="failed"))


def _note_attempt(text: DocumentText) -> bool:
    with transaction.atomic():
        row = _held(text)
        if row is None or row.attempts >= MOST_ATTEMPTS:
            return False
        row.attempts += 1
        row.save(update_fields=["attempts"])
    return True


def _held(text: DocumentText) -> DocumentText | None:
    """The row, locked for us; None where it is finished or another worker holds it."""
    rows = DocumentText.objects.select_for_update(skip_locked=True)
    return rows.filter(pk=text.pk, read_at=None).first()


def _reading(document: Document) -> Reading:
    if document.size > MOST_BYTES:
        return Reading(problem="large")
    try:
        with document.file.open("rb") as file:
            content: bytes = file.read()
    except FileNotFoundError:
        return Reading(problem="gone")
    return in_another_process(content, document.content_type)


def _keep(row: DocumentText, reading: Reading) -> None:
    """Saves what was read; less of it where the database cannot index so many different words."""
    row.read_at, row.problem = timezone.now(), reading.problem
    for most in (len(reading.text), len(reading.text) // 4):
        row.text = reading.text[:most]
        try:
            with transaction.atomic():
                row.save()
        except (DataError, OperationalError):
            log.warning("Document %s has too many words for an index", row.pk)
        else:
            return
    row.text, row.problem = "", "words"
    row.save()
