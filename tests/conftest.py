"""What tests of every app can ask for: a mailbox, a worker, a count of queries."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as policy
from pathlib import Path
from typing import Any, TypeVar

import psycopg
import pytest
import redis
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import LazySettings
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from django.test.utils import setup_databases
from psycopg import sql
from pytest_django import DjangoDbBlocker

WORKER_SECONDS = 30
MIGRATED = "migrated"  # the database that the processes of a run copy
ROOT = Path(__file__).resolve().parent.parent

Found = TypeVar("Found")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--run-benchmarks", action="store_true", help="measure, as `make bench` does")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Benchmarks are measured when they are asked for; they are no tests."""
    if collection_path.name == "benchmarks" and not config.getoption("--run-benchmarks"):
        return True
    return None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest comes first, so that the processes of a run end at the same time."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
    django_db_modify_db_settings: None,
) -> None:
    """The tables of this process: the first of the run makes them by the migrations, the others
    copy them. The server and all its databases go with the run."""
    from django.conf import settings

    lock = Path(os.environ["PORTAL_TESTS_FOLDER"]) / "database.lock"
    with lock.open("w") as turn, django_db_blocker.unblock():
        fcntl.flock(turn, fcntl.LOCK_EX)
        copied = _copied(settings.DATABASES["default"])
        setup_databases(verbosity=0, interactive=False, keepdb=copied)
        if not copied:
            name = connection.settings_dict["NAME"]
            connection.close()
            _copy(settings.DATABASES["default"], name, MIGRATED)


def _copied(database: dict[str, Any]) -> bool:
    """Whether another process of the run has made the tables, and ours are a copy of them now."""
    name = os.environ.get("PYTEST_XDIST_WORKER", "")
    try:
        _copy(database, MIGRATED, f"test_{database['NAME']}_{name}".rstrip("_"))
    except psycopg.errors.InvalidCatalogName:
        return False
    return True


def _copy(database: dict[str, Any], source: str, target: str) -> None:
    address = {"host": database["HOST"], "user": database["USER"], "dbname": "postgres"}
    with psycopg.connect(**address, autocommit=True) as server:
        server.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(target), sql.Identifier(source)
            )
        )


def _empty_tables(case: TransactionTestCase) -> None:
    """Empties what a test has committed. Django empties every table and then makes the content
    types anew, which takes a second where this takes a tenth, and gives them other ids, which a
    portal that runs on would not know."""
    kept = ("django_migrations", "django_content_type", "auth_permission")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname <> ALL(%s)"
            " AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0",
            [list(kept)],
        )
        if filled := [sql.Identifier(name) for (name,) in cursor.fetchall()]:
            statement = sql.SQL("TRUNCATE {} CASCADE").format(sql.SQL(", ").join(filled))
            cursor.execute(statement.as_string(cursor.connection))


@pytest.fixture(autouse=True, scope="session")
def _quick_to_empty() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", _empty_tables)
        yield


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    """No test meets what another left in the cache, such as a limit of attempts."""
    cache.clear()


@dataclass
class Mailbox:
    """A mail server in the test's process. `refuse` holds addresses that it turns away;
    `pause` is how long it takes over one mail, in seconds."""

    messages: list[EmailMessage] = field(default_factory=list)
    refuse: set[str] = field(default_factory=set)
    pause: float = 0.0
    host: str = "127.0.0.1"
    port: int = 0

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Takes the address, or turns it away for good."""
        if address in self.refuse:
            return "550 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keeps the mail."""
        if self.pause:
            await asyncio.sleep(self.pause)
        message = message_from_bytes(envelope.original_content or b"", policy=policy)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        return "250 Kept"

    def to(self, address: str) -> list[EmailMessage]:
        """The mails to one address, oldest first."""
        return [message for message in self.messages if address in str(message["to"])]

    def wait_for(self, count: int, *, seconds: float = 30, to: str = "") -> list[EmailMessage]:
        """The mails (to one address) as soon as there are so many. Fails when they do not come."""
        return wait_until(
            lambda: found if len(found := self.to(to)) >= count else None,
            seconds=seconds,
            what=f"{count} mails to {to or 'anybody'}, there are {len(self.to(to))}",
        )


