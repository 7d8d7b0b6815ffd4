"""The whole session of a meeting as one file."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from forums.domain import circles, session
from forums.models import Meeting
from forums.views.files import language_asked, pdf_response


@require_safe
def session_pdf(request: HttpRequest, forum: str, number: int) -> HttpResponse:
    """Notice, agenda, attendance, decisions, minutes and annexes: what is public of them.

    In the reader's language where the forum works in it, or in `?language=`. 404 for a meeting
    that is not public, whoever asks.
    """
    rows = circles.with_office_names(
        Meeting.objects.public().select_related("forum", "working_group")
    )
    meeting = rows.filter(forum__slug=forum, number=number).first()
    if meeting is None:
        raise Http404
    language = language_asked(request, session.languages_of(meeting.forum))
    return pdf_response(
        request,
        html=session.html_of(meeting, language=language),
        folder=session.FOLDER,
        name=f"{forum}-{number}-{language}.pdf",
        language=language,
    )
