"""Pages that explain."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ogp_portal.glossary import TERMS


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """The field's terms, one each."""
    terms = sorted(TERMS, key=lambda term: str(term[0]).casefold())
    return render(request, "ogp_portal/glossary.html", {"terms": terms})


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What the portal is for, what is public and what is not."""
    return render(request, "ogp_portal/about.html")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """How the portal is made to be used by everybody."""
    return render(request, "ogp_portal/accessibility.html")
