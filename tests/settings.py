"""The portal's settings with services of the tests' own, which end and go with them.

The first process of a run makes the folder; those that it starts find it in the environment.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from ogp_portal import translations

_worker = os.environ.get("PYTEST_XDIST_WORKER", "")
_folder = os.environ.get("PORTAL_TESTS_FOLDER")

if not _folder:
    _folder = tempfile.mkdtemp(prefix="ogp-tests-")
    os.environ["PORTAL_TESTS_FOLDER"] = _folder
    atexit.register(shutil.rmtree, _folder, ignore_errors=True)
    translations.compile_all(Path(__file__).resolve().parent.parent / "locale")

# What somebody has set for a portal of her own is not for the tests.
for _name in (
    "DATABASE_URL",
    "REDIS_URL",
    "DEMO",
    "DEBUG",
    "PORTAL_URL",
    "PORT",
    "PORTAL_LANGUAGE",
):
    os.environ.pop(_name, None)
os.environ["VAR"] = _folder
os.environ["DATABASE_POOL"] = "0"
os.environ["LOG_LEVEL"] = "WARNING"

from ogp_portal.settings import *  # noqa: E402, F403
from ogp_portal.settings import _database_url, _services  # noqa: E402

# Each process of the run has its own part of Redis.
_part = int(_worker.removeprefix("gw") or 0) + 1 if _worker else 0
REDIS_URL = f"{_services.redis_url}?db={_part}"
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://").replace(
    "?db=", "?virtual_host="
)
CACHES["default"]["LOCATION"] = REDIS_URL  # noqa: F405
MEDIA_ROOT = VAR / f"media{_part}"  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # hundreds of logins

if not _worker:
    import psycopg

    with psycopg.connect(_database_url, autocommit=True) as _server:
        for _setting in ("fsync", "synchronous_commit", "full_page_writes"):  # nothing is kept
            _server.execute(f"ALTER SYSTEM SET {_setting} = off")
        _server.execute("SELECT pg_reload_conf()")
