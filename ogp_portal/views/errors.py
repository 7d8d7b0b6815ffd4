"""Pages for an address that is not there, and for a fault of ours."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def server_error(request: HttpRequest) -> HttpResponse:
    """The 500 page with the reference that stands in the log."""
    reference = getattr(request, "request_id", "")
    return render(request, "500.html", {"reference": reference}, status=500)
