"""Whether the portal is alive, and whether it is ready: for machines that watch it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

import redis
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.backoff import NoBackoff
from redis.retry import Retry

from ogp_portal.celery import app

log = logging.getLogger(__name__)

WORKER_SECONDS = 2
KEPT_SECONDS = 3


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while this process answers."""
    return JsonResponse({"status": "alive"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when everything that the portal stands on answers, 503 with what does not otherwise."""
    results = _latest.results()
    ready = all(result == "ok" for result in results.values())
    body = {"status": "ready" if ready else "not ready", "checks": results}
    return JsonResponse(body, status=200 if ready else 503)


def _ask(name: str, check: Callable[[], str]) -> str:
    """ "ok", or what is wrong in a few words that give nothing away; the log has the rest."""
    try:
        return check()
    except Exception as error:  # whatever it is, the answer is that it is not ready
        log.warning("Not ready: %s: %s", name, error)
        return "no answer"


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def _redis() -> str:
    with redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=1,
        socket_connect_timeout=1,
        retry=Retry(NoBackoff(), 0),
    ) as client:
        client.ping()
    return "ok"


def _worker() -> str:
    _redis()  # asked first, because it says no at once
    replies = app.control.broadcast("ping", reply=True, timeout=WORKER_SECONDS, limit=1)
    return "ok" if replies else "no worker answers"


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return "ok" if not missing else f"{len(missing)} to apply"


CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "redis": _redis,
    "worker": _worker,
    "migrations": _migrations,
}


class Latest:
    """The last results of this process, so that whoever asks often holds one thread at most."""

    def __init__(self) -> None:
        self._asking = threading.Lock()
        self._results: dict[str, str] = {}
        self._until = 0.0

    def results(self) -> dict[str, str]:
        """Each check's result, at most some seconds old; older while another thread asks."""
        if time.monotonic() >= self._until and self._asking.acquire(blocking=not self._results):
            try:
                if time.monotonic() >= self._until:
                    self._results = {name: _ask(name, check) for name, check in CHECKS.items()}
                    self._until = time.monotonic() + KEPT_SECONDS
            finally:
                self._asking.release()
        return self._results


_latest = Latest()