def wait_until(look: Callable[[], Found | None], *, seconds: float = 30, what: str = "it") -> Found:
    """What `look` finds, as soon as it finds something. Fails when it never does."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := look():
            return found
        time.sleep(0.05)
    raise AssertionError(f"Waited {seconds} s for {what}")


@pytest.fixture(scope="session")
def mail_server() -> Iterator[Mailbox]:
    """One mail server for the whole run; tests take `mailbox`."""
    box = Mailbox()
    with socket.socket() as probe:  # the controller itself cannot be asked which port it got
        probe.bind((box.host, 0))
        box.port = probe.getsockname()[1]
    controller = Controller(box, hostname=box.host, port=box.port, ready_timeout=15)
    controller.start()
    yield box
    controller.stop()


@pytest.fixture
def mailbox(mail_server: Mailbox, settings: LazySettings) -> Mailbox:
    """An empty mailbox, to which the portal sends by real SMTP."""
    mail_server.messages.clear()
    mail_server.refuse.clear()
    mail_server.pause = 0.0
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = mail_server.host
    settings.EMAIL_PORT = mail_server.port
    return mail_server


@pytest.fixture(scope="session")
def portal_environment(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, mail_server: Mailbox
) -> dict[str, str]:
    """The environment in which another process works on this test's database, Redis and mail."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    name = connection.settings_dict["NAME"]
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "ogp_portal.settings",
        "DATABASE_URL": f"postgresql://{database['USER']}@/{name}?host={database['HOST']}",
        "DATABASE_POOL": "4",
        "REDIS_URL": settings.REDIS_URL,
        "SECRET_KEY": settings.SECRET_KEY,
        "EMAIL_HOST": mail_server.host,
        "EMAIL_PORT": str(mail_server.port),
        "LOG_LEVEL": "INFO",
        "PYTHONUNBUFFERED": "1",
    }


@dataclass
class Worker:
    """Celery workers that a test starts, kills and starts again."""

    environment: dict[str, str]
    log_path: Path
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, *, concurrency: int = 1) -> subprocess.Popen[bytes]:
        """A worker that has said that it is ready."""
        begun = self.log_path.stat().st_size if self.log_path.exists() else 0
        with self.log_path.open("ab") as out:
            process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "celery",
                    "--app=ogp_portal",
                    "worker",
                    f"--concurrency={concurrency}",
                    "--loglevel=INFO",
                    "--without-gossip",
                    "--without-mingle",
                    f"--hostname=w{len(self.running)}-{os.getpid()}@%h",
                ],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.running.append(process)
        wait_until(
            lambda: b" ready." in self.log_path.read_bytes()[begun:] or process.poll() is not None,
            seconds=WORKER_SECONDS,
            what=f"the worker:\n{self.log_path.read_text()[-3000:]}",
        )
        assert process.poll() is None, self.log_path.read_text()[-3000:]
        return process

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """SIGKILL to the worker and all that it started: nothing is tidied up."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        """Ends all of them."""
        for process in self.running:
            self.kill(process)


@pytest.fixture
def worker(
    transactional_db: None, portal_environment: dict[str, str], mailbox: Mailbox, tmp_path: Path
) -> Iterator[Worker]:
    """Real Celery workers on this test's database; none runs before `worker.start()`."""
    empty_broker()
    workers = Worker(portal_environment, tmp_path / "worker.log")
    yield workers
    workers.stop()
    empty_broker()


def empty_broker() -> None:
    """Throws away the tasks that other tests left in this process's part of Redis."""
    from django.conf import settings

    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.flushdb()


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of the United States' fifth plan. Where CI is set it has to be there."""
    folder = Path(os.environ.get("OGP_REAL_DATA") or ROOT.parent / "shared" / "data") / "us-nap5"
    if not folder.is_dir():
        reason = f"The real data are not at {folder}; set OGP_REAL_DATA to their folder."
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return folder
