"""What every list of open data does: page, filter, tell what changed, answer in four formats."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from typing import Any, ClassVar, TypeVar, cast

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.http import http_date
from django.utils.timezone import is_naive
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from ogp_portal.api import changes, sheets, tables
from ogp_portal.api.fields import OpenSerializer
from ogp_portal.api.filters import SoundFilters

FORMAT = OpenApiParameter(
    "format",
    OpenApiTypes.STR,
    enum=["json", "csv", "xlsx", "jsonl"],
    description="csv, xlsx and jsonl give every row that the filters leave, in one file.",
)
SINCE = OpenApiParameter(
    "since",
    OpenApiTypes.DATETIME,
    description=(
        "Rows that changed then or later, or in which something shown did. What was withdrawn is "
        "no longer in the list. UTC where no zone is said; a few rows from just before may come too."
    ),
)
LICENCE = f'<{settings.DATA_LICENCE["url"]}>; rel="license"'

V = TypeVar("V", bound=Callable[..., Any])


class Pages(PageNumberPagination):
    """50 rows, or as many as `page_size` asks for, at most 500."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 500


def unless_unchanged(view: V) -> V:
    """Answers 304 where nothing changed since the reader last asked; says when something did."""

    @functools.wraps(view)
    def asked(self: OpenData, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        changed = self.last_changed()
        stamp = int(changed.timestamp())
        response: Any = get_conditional_response(request, last_modified=stamp)
        if response is None:
            response = view(self, request, *args, **kwargs)
        response["Last-Modified"] = http_date(stamp)
        response["Link"] = LICENCE
        return response

    return cast("V", asked)


class OpenData(ReadOnlyModelViewSet[Any]):
    """A list and its rows. `queryset` is public and holds all that a row shows, prefetched.

    `by_the_clock` says how often a row changes by itself, such as whether something is overdue;
    `changes_with` is what a row counts without fetching it.
    """

    pagination_class = Pages
    filter_backends = [SoundFilters]
    renderer_classes: list[type[BaseRenderer]] = [
        JSONRenderer,
        tables.CSVRenderer,
        sheets.XLSXRenderer,
        tables.JSONLinesRenderer,
    ]
    list_serializer_class: ClassVar[type[OpenSerializer] | None] = None
    by_the_clock: ClassVar[dt.timedelta | None] = None
    changes_with: ClassVar[tuple[str, ...]] = ()

    def get_serializer_class(self) -> type[Any]:
        if self.action == "list" and self.list_serializer_class:
            return self.list_serializer_class
        return super().get_serializer_class()

    def get_renderers(self) -> Any:
        if self.action == "list":
            return super().get_renderers()
        return [JSONRenderer()]

    def last_changed(self) -> dt.datetime:
        """When the list last changed, or the row that is asked for."""
        rows: QuerySet[Any] = self.get_queryset()
        if self.action == "list":
            return changes.last(rows, more=self.changes_with, by_the_clock=self.by_the_clock)
        key = self._found.pk
        return changes.last_of(rows, key, more=self.changes_with, by_the_clock=self.by_the_clock)

    @functools.cached_property
    def _found(self) -> Any:
        return super().get_object()

    def get_object(self) -> Any:
        """The row that is asked for, fetched once."""
        return self._found

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        rows = super().filter_queryset(queryset)
        if self.action == "list" and (asked := self.request.query_params.get("since")):
            rows = changes.since(rows, _moment(asked), more=self.changes_with)
        return rows

    @extend_schema(parameters=[FORMAT, SINCE])
    @unless_unchanged
    def list(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        format = request.accepted_renderer.format  # type: ignore[attr-defined]
        if format == "json":
            return super().list(request, *args, **kwargs)  # type: ignore[arg-type]
        rows = self.filter_queryset(self.get_queryset())
        serializer = self.get_serializer_class()
        response: HttpResponseBase
        if format == "xlsx":
            response = sheets.answer(rows, serializer, title=self.basename or "")
        elif format == "jsonl":
            response = StreamingHttpResponse(
                tables.json_lines(rows, serializer), content_type=tables.JSON_LINES
            )
        else:
            response = StreamingHttpResponse(
                tables.stream(rows, serializer), content_type="text/csv; charset=utf-8"
            )
        response["Content-Disposition"] = f'attachment; filename="{self.basename}.{format}"'
        return response

    @extend_schema(parameters=[OpenApiParameter("format", exclude=True)])
    @unless_unchanged
    def retrieve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        return super().retrieve(request, *args, **kwargs)  # type: ignore[arg-type]


def _moment(text: str) -> dt.datetime:
    """A day, or a day and a time, in UTC where no zone is said. Raises ValidationError."""
    try:
        moment = parse_datetime(text)
        day = parse_date(text) if moment is None else None
        if day is not None:
            moment = dt.datetime.combine(day, dt.time())
        if moment is not None:
            moment = moment.replace(tzinfo=dt.UTC) if is_naive(moment) else moment
            return max(moment.astimezone(dt.UTC), dt.datetime(1900, 1, 1, tzinfo=dt.UTC))
    except (ValueError, OverflowError):
        pass
    said = _("Write a day, or a day and a time, such as 2026-03-31 or 2026-03-31T12:00:00Z.")
    raise ValidationError({"since": [said]})
