"""What happens around every request."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers
from pghistory.middleware import HistoryMiddleware

from ogp_portal.logs import request_id

log = logging.getLogger("ogp_portal.requests")

GetResponse = Callable[[HttpRequest], HttpResponse]
_GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{8,64}\Z")
_QUIET = ("/healthz", "/readyz", settings.STATIC_URL)
_SHARED_SECONDS = 30


class RequestId:
    """Gives each request an id, the proxy's where it sent a sound one, and logs how it ended.

    The id is in the answer's `X-Request-ID`, in each line of the log, in the history of each row
    that the request changed, and on the page that tells of a fault of ours.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        name = given if _GIVEN_ID.match(given) else secrets.token_hex(8)
        request.request_id = name  # type: ignore[attr-defined]
        token = request_id.set(name)
        began = time.monotonic()
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = name
            if not request.path.startswith(_QUIET):
                log.info(
                    "%s %s %s",
                    request.method,
                    request.path,
                    response.status_code,
                    extra={
                        "status": response.status_code,
                        "ms": round((time.monotonic() - began) * 1000),
                    },
                )
            return response
        finally:
            request_id.reset(token)


class SoundAddress:
    """Answers 404 to an address with a NUL in it, which no text of the database can hold."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise Http404


class PublicCaching:
    """A public page may be kept by a proxy for half a minute, a private one by nobody.

    Public is a page that was read without a session, sets no cookie and asks for no token; a view
    that says something else in `Cache-Control` is left alone.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.has_header("Cache-Control") or request.path.startswith(_QUIET):
            return response
        patch_vary_headers(response, ("Cookie", "Accept-Language", "HX-Request"))
        if self._is_public(request, response):
            patch_cache_control(response, public=True, max_age=0, s_maxage=_SHARED_SECONDS)
        else:
            patch_cache_control(response, private=True, no_store=True)
        return response

    @staticmethod
    def _is_public(request: HttpRequest, response: HttpResponse) -> bool:
        return (
            request.method in ("GET", "HEAD")
            and response.status_code in (200, 304)
            and settings.SESSION_COOKIE_NAME not in request.COOKIES
            and not response.cookies
            and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
        )


class History(HistoryMiddleware):
    """Tells the history of rows who changed them, from which page and in which request."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request)
        return {**context, "request_id": request_id.get()}
