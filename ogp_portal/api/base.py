"""What every list of open data does: page, filter, answer as JSON or CSV."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.pagination import PageNumberPagination
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from ogp_portal.api.fields import OpenSerializer
from ogp_portal.api.tables import CSVRenderer, stream

FORMAT = OpenApiParameter(
    "format",
    OpenApiTypes.STR,
    enum=["json", "csv"],
    description="csv gives every row that the filters leave, as one table.",
)


class Pages(PageNumberPagination):
    """50 rows, or as many as `page_size` asks for, at most 500."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 500


class OpenData(ReadOnlyModelViewSet[Any]):
    """A list and its rows. `queryset` is public and holds all that a row shows, prefetched."""

    pagination_class = Pages
    renderer_classes = [JSONRenderer, CSVRenderer]
    list_serializer_class: ClassVar[type[OpenSerializer] | None] = None

    def get_serializer_class(self) -> type[Any]:
        if self.action == "list" and self.list_serializer_class:
            return self.list_serializer_class
        return super().get_serializer_class()

    def get_renderers(self) -> Any:
        if self.action == "list":
            return super().get_renderers()
        return [JSONRenderer()]

    @extend_schema(parameters=[FORMAT])
    def list(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.accepted_renderer.format != "csv":  # type: ignore[attr-defined]
            return super().list(request, *args, **kwargs)  # type: ignore[arg-type]
        rows = self.filter_queryset(self.get_queryset())
        response = StreamingHttpResponse(
            stream(rows, self.get_serializer_class()), content_type="text/csv; charset=utf-8"
        )
        response["Content-Disposition"] = f'attachment; filename="{self.basename}.csv"'
        return response

    @extend_schema(parameters=[OpenApiParameter("format", exclude=True)])
    def retrieve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        return super().retrieve(request, *args, **kwargs)  # type: ignore[arg-type]
