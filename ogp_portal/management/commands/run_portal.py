"""`make run`: the whole portal on this machine alone, until Ctrl-C or SIGTERM ends it."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from forums.models import Forum
from ogp_portal import translations
from ogp_portal.embedded import mail
from ogp_portal.embedded.processes import Processes, beat, web, worker

READY_SECONDS = 90


class Stop(BaseException):
    """Somebody asked the portal to end."""


class Command(BaseCommand):
    help = "Runs web, worker, beat and a mail server that keeps everything, until it is stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("run_portal is for one machine; production starts its parts apart.")
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        sink = None
        processes = None
        try:
            self._refuse_taken_port()
            translations.compile_all(settings.BASE_DIR / "locale")
            self._fill_database()
            sink = mail.serve(settings.VAR / "mail", port=_free_port())
            processes = self._start(sink.port)
            self._wait_until_ready(processes)
            self._greet()
            while True:
                time.sleep(0.5)
                processes.revive()
        except Stop:
            self.stdout.write("\nStopping …")
        finally:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(
                    number, signal.SIG_IGN
                )  # it ends already; a second Ctrl-C adds nothing
            if processes:
                processes.stop()
            if sink:
                sink.stop()
            for used in connections.all(initialized_only=True):
                used.close_pool()  # type: ignore[attr-defined]
        # The embedded services end with this process, where nobody else uses them.

    @staticmethod
    def _stop(number: int, frame: FrameType | None) -> None:
        raise Stop

    def _refuse_taken_port(self) -> None:
        with closing(socket.socket()) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", settings.PORT))
            except OSError as error:
                raise CommandError(
                    f"Port {settings.PORT} cannot be used ({error.strerror}). "
                    f"Choose another: make run PORT={settings.PORT + 1}"
                ) from error

    def _fill_database(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Preparing the database …")
            call_command("migrate", verbosity=0, interactive=False)
        call_command("load_policy_areas", verbosity=0)
        if settings.DEMO and not Forum.objects.exists():
            self.stdout.write("Loading the demo …")
            call_command("load_demo", verbosity=0)
        connection.close()

    def _start(self, mail_port: int) -> Processes:
        environment = {
            **os.environ,
            "PORT": str(settings.PORT),
            "DATABASE_URL": _database_url(),
            "REDIS_URL": settings.REDIS_URL,
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(mail_port),
            "EMAIL_SECURITY": "none",
            "PYTHONUNBUFFERED": "1",
        }
        processes = Processes(environment, settings.VAR / "log")
        processes.start("web", web(settings.PORT))
        processes.start("worker", worker())
        processes.start("beat", beat(settings.VAR / "beat"))
        return processes

    def _wait_until_ready(self, processes: Processes) -> None:
        until = time.monotonic() + READY_SECONDS
        said = ""
        while time.monotonic() < until:
            for process in processes.all:
                if not process.is_running():
                    raise CommandError(f"{process.name} did not start:\n{process.tail()}")
            ready, said = _ask_ready()
            if ready:
                return
            time.sleep(0.2)
        raise CommandError(f"The portal is not ready after {READY_SECONDS} seconds: {said}")

    def _greet(self) -> None:
        lines = ["", f"{settings.PORTAL_NAME} is ready:  {settings.PORTAL_URL}/"]
        if settings.DEMO:
            from ogp_portal.demo.logins import DEMO_LOGINS

            lines += ["", "Log in as"]
            lines += [f"  {row.email:<30} {row.password}   {row.role}" for row in DEMO_LOGINS]
            lines += ["", f"Mail that it sends:  {settings.PORTAL_URL}/outbox/"]
        lines += [f"Logs:  {_short(settings.VAR / 'log')}", "", "Ctrl-C ends it.", ""]
        self.stdout.write("\n".join(lines))
        sys.stdout.flush()


def _short(path: Path) -> str:
    """The path from here, where it is below."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def _database_url() -> str:
    """The address of the database in use, for the processes that are started."""
    used = connection.settings_dict
    secret = f":{used['PASSWORD']}" if used["PASSWORD"] else ""
    port = f"&port={used['PORT']}" if used["PORT"] else ""
    return f"postgresql://{used['USER']}{secret}@/{used['NAME']}?host={used['HOST']}{port}"


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _ask_ready() -> tuple[bool, str]:
    """(whether the portal says that it is ready, what it says)."""
    address = f"http://127.0.0.1:{settings.PORT}/readyz"
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return True, answer.read().decode()
    except urllib.error.HTTPError as error:
        return False, json.dumps(json.load(error))
    except OSError as error:
        return False, str(error)
