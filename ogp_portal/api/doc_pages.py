"""The open data described on pages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ogp_portal.api import dictionary
from ogp_portal.api.docs import Endpoint, Field, endpoints


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Every list in a sentence."""
    return render(request, "ogp_portal/api/docs.html", {"endpoints": endpoints()})


@require_safe
def endpoint_docs(request: HttpRequest, name: str) -> HttpResponse:
    """One list with its filters, its fields and the columns of its tables."""
    for endpoint in endpoints():
        if endpoint.name == name:
            return render(request, "ogp_portal/api/endpoint.html", _context(endpoint))
    raise Http404


def _context(endpoint: Endpoint) -> dict[str, Any]:
    """The list, its values described in the reader's language where the dictionary does."""
    said = dictionary.fields(endpoint.name)
    return {
        "endpoint": endpoint,
        "fields": [
            replace(field, text=said[field.name], lang="") if said.get(field.name) else field
            for field in endpoint.fields
        ],
        "columns": [
            Field(column.column, column.type, column.choices, column.about, lang="")
            for column in dictionary.columns(endpoint.name)
        ],
    }
