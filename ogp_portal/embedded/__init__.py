"""PostgreSQL and Redis that come as wheels, for the demo, the tests and any bare command.

Every process that uses them holds a shared lock on `VAR/in-use.lock`. The kernel drops it when
the process dies, however it dies, so nobody is counted who is gone. Who leaves and finds that
nobody else holds it stops the services.
"""

from __future__ import annotations

import atexit
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ogp_portal.embedded import postgres, redis

__all__ = ["Services", "join"]


@dataclass(frozen=True)
class Services:
    """Where the running services answer."""

    database_url: str
    redis_url: str


_joined: dict[Path, Services] = {}


@contextmanager
def _turn(folder: Path) -> Iterator[None]:
    """One process at a time starts or stops the services of this folder."""
    with (folder / "turn.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def join(folder: Path) -> Services:
    """The services with their data under `folder`, started where they are not up.

    They are left when this process ends, and end with the last one that uses them.
    Raises `postgres.StartError` or `redis.StartError` with what their logs said.
    """
    folder = folder.resolve()
    if folder in _joined:
        return _joined[folder]
    folder.mkdir(parents=True, exist_ok=True)
    use = (folder / "in-use.lock").open("w")
    atexit.register(_leave, folder, use, os.getpid())  # first, so that a failed start leaves too
    with _turn(folder):
        fcntl.flock(use, fcntl.LOCK_SH)
        services = Services(
            database_url=postgres.start(folder / "postgres"),
            redis_url=redis.start(folder / "redis"),
        )
    _joined[folder] = services
    return services


def _leave(folder: Path, use: IO[str], joined_by: int) -> None:
    """Ends the services where this was the last process to use them."""
    if os.getpid() != joined_by:  # a fork shares its parent's lock and its parent leaves
        return
    _joined.pop(folder, None)
    if not folder.exists():
        return
    with _turn(folder), use:
        try:
            fcntl.flock(use, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        redis.stop(folder / "redis")
        postgres.stop(folder / "postgres")
