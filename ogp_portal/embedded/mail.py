"""The demo's mail server: takes every mail and keeps it under `VAR/mail`, sends none on."""

from __future__ import annotations

import datetime as dt
import email
import os
import re
import tempfile
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import default as policy
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

_NAME = re.compile(r"[0-9]{8}-[0-9]{12}-[a-z0-9_]{8}\Z")


@dataclass(frozen=True)
class Mail:
    """One mail as it came: `name` is its file's name without the ending."""

    name: str
    received_at: dt.datetime
    message: EmailMessage


class Keeper:
    """Writes each mail to a file of its own; the file appears whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keeps the mail before saying that it was taken."""
        now = dt.datetime.now(dt.UTC).strftime("%Y%m%d-%H%M%S%f")
        descriptor, part = tempfile.mkstemp(prefix=f"{now}-", suffix=".part", dir=self.folder)
        with os.fdopen(descriptor, "wb") as file:
            file.write(envelope.original_content or b"")
        path = Path(part)
        path.rename(path.with_suffix(".eml"))
        return "250 Kept"


def serve(folder: Path, *, port: int) -> Controller:
    """A running mail server on this machine's own address; `stop()` ends it."""
    controller = Controller(Keeper(folder), hostname="127.0.0.1", port=port, ready_timeout=15)
    controller.start()
    return controller


def kept(folder: Path, *, most: int) -> list[Mail]:
    """The latest mails, newest first."""
    paths = sorted(folder.glob("*.eml"), reverse=True)[:most]
    return [_read(path) for path in paths]


def find(folder: Path, name: str) -> Mail | None:
    """The mail of this name, None where there is none."""
    path = folder / f"{name}.eml"
    return _read(path) if _NAME.match(name) and path.is_file() else None


def _read(path: Path) -> Mail:
    day, time, _ = path.stem.split("-", 2)
    received_at = dt.datetime.strptime(f"{day}{time}", "%Y%m%d%H%M%S%f").replace(tzinfo=dt.UTC)
    message = email.message_from_bytes(path.read_bytes(), policy=policy)
    assert isinstance(message, EmailMessage)
    return Mail(path.stem, received_at, message)
