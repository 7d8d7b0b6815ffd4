"""Checking in at a meeting with the code that is shown in the room."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forums.domain import attendance, notices
from forums.domain.errors import Refused
from forums.forms.attendance import CheckInForm
from forums.models import Attendance, Person, Presence
from forums.views.access import meeting_or_404, members_only, require


@members_only
@require_http_methods(["GET", "POST"])
def check_in(request: HttpRequest, forum: str, number: int) -> HttpResponse:
    """Takes the reader's seat, where she enters the code."""
    meeting = meeting_or_404(request, forum, number)
    person = require(request, "forums.check_in", meeting)
    form = CheckInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = attendance.check_in(meeting, by=person, code=form.cleaned_data["code"])
        except Refused as refused:
            form.add_error("code", str(refused))
        else:
            messages.success(request, _said(row, person))
            return redirect(meeting)
    return render(
        request,
        "forums/meetings/check_in.html",
        {
            "forum": meeting.forum,
            "meeting": meeting,
            "form": form,
            "is_open": attendance.is_open(meeting),
            "is_over": attendance.is_over(meeting),
            "opens_at": attendance.opens_at(meeting),
        },
    )


def _said(row: Attendance, person: Person) -> str:
    is_own = row.term.person_id == person.pk
    if row.presence == Presence.PRESENT and is_own:
        return _("You are checked in. Your seat is taken.")
    if row.presence == Presence.PRESENT:
        return _(
            "The seat is taken by its member, %(name)s. As her or his alternate you are not needed."
        ) % {"name": row.term.person.name}
    if row.presence == Presence.ALTERNATE and not is_own:
        return _("You are checked in. The seat is taken by its alternate.")
    return _("Your seat is recorded as “%(presence)s”. Ask the coordinator to correct it.") % {
        "presence": Presence(row.presence).label
    }


@members_only
@require_safe
def room(request: HttpRequest, forum: str, number: int) -> HttpResponse:
    """The code, large enough for the back row, with the address at which it is entered."""
    meeting = meeting_or_404(request, forum, number)
    require(request, "forums.record_attendance", meeting)
    return render(
        request,
        "forums/meetings/room.html",
        {
            "forum": meeting.forum,
            "meeting": meeting,
            "is_open": attendance.is_open(meeting),
            "may_be_open": attendance.may_be_open(meeting),
            "is_over": attendance.is_over(meeting),
            "opens_at": attendance.opens_at(meeting),
            "address": notices.absolute(reverse("forums:check-in", args=[forum, number])),
        },
    )


@members_only
@require_POST
def room_open(request: HttpRequest, forum: str, number: int) -> HttpResponse:
    """Lets members check in from now on."""
    meeting = meeting_or_404(request, forum, number)
    person = require(request, "forums.record_attendance", meeting)
    try:
        attendance.open_check_in(meeting, by=person)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("forums:check-in-room", forum, number)


@members_only
@require_POST
def room_close(request: HttpRequest, forum: str, number: int) -> HttpResponse:
    """Nobody checks in any more."""
    meeting = meeting_or_404(request, forum, number)
    person = require(request, "forums.record_attendance", meeting)
    attendance.close_check_in(meeting, by=person)
    messages.success(request, _("Check-in is closed."))
    return redirect("forums:attendance-edit", forum, number)
