"""Reading happenings out of the database: counted, and page by page.

To put the query over all sources into SQL takes longer than to answer it. So it is done once for
each shape of what is wanted, with marks where days and ids come, and kept.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.db import connection

from forums.domain.happening_rows import rows
from forums.domain.happenings import Happening, Topic, Wanted, happening

_UNTIL = dt.datetime(9999, 1, 2, tzinfo=dt.UTC)
_SINCE = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)
_FIRST_ID = 2**62
_COUNT = "SELECT count(*) FROM (%s) AS happened"
_PAGE = "SELECT * FROM (%s) AS happened ORDER BY h_at DESC, h_key LIMIT %%s OFFSET %%s"
_STEPS = (10, 100, 1000)


class Found:
    """All that is wanted, the newest first, for a paginator or to take the first ones of."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted

    def count(self) -> int:
        """How many there are."""
        sql, values = statement(self.wanted)
        if not sql:
            return 0
        with connection.cursor() as cursor:
            cursor.execute(_COUNT % sql, values)
            found: int = cursor.fetchone()[0]
        return found

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, asked: slice) -> list[Happening]:
        """Those from one place to another, in one query."""
        first, end = asked.start or 0, asked.stop
        sql, values = statement(self.wanted, most=_bound(end))
        if not sql:
            return []
        with connection.cursor() as cursor:
            cursor.execute(_PAGE % sql, [*values, end - first, first])
            return [happening(row) for row in as_rows(cursor)]


def as_rows(cursor: Any) -> Iterable[dict[str, Any]]:
    """What the cursor found, by the names of the columns."""
    names = [column[0] for column in cursor.description]
    for values in cursor.fetchall():
        row = dict(zip(names, values, strict=True))
        if isinstance(row["h_facts"], str):
            row["h_facts"] = json.loads(row["h_facts"])
        yield row


def statement(wanted: Wanted, *, most: int = 0, telling: bool = False) -> tuple[str, list[Any]]:
    """The SQL of all that is wanted in no order, and its values; empty where there is none.

    `most` and `telling` as `happening_rows.rows` has them.
    """
    topics = sorted(wanted.topics) if wanted.topics is not None else None
    marked = _marked(topics) if topics is not None else None
    shape = replace(
        wanted,
        topics=frozenset(marked) if marked is not None else None,
        until=_UNTIL,
        since=None if wanted.since is None else _SINCE,
    )
    sql, values = _written(shape, most, telling)
    real: dict[Any, Any] = {_UNTIL: wanted.until, _SINCE: wanted.since}
    for mark, topic in zip(marked or (), topics or (), strict=True):
        real[mark[1]] = topic[1]
    return sql, [_real(value, real) for value in values]


def _marked(topics: list[Topic]) -> list[Topic]:
    """The same kinds of topics, each with a mark in the place of its id."""
    return [(kind, _FIRST_ID + place) for place, (kind, _pk) in enumerate(topics)]


def _real(value: Any, real: dict[Any, Any]) -> Any:
    """The value, or what it marks the place of."""
    if isinstance(value, dt.datetime) or (isinstance(value, int) and value >= _FIRST_ID):
        return real[value]
    return value


@lru_cache(maxsize=128)
def _written(shape: Wanted, most: int, telling: bool) -> tuple[str, tuple[Any, ...]]:
    found = rows(shape, most=most, telling=telling)
    if found is None:
        return "", ()
    sql, values = found.query.sql_with_params()
    return sql, tuple(values)


def _bound(end: int) -> int:
    """How many of each source are read at most to have the first `end` of all: in few sizes, so
    that few statements are kept. Pure."""
    return next((step for step in _STEPS if end <= step), 0)
