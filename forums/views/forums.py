"""The directory, a forum's home and its members."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from forums.domain.seats import balance, seats_of
from forums.models import Decision, Forum, Meeting, Outcome, Seat, Term
from forums.views.access import forum_or_404


def forum_list(request: HttpRequest) -> HttpResponse:
    """All forums of the installation."""
    rows = Forum.objects.visible_to(request.user)
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    return render(request, "forums/forums/list.html", {"page": page})


def member_list(request: HttpRequest, forum: str) -> HttpResponse:
    """Who sits in the forum, by sector, and who sat before."""
    found = forum_or_404(request, forum)
    seats = seats_of(found)
    sectors: dict[str, list[Seat]] = {}
    for seat in seats:
        sectors.setdefault(seat.get_sector_display(), []).append(seat)
    former = (
        Term.objects.filter(seat__forum=found, ends_on__lt=timezone.now().date())
        .select_related("person", "seat__organisation")
        .order_by("-ends_on")
    )
    page = Paginator(former, 50).get_page(request.GET.get("page"))
    return render(
        request,
        "forums/members/list.html",
        {"forum": found, "sectors": sectors.items(), "balance": balance(seats), "page": page},
    )


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
