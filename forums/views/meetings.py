"""The calendar and the page of a meeting, before, during and after."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forums.domain import calendar, calendar_entries, circles
from forums.domain.calendar_entries import Entry
from forums.forms.meetings import MeetingFilterForm
from forums.models import Forum, Meeting
from forums.views import action_items, agenda, attendance, minutes, replies
from forums.views.access import forum_or_404, meeting_or_404, visible_or_404
from forums.views.comments import thread

MOST_UPCOMING = 30
MOST_DAYS = 8


@require_safe
def meeting_list(request: HttpRequest, forum: str) -> HttpResponse:
    """What comes next and what was, newest first; `kind` and `year` filter."""
    found = forum_or_404(request, forum)
    seen = Meeting.objects.visible_to(request.user).filter(forum=found)
    years = [day.year for day in seen.dates("starts_at", "year", order="DESC")]
    form = MeetingFilterForm(request.GET, years=years)
    rows = form.narrowed(seen.select_related("forum", "working_group"))
    upcoming = Paginator(rows.upcoming(), MOST_UPCOMING).get_page(request.GET.get("coming"))
    past = Paginator(rows.past(), 20).get_page(request.GET.get("page"))
    return render(
        request,
        "forums/meetings/list.html",
        {
            "forum": found,
            "upcoming": upcoming,
            "page": past,
            "filters": form,
            "count": upcoming.paginator.count + past.paginator.count,
            "days": [] if form.has_changed() else _days_ahead(found),
            **agenda.proposing(request, found),
        },
    )


def _days_ahead(forum: Forum) -> list[Entry]:
    """The next days of the forum that are no meetings."""
    ahead = [row for row in calendar_entries.entries([forum.pk]) if row.last >= forum.today]
    return ahead[:MOST_DAYS]


@require_safe
def meeting_detail(request: HttpRequest, forum: str, number: int) -> HttpResponse:
    """Notice, agenda, papers; who came; minutes and decisions."""
    rows = Meeting.objects.select_related("forum", "working_group__forum")
    meeting: Meeting = visible_or_404(
        circles.with_office_names(rows), request, forum__slug=forum, number=number
    )
    decisions = attendance.decided_at(request, meeting)
    return render(
        request,
        "forums/meetings/detail.html",
        {
            "forum": meeting.forum,
            "meeting": meeting,
            "may_join": meeting.open_to_public
            or request.user.has_perm("forums.join_meeting", meeting),
            "offices": circles.office_names(meeting),
            "decisions": decisions,
            **agenda.seen(request, meeting),
            **replies.seen(request, meeting),
            **attendance.seen(request, meeting, decisions),
            **minutes.seen(request, meeting),
            **action_items.seen(request, meeting),
            **thread(request, meeting),
        },
    )


@require_safe
def meeting_ics(request: HttpRequest, forum: str, number: int) -> HttpResponse:
    """The meeting as a calendar file."""
    meeting = meeting_or_404(request, forum, number)
    joins = request.user.has_perm("forums.join_meeting", meeting)
    text = calendar.feed([meeting], name=str(meeting.forum.name), joins=joins)
    response = HttpResponse(text, content_type="text/calendar")
    response["Content-Disposition"] = f'attachment; filename="{forum}-{number}.ics"'
    return response
