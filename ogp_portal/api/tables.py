"""The same rows as a table (CSV) and as JSON Lines, streamed: a whole data set is one request."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from rest_framework.renderers import BaseRenderer
from rest_framework.utils.encoders import JSONEncoder

from forums.domain.tables import as_text
from forums.models import Forum
from ogp_portal.api.fields import OpenSerializer

AT_ONCE = 500
JSON_LINES = "application/x-ndjson"


class CSVRenderer(BaseRenderer):
    """Answers to `?format=csv`; rows are streamed by the view, errors are one line."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(self, data: Any, *args: Any, **kwargs: Any) -> bytes:
        """An error as a table of one cell."""
        return f"error\r\n{json.dumps(data, ensure_ascii=False)}\r\n".encode()


class JSONLinesRenderer(BaseRenderer):
    """Answers to `?format=jsonl`; rows are streamed by the view, errors are one line."""

    media_type = JSON_LINES
    format = "jsonl"
    charset = "utf-8"

    def render(self, data: Any, *args: Any, **kwargs: Any) -> bytes:
        """An error as a line."""
        return f"{json.dumps(data, ensure_ascii=False)}\n".encode()


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, line: str) -> str:
        return line


def languages() -> list[str]:
    """Codes of the languages in which public texts may be."""
    codes = {code for code, _name in settings.LANGUAGES}
    for own in Forum.objects.public().values_list("languages", flat=True):
        codes.update(own)
    return sorted(codes)


def stream(rows: QuerySet[Any], serializer: type[OpenSerializer]) -> Iterator[str]:
    """The lines of the table: RFC 4180, a header, one column for each language of a text."""
    for record in records(rows, serializer):
        yield cell_line(record)


def records(rows: QuerySet[Any], serializer: type[OpenSerializer]) -> Iterator[list[Any]]:
    """The names of the columns, then the values of each row under them."""
    columns = serializer.columns(languages())
    yield [name for name, _way in columns]
    for data in rows_as_data(rows, serializer):
        yield values(data, columns)


def values(data: Any, columns: list[tuple[str, list[str]]]) -> list[Any]:
    """What stands under the columns in a row of open data."""
    return [_at(data, way) for _name, way in columns]


def cell_line(record: Iterable[Any]) -> str:
    """A line of a table."""
    line: str = csv.writer(_Echo()).writerow([cell(value) for value in record])
    return line


def json_lines(rows: QuerySet[Any], serializer: type[OpenSerializer]) -> Iterator[str]:
    """Each row as it stands in the list's JSON, on a line of its own."""
    for data in rows_as_data(rows, serializer):
        yield f"{json.dumps(data, ensure_ascii=False, cls=JSONEncoder)}\n"


def rows_as_data(rows: QuerySet[Any], serializer: type[OpenSerializer]) -> Iterator[Any]:
    """The rows as open data, fetched some hundred at a time and forgotten again.

    One serializer serves all: to make one takes longer than to use it.
    """
    serve = serializer()
    for row in rows.iterator(chunk_size=AT_ONCE):
        yield serve.to_representation(row)


def lines(columns: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The lines of a small table of plain values."""
    names = list(columns)
    yield cell_line(names)
    for row in rows:
        yield cell_line(row[name] for name in names)


def cell(value: Any) -> str:
    """A value as it stands in a table. Text that a spreadsheet would run is marked as text."""
    value = plain(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    return as_text(str(value))


def plain(value: Any) -> Any:
    """A value that stands in one cell: a list of plain ones joined, other structures as JSON."""
    if isinstance(value, dt.datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, list) and not any(isinstance(each, (dict, list)) for each in value):
        return "; ".join(str(each) for each in value)
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False, cls=JSONEncoder) if value else ""
    return value


def _at(data: Any, way: Iterable[str]) -> Any:
    for step in way:
        data = data.get(step) if data else None
    return data
