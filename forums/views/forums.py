"""The directory, and what a forum's home shows."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from forums.models import Decision, Forum, Meeting, Outcome


def forum_list(request: HttpRequest) -> HttpResponse:
    """All forums of the installation."""
    rows = Forum.objects.visible_to(request.user)
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    return render(request, "forums/forums/list.html", {"page": page})


def recent(forum: Forum, request: HttpRequest) -> dict[str, object]:
    """What a forum's home shows of meetings and decisions."""
    meetings = Meeting.objects.visible_to(request.user).filter(forum=forum, cancelled_at=None)
    for_reader = meetings.select_related("forum")
    return {
        "next_meeting": for_reader.public().upcoming().first(),
        "last_meetings": list(for_reader.public().past()[:3]),
        "decisions": list(
            Decision.objects.public()
            .filter(forum=forum)
            .exclude(outcome=Outcome.OPEN)
            .select_related("forum", "meeting")[:3]
        ),
        "open_decisions": list(
            Decision.objects.public()
            .filter(forum=forum, outcome=Outcome.OPEN)
            .select_related("forum", "meeting")[:3]
        ),
    }
