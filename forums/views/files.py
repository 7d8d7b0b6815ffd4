"""Answers that are a file: one that somebody sent, or one made of what is public."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.core.cache import cache
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import get_language

from forums.domain import pdf

AGAIN_SECONDS = 10
WRITTEN_SECONDS = 60 * 60
INLINE = {"application/pdf", "image/png", "image/jpeg", "text/plain"}


def file_response(file: FieldFile, *, name: str, content_type: str) -> HttpResponseBase:
    """A file that somebody sent, so that nothing in it can act on the portal; 404 where it is gone."""
    try:
        content = file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(
        content,
        as_attachment=content_type not in INLINE,
        filename=name,
        content_type=content_type or "application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    # Browsers do not show a PDF in a sandbox; a script in it stays in it.
    sandbox = "" if content_type == "application/pdf" else "; sandbox"
    response["Content-Security-Policy"] = f"default-src 'none'; style-src 'unsafe-inline'{sandbox}"
    return response


def language_asked(request: HttpRequest, languages: list[str]) -> str:
    """The language of the address or of the reader, where a document can be had in it."""
    for code in (request.GET.get("language"), get_language()):
        if code in languages:
            return code
    return languages[0]


def pdf_response(
    request: HttpRequest, *, html: str, folder: str, name: str, language: str
) -> HttpResponse:
    """The page as a PDF, the same file as long as its words stay; 503 where too many are asked for."""
    etag = quote_etag(pdf.fingerprint(html))
    found = get_conditional_response(request, etag=etag)
    response = found if isinstance(found, HttpResponse) else None
    if response is None:
        try:
            content = pdf.kept(html, folder=folder, name=name.removesuffix(".pdf"))
        except pdf.Busy:
            return _later(request)
        response = HttpResponse(content, content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="{name}"'
    response["ETag"] = etag
    response["Content-Language"] = language
    response["X-Content-Type-Options"] = "nosniff"
    return response


def written_response(
    request: HttpRequest,
    *,
    said: str,
    write: Callable[[], bytes],
    content_type: str,
    name: str,
    language: str,
) -> HttpResponse:
    """A file to take home that follows from `said`; for a while it is written once for all."""
    digest = hashlib.sha256(said.encode()).hexdigest()
    etag = quote_etag(digest)
    found = get_conditional_response(request, etag=etag)
    response = found if isinstance(found, HttpResponse) else None
    if response is None:
        content = cache.get_or_set(f"written:{digest}", write, WRITTEN_SECONDS)
        response = HttpResponse(content, content_type=content_type)
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["ETag"] = etag
    response["Content-Language"] = language
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _later(request: HttpRequest) -> HttpResponse:
    response = render(request, "forums/files/later.html", status=503)
    response["Retry-After"] = str(AGAIN_SECONDS)
    response["Cache-Control"] = "no-store"
    return response
