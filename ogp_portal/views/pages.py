"""Pages that explain, and the choice of the language."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET

from ogp_portal.glossary import TERMS


@require_GET
def glossary(request: HttpRequest) -> HttpResponse:
    """The field's terms, one each."""
    terms = sorted(TERMS, key=lambda term: str(term[0]).casefold())
    return render(request, "ogp_portal/glossary.html", {"terms": terms})


@require_GET
def about(request: HttpRequest) -> HttpResponse:
    """What the portal is for, what is public and what is not."""
    return render(request, "ogp_portal/about.html")


@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    """How the portal is made to be used by everybody."""
    return render(request, "ogp_portal/accessibility.html")


@require_GET
def language(request: HttpRequest, code: str) -> HttpResponse:
    """Remembers the reader's language. A link, so that public pages need no secret of a form."""
    if code not in dict(settings.LANGUAGES):
        raise Http404
    target = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = "/"
    response = redirect(target)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=365 * 24 * 3600,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response
