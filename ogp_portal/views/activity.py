"""The yearly activity report of a forum, as a page and as a file."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from forums.domain.activity import years
from forums.domain.session import languages_of
from forums.models import Forum
from forums.views.access import forum_or_404
from forums.views.files import language_asked, pdf_response
from ogp_portal.activity import report_of

FOLDER = "activity"


@require_safe
def activity(request: HttpRequest, forum: str, year: int) -> HttpResponse:
    """What the forum did in the year, from what is public."""
    found = forum_or_404(request, forum)
    return render(request, "ogp_portal/activity.html", _context(found, year))


@require_safe
def activity_pdf(request: HttpRequest, forum: str, year: int) -> HttpResponse:
    """The same set for paper, in the reader's language or in `?language=`."""
    found = get_object_or_404(Forum.objects.public(), slug=forum)
    language = language_asked(request, languages_of(found))
    with translation.override(language), timezone.override(found.time_zone):
        context = {**_context(found, year), "on_paper": True, "portal_url": settings.PORTAL_URL}
        html = render_to_string("ogp_portal/activity_pdf.html", context)
    return pdf_response(
        request,
        html=html,
        folder=FOLDER,
        name=f"{forum}-{year}-{language}.pdf",
        language=language,
    )


def _context(forum: Forum, year: int) -> dict[str, Any]:
    """The report; 404 for a year before the first meeting or one that has not come."""
    known = years(forum)
    if year not in known:
        raise Http404
    return {
        "forum": forum,
        "year": year,
        "years": [other for other in reversed(known) if other != year][:10],
        "report": report_of(forum, year),
        "is_running": year == forum.today.year,
    }
