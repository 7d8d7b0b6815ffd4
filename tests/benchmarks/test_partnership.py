"""The lists of a partnership a hundred times as large as today's: queries and milliseconds.

Run by `make bench`. 409,500 commitments of 98 members in one process; each page is asked twice and
the faster time counts.
"""

from __future__ import annotations

import sys
import time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.commitments.views.test_a_partnership import LISTS, MOST_QUERIES, of_one
from tests.partnership import HUNDREDFOLD, found

MOST_SECONDS = 10


@pytest.mark.django_db
def test_a_partnership_a_hundred_times_as_large(client: Client) -> None:
    forum = found(HUNDREDFOLD)
    rows = [(path, *_asked(client, path)) for path in [*LISTS, *of_one(forum)]]

    for path, queries, seconds in rows:
        sys.stdout.write(f"{path:70} {queries:3} queries {seconds * 1000:8.0f} ms\n")
    assert max(queries for _path, queries, _seconds in rows) <= MOST_QUERIES
    assert max(seconds for _path, _queries, seconds in rows) < MOST_SECONDS


def _asked(client: Client, path: str) -> tuple[int, float]:
    """How many queries a page takes, and how many seconds."""
    best = 1e9
    for _ in range(2):
        began = time.perf_counter()
        with CaptureQueriesContext(connection) as queries:
            response = client.get(path)
            b"".join(response) if response.streaming else response.content
        best = min(best, time.perf_counter() - began)
        assert response.status_code == 200, path
    return len(queries), best
