"""Processes that are started together, watched, started again when they die, and ended together."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

log = logging.getLogger(__name__)

SHORTEST_PAUSE = 1.0  # seconds before the first new start
LONGEST_PAUSE = 30.0
CALM_AFTER = 60.0  # seconds of life after which a death counts as the first
GRACE = 15.0  # seconds between asking and killing

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def web(port: int) -> list[str]:
    """The command that serves pages."""
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        "python:ogp_portal.web",
        f"--bind=127.0.0.1:{port}",
    ]


def worker() -> list[str]:
    """The command that sends notices and builds reports."""
    return [
        *_celery(),
        "worker",
        "--concurrency=2",
        "--loglevel=INFO",
        "--without-gossip",
        "--without-mingle",
    ]


def beat(folder: Path) -> list[str]:
    """The command that wakes the worker; `folder` keeps what it remembers."""
    folder.mkdir(parents=True, exist_ok=True)
    return [
        *_celery(),
        "beat",
        "--loglevel=INFO",
        "--pidfile=",
        f"--schedule={folder / 'schedule'}",
    ]


def _celery() -> list[str]:
    return [sys.executable, "-m", "celery", "--app=ogp_portal"]


@dataclass
class Process:
    """One process in a group of its own, its output in a file."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log_path: Path
    popen: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    pause: float = SHORTEST_PAUSE
    due: float = field(default=0.0, repr=False)

    def start(self) -> None:
        """Starts it. It gets SIGTERM when the process that started it is gone."""
        self.log_path.parent.mkdir(parents=True, exist_ok=True)
        with self.log_path.open("ab") as out:
            self.popen = subprocess.Popen(
                self.command,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_end_with_parent,  # one system call, no locks
            )
        self.began = time.monotonic()

    @property
    def pid(self) -> int:
        assert self.popen is not None
        return self.popen.pid

    def is_running(self) -> bool:
        """Whether it was started and has not ended."""
        return self.popen is not None and self.popen.poll() is None

    def signal_group(self, number: int) -> None:
        """Signals it and what it started; nobody left to hear it is fine."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, number)

    def tail(self, lines: int = 20) -> str:
        """The end of what it said."""
        try:
            return "\n".join(self.log_path.read_text(errors="replace").splitlines()[-lines:])
        except OSError:
            return ""


def _end_with_parent() -> None:
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Processes:
    """Several processes with one life."""

    environment: Mapping[str, str]
    logs: Path
    all: list[Process] = field(default_factory=list)

    def start(self, name: str, command: Sequence[str], **environment: str) -> Process:
        """Starts one more."""
        process = Process(
            name, command, {**self.environment, **environment}, self.logs / f"{name}.log"
        )
        process.start()
        self.all.append(process)
        return process

    def revive(self) -> None:
        """Starts again who died: at once the first time, later each time it dies young."""
        now = time.monotonic()
        for process in self.all:
            if process.is_running():
                continue
            if not process.due:
                if now - process.began > CALM_AFTER:
                    process.pause = SHORTEST_PAUSE
                process.due = now + process.pause
                process.pause = min(process.pause * 2, LONGEST_PAUSE)
                code = process.popen.returncode if process.popen else None
                log.warning("%s ended (%s), starting it again", process.name, code)
                process.signal_group(signal.SIGKILL)
            elif now >= process.due:
                process.due = 0.0
                process.start()

    def stop(self) -> None:
        """Asks all to end, waits, and kills whoever is left, with all they started."""
        for process in self.all:
            if process.is_running() and process.popen:
                process.popen.terminate()
        until = time.monotonic() + GRACE
        while any(process.is_running() for process in self.all) and time.monotonic() < until:
            time.sleep(0.05)
        for process in self.all:
            process.signal_group(signal.SIGKILL)
            if process.popen:
                process.popen.wait()
        self.all.clear()
