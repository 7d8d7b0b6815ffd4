"""The same rows as a workbook for a spreadsheet program."""

from __future__ import annotations

import datetime as dt
import json
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any

from django.db.models import QuerySet
from django.http import FileResponse
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import BaseRenderer

from ogp_portal.api.fields import OpenSerializer
from ogp_portal.api.tables import plain, records

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 50_000
"""A workbook is made before the first byte is sent. More rows are a matter for CSV."""
LONGEST = 32_767
"""Characters in a cell of a workbook."""
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class XLSXRenderer(BaseRenderer):
    """Answers to `?format=xlsx`; rows are written by the view, errors are JSON."""

    media_type = XLSX
    format = "xlsx"
    charset = None

    def render(self, data: Any, *args: Any, **kwargs: Any) -> bytes:
        """What is wrong, for whoever looks at the answer."""
        return json.dumps(data, ensure_ascii=False).encode()


def answer(rows: QuerySet[Any], serializer: type[OpenSerializer], *, title: str) -> FileResponse:
    """The rows as a file. Raises ValidationError where they are too many."""
    if rows[MOST_ROWS : MOST_ROWS + 1].exists():
        said = _("These are too many rows for a workbook. Choose fewer, or take them as CSV.")
        raise ValidationError({"format": [said]})
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    write(file, {title: records(rows, serializer)})
    file.seek(0)
    return FileResponse(file, content_type=XLSX)


def write(file: IO[bytes], sheets: Mapping[str, Iterable[Sequence[Any]]]) -> None:
    """Writes a workbook, its rows one after the other: what is in memory is one row."""
    book = Workbook(write_only=True)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title[:31])
        for row in rows:
            sheet.append([_cell(sheet, value) for value in row])
    book.save(file)


def _cell(sheet: Any, value: Any) -> Any:
    """Numbers, days and yes or no as such; a text always as a text, whatever it begins with."""
    value = plain(value)
    if value is None or isinstance(value, (bool, int, float, dt.date)):
        return value
    cell = WriteOnlyCell(sheet, _NOT_IN_XML.sub("", str(value))[:LONGEST])
    cell.data_type = "s"
    return cell
