"""The real portal on a test's database: web, worker and beat as processes of their own."""

from __future__ import annotations

import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from ogp_portal.embedded.processes import Process, Processes, beat, web, worker

READY_SECONDS = 60


@dataclass
class Portal:
    """What a test starts, asks and stops. `folder` keeps its uploads and its logs."""

    environment: Mapping[str, str]
    folder: Path
    port: int = field(default_factory=lambda: _free_port())
    processes: Processes = field(init=False)
    _worker: Process | None = None
    _told: dict[Path, int] = field(default_factory=dict)  # lines of each log that were looked at

    def __post_init__(self) -> None:
        own = {
            "PORT": str(self.port),
            "PORTAL_URL": self.url,
            "VAR": str(self.folder),
            "WEB_HOST": "127.0.0.1",
        }
        self.processes = Processes({**self.environment, **own}, self.folder / "log")

    @property
    def url(self) -> str:
        """The portal's origin."""
        return f"http://localhost:{self.port}"

    @property
    def media(self) -> Path:
        """Where uploads and reports are kept."""
        return self.folder / "media"

    def start(self, *, background: bool) -> None:
        """Starts the web process, with worker and beat where `background`; returns when ready."""
        self.processes.start("web", web(self.port))
        if background:
            self._worker = self.processes.start("worker", worker())
            self.processes.start("beat", beat(self.folder / "beat"))
        self._wait_for("/readyz" if background else "/healthz")

    def hold_worker(self) -> None:
        """Makes the worker stand still, so that what waits for it can be looked at."""
        assert self._worker is not None
        self._worker.signal_group(signal.SIGSTOP)

    def let_worker_go(self) -> None:
        """Lets it work on."""
        assert self._worker is not None
        self._worker.signal_group(signal.SIGCONT)

    def stop(self) -> None:
        """Ends all of it."""
        if self._worker is not None:
            self.let_worker_go()
        self.processes.stop()

    def faults(self) -> list[str]:
        """What the processes logged of faults of ours since this was last asked."""
        found = []
        for path in sorted(self.processes.logs.glob("*.log")):
            lines = path.read_text(errors="replace").splitlines()
            found += [
                f"{path.name}: {line}"
                for line in lines[self._told.get(path, 0) :]
                if "Traceback" in line or (" ERROR " in line and "/readyz" not in line)
            ]
            self._told[path] = len(lines)
        return found

    def _wait_for(self, path: str) -> None:
        until = time.monotonic() + READY_SECONDS
        while time.monotonic() < until:
            for process in self.processes.all:
                assert process.is_running(), f"{process.name} ended:\n{process.tail(60)}"
            if _answers(f"{self.url}{path}"):
                return
            time.sleep(0.1)
        tails = "\n".join(f"{each.name}:\n{each.tail()}" for each in self.processes.all)
        raise AssertionError(f"The portal is not ready after {READY_SECONDS} s.\n{tails}")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=10) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
