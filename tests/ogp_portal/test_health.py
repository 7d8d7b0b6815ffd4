"""What machines that watch the portal are told."""

from __future__ import annotations

import time

import pytest
from django.test import Client

from ogp_portal.views import health

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_asked_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_latest", health.Latest())


def test_it_is_not_ready_without_a_worker_and_says_what_is_missing(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"] == {
        "database": "ok",
        "redis": "ok",
        "worker": "no worker answers",
        "migrations": "ok",
    }


def test_who_asks_again_and_again_holds_no_thread(client: Client) -> None:
    client.get("/readyz")  # waits for a worker that is not there
    began = time.monotonic()
    assert {client.get("/readyz").status_code for _ in range(50)} == {503}
    assert time.monotonic() - began < health.WORKER_SECONDS
