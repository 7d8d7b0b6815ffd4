"""Answers that are a file made of what is public."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import get_language

from forums.domain import pdf

AGAIN_SECONDS = 10


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


def _later(request: HttpRequest) -> HttpResponse:
    response = render(request, "forums/files/later.html", status=503)
    response["Retry-After"] = str(AGAIN_SECONDS)
    response["Cache-Control"] = "no-store"
    return response
