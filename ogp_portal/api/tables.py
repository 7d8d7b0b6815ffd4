"""The same rows as a table: CSV, streamed, so that a whole data set is one request."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from rest_framework.renderers import BaseRenderer

from forums.domain.tables import as_text
from forums.models import Forum
from ogp_portal.api.fields import OpenSerializer

AT_ONCE = 500


class CSVRenderer(BaseRenderer):
    """Answers to `?format=csv`; rows are streamed by the view, errors are one line."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(self, data: Any, *args: Any, **kwargs: Any) -> bytes:
        """An error as a table of one cell."""
        return f"error\r\n{json.dumps(data, ensure_ascii=False)}\r\n".encode()


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
    writer = csv.writer(_Echo())
    columns = serializer.columns(languages())
    yield writer.writerow([name for name, _way in columns])
    for row in rows.iterator(chunk_size=AT_ONCE):
        data = serializer(row).data
        yield writer.writerow([cell(_at(data, way)) for _name, way in columns])


def lines(columns: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The lines of a small table of plain values."""
    names = list(columns)
    writer = csv.writer(_Echo())
    yield writer.writerow(names)
    for row in rows:
        yield writer.writerow([cell(row[name]) for name in names])


def cell(value: Any) -> str:
    """A value as it stands in a table. Text that a spreadsheet would run is marked as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, list) and not any(isinstance(each, (dict, list)) for each in value):
        value = "; ".join(str(each) for each in value)
    elif isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False) if value else ""
    return as_text(str(value))


def _at(data: Any, way: Iterable[str]) -> Any:
    for step in way:
        data = data.get(step) if data else None
    return data
