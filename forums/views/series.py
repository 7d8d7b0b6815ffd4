"""Meetings that were called together: their list, and publishing those that wait at once."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from forums.domain import meetings, series
from forums.domain.errors import Refused
from forums.forms.meetings import ShortNoticeForm
from forums.models import Meeting, MeetingSeries
from forums.views.access import forum_or_404, members_only, require
from forums.views.calling import told_of
from forums.views.told import said


def _series_or_404(request: HttpRequest, forum: str, pk: int) -> MeetingSeries:
    found = forum_or_404(request, forum)
    return get_object_or_404(MeetingSeries.objects.select_related("forum"), forum=found, pk=pk)


@members_only
@require_safe
def series_detail(request: HttpRequest, forum: str, pk: int) -> HttpResponse:
    """All meetings of a series, for the forum."""
    found = _series_or_404(request, forum, pk)
    rows = Meeting.objects.visible_to(request.user).filter(series=found)
    require(request, "forums.see_drafts", found)
    return render(
        request,
        "forums/series/detail.html",
        {
            "forum": found.forum,
            "series": found,
            "meetings": rows.select_related("forum").order_by("starts_at"),
            "waiting": len(series.drafts(found)),
        },
    )


@members_only
@require_http_methods(["GET", "POST"])
def series_publish(request: HttpRequest, forum: str, pk: int) -> HttpResponse:
    """Shows which meetings are published and who is told of each, then publishes all of them."""
    found = _series_or_404(request, forum, pk)
    person = require(request, "forums.publish_meeting", found)
    waiting = series.drafts(found)
    notices = [(meeting, meetings.notice_of(meeting)) for meeting in waiting]
    short = any(notice.is_short for _meeting, notice in notices)
    form = ShortNoticeForm(request.POST or None, forum=found.forum)
    if request.method == "POST" and (not short or form.is_valid()):
        try:
            count, told = series.publish_all(
                found, by=person, reason=form.values()["reason"] if short else None
            )
            published = ngettext(
                "Published %(count)d meeting.", "Published %(count)d meetings.", count
            ) % {"count": count}
            messages.success(request, said(published, told))
        except Refused as refused:
            messages.error(request, str(refused))
        return redirect("forums:series", forum, pk)
    return render(
        request,
        "forums/series/publish.html",
        {
            "forum": found.forum,
            "series": found,
            "notices": notices,
            "form": form if short else None,
            **(told_of(waiting[0], person) if waiting else {}),
        },
    )
