"""Who took which seat at a meeting."""

from __future__ import annotations

import csv
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forums.domain import attendance
from forums.domain.errors import Refused
from forums.domain.presence import quorum_at
from forums.domain.tables import as_text
from forums.forms.attendance import AttendanceForm
from forums.models import Decision, Meeting, Sector
from forums.views.access import meeting_or_404, members_only, require


def seen(request: HttpRequest, meeting: Meeting, decisions: list[Decision]) -> dict[str, Any]:
    """What a meeting's page shows of who came: seats with a vote by sector, then seat by seat.

    While it takes place those of its decisions that are taken stand beside it.
    """
    rows = list(
        meeting.attendance.select_related(
            "term__person", "term__alternate", "term__seat__organisation"
        )
    )
    shown: dict[str, Any] = {
        "attendance": rows,
        "check_in_time": attendance.may_be_open(meeting),
        "may_check_in": attendance.is_open(meeting)
        and request.user.has_perm("forums.check_in", meeting),
    }
    if not rows and meeting.state != "live":
        return shown
    quorum, counts = quorum_at(meeting, rows)
    return {
        **shown,
        "presence": [
            {
                "sector": count.sector,
                "label": Sector(count.sector).label,
                "seats": count.seats,
                "present": count.present,
            }
            for count in counts
        ],
        "quorum": quorum,
        "decided": [row for row in decisions if row.is_taken],
    }


def decided_at(request: HttpRequest, meeting: Meeting) -> list[Decision]:
    """The decisions of a meeting that the reader may see, in the order in which they were taken."""
    rows = Decision.objects.visible_to(request.user).filter(meeting=meeting)
    return list(rows.select_related("forum").order_by("number"))


@require_safe
def live(request: HttpRequest, forum: str, number: int) -> HttpResponse:
    """Who is there now, whether that is a quorum, and what was decided so far.

    The part that a meeting's page asks for again while the meeting takes place; who comes here
    without that is led to the page.
    """
    meeting = meeting_or_404(request, forum, number)
    if not request.headers.get("HX-Request"):
        return redirect(meeting)
    return render(
        request,
        "forums/meetings/_live.html",
        {
            "forum": meeting.forum,
            "meeting": meeting,
            **seen(request, meeting, decided_at(request, meeting)),
        },
    )


@members_only
@require_http_methods(["GET", "POST"])
def attendance_edit(request: HttpRequest, forum: str, number: int) -> HttpResponse:
    """Records who took which seat."""
    meeting = meeting_or_404(request, forum, number)
    person = require(request, "forums.record_attendance", meeting)
    form = AttendanceForm(
        request.POST or None,
        terms=attendance.terms_on_the_day(meeting),
        before={row.term_id: row for row in meeting.attendance.all()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            attendance.record(meeting, by=person, presence=form.presence())
            messages.success(request, _("Attendance is recorded."))
            return redirect(meeting)
        except Refused as refused:
            form.add_error(None, str(refused))
    return render(
        request,
        "forums/meetings/attendance.html",
        {
            "forum": meeting.forum,
            "meeting": meeting,
            "form": form,
            "may_check_in": attendance.may_be_open(meeting),
        },
    )


@members_only
@require_safe
def attendance_csv(request: HttpRequest, forum: str, number: int) -> HttpResponse:
    """The record of attendance as a table, for the forum's own members."""
    meeting = meeting_or_404(request, forum, number)
    require(request, "forums.see_drafts", meeting)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{forum}-{number}-attendance.csv"'
    writer = csv.writer(response)
    for row in attendance.table(meeting):
        writer.writerow([as_text(cell) for cell in row])
    return response
