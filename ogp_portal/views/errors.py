"""Pages for what went wrong."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours, with the reference that stands in the log."""
    reference = getattr(request, "request_id", "")
    return render(request, "500.html", {"reference": reference}, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that came from an old page or from elsewhere; what was typed can be sent again."""
    return render(request, "403.html", {"is_old_form": True}, status=403)
