"""Open data as people find it: what there is, what it means, and all of it in one file."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe

from ogp_portal import dumps
from ogp_portal.api import dictionary, docs
from ogp_portal.api.base import LICENCE
from ogp_portal.api.tables import lines


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """What open data there is, in which formats, under which licence, and the nightly dumps."""
    context = {
        "dumps": dumps.found(),
        "endpoints": docs.endpoints(),
        "licence": settings.DATA_LICENCE,
        "portal": settings.PORTAL_URL,
    }
    response = render(request, "ogp_portal/data/data.html", context)
    response["Link"] = LICENCE
    return response


@require_safe
def data_dictionary(request: HttpRequest) -> HttpResponse:
    """What every column means: a page for each list, and all of them in one file."""
    counts = {endpoint.name: 0 for endpoint in docs.endpoints()}
    for column in dictionary.columns():
        counts[column.list] = counts.get(column.list, 0) + 1
    return render(request, "ogp_portal/data/dictionary.html", {"counts": counts})


@require_safe
def dictionary_file(request: HttpRequest, format: str) -> HttpResponseBase:
    """The dictionary for programs, in all its languages."""
    if format == "json":
        response: HttpResponseBase = JsonResponse(
            list(dictionary.table()), safe=False, json_dumps_params={"ensure_ascii": False}
        )
    elif format == "csv":
        response = StreamingHttpResponse(
            lines(dictionary.TABLE_COLUMNS, dictionary.table()),
            content_type="text/csv; charset=utf-8",
        )
    else:
        raise Http404
    response["Content-Disposition"] = f'attachment; filename="dictionary.{format}"'
    response["Link"] = LICENCE
    return response


@require_safe
def dump(request: HttpRequest, day: str) -> HttpResponseBase:
    """The dump of a day, or the latest."""
    found = _found(day)
    etag = quote_etag(found.sha256)
    changed = int(found.made_at.timestamp())
    response: Any = get_conditional_response(request, etag=etag, last_modified=changed)
    if response is None:
        try:
            content = found.open()
        except FileNotFoundError:
            raise Http404 from None
        response = FileResponse(
            content, as_attachment=True, filename=found.filename, content_type="application/zip"
        )
        response["Content-Length"] = str(found.size)
    response["ETag"] = etag
    response["Last-Modified"] = http_date(changed)
    response["Link"] = LICENCE
    answer: HttpResponseBase = response
    return answer


@require_safe
def dump_checksum(request: HttpRequest, day: str) -> HttpResponse:
    """The checksum of that dump, as `sha256sum --check` reads it."""
    return HttpResponse(_found(day).checksum, content_type="text/plain; charset=utf-8")


def _found(day: str) -> dumps.Dump:
    for found in dumps.found():
        if day in ("latest", found.day):
            return found
    raise Http404
