"""The calendar and the page of a meeting, before, during and after."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forums.domain import calendar, meetings
from forums.domain.errors import Refused
from forums.domain.quorum import count_presence, has_quorum
from forums.domain.seats import members
from forums.forms.meetings import (
    AgendaFormSet,
    AttendanceForm,
    CancellationForm,
    MeetingForm,
    MinutesForm,
)
from forums.models import AgendaItem, Decision, Meeting, MeetingPaper, Sector, Term
from forums.views.access import forum_or_404, members_only, require, visible_or_404
from forums.views.comments import thread

MOST_UPCOMING = 30


@require_safe
def meeting_list(request: HttpRequest, forum: str) -> HttpResponse:
    """What comes next and what was, newest first."""
    found = forum_or_404(request, forum)
    rows = Meeting.objects.visible_to(request.user).filter(forum=found).select_related("forum")
    return render(
        request,
        "forums/meetings/list.html",
        {
            "forum": found,
            "upcoming": list(rows.upcoming()[:MOST_UPCOMING]),
            "page": Paginator(rows.past(), 20).get_page(request.GET.get("page")),
        },
    )


def find(request: HttpRequest, forum: str, number: int) -> Meeting:
    """The meeting, where the reader may see it; 404 otherwise."""
    found: Meeting = visible_or_404(
        Meeting.objects.select_related("forum"), request, forum__slug=forum, number=number
    )
    return found


@require_safe
def meeting_detail(request: HttpRequest, forum: str, number: int) -> HttpResponse:
    """Notice, agenda, papers; who came; minutes and decisions."""
    meeting = find(request, forum, number)
    insider = request.user.has_perm("forums.see_drafts", meeting)
    agenda = AgendaItem.objects.filter(meeting=meeting)
    papers = MeetingPaper.objects.filter(meeting=meeting).select_related("document__forum")
    if not insider:
        papers = papers.filter(
            document__published_at__isnull=False, document__withdrawn_at__isnull=True
        )
    attendance = list(
        meeting.attendance.select_related(
            "term__person", "term__alternate", "term__seat__organisation"
        )
    )
    counts = count_presence([(row.sector, row.counts) for row in attendance if row.term.seat.votes])
    decisions = Decision.objects.visible_to(request.user).filter(meeting=meeting)
    return render(
        request,
        "forums/meetings/detail.html",
        {
            "forum": meeting.forum,
            "meeting": meeting,
            "agenda": agenda,
            "papers": papers,
            "attendance": attendance,
            "presence": [
                {
                    "sector": count.sector,
                    "label": Sector(count.sector).label,
                    "seats": count.seats,
                    "present": count.present,
                }
                for count in counts
            ],
            "has_quorum": has_quorum(counts),
            "decisions": decisions.select_related("forum"),
            "shows_minutes": bool(meeting.minutes)
            and (meeting.minutes_published_at is not None or insider),
            **thread(request, meeting),
        },
    )


@require_safe
def meeting_ics(request: HttpRequest, forum: str, number: int) -> HttpResponse:
    """The meeting as a calendar file."""
    meeting = find(request, forum, number)
    response = HttpResponse(
        calendar.feed([meeting], name=str(meeting.forum.name)), content_type="text/calendar"
    )
    response["Content-Disposition"] = f'attachment; filename="{forum}-{number}.ics"'
    return response


@members_only
@require_http_methods(["GET", "POST"])
def meeting_create(request: HttpRequest, forum: str) -> HttpResponse:
    """A new meeting, as a draft."""
    found = forum_or_404(request, forum)
    person = require(request, "forums.call_meeting", found)
    form = MeetingForm(request.POST or None, forum=found, instance=Meeting(forum=found))
    agenda = AgendaFormSet(
        request.POST or None,
        queryset=AgendaItem.objects.none(),
        prefix="agenda",
        form_kwargs={"forum": found},
    )
    if request.method == "POST" and form.is_valid() and agenda.is_valid():
        meeting = meetings.draft(found, by=person, **form.values())
        meetings.set_agenda(meeting, by=person, rows=agenda.rows())
        messages.success(request, _("Saved as a draft. Nobody has been told yet."))
        if "publish" in request.POST:
            return redirect("forums:meeting-publish", found.slug, meeting.number)
        return redirect(meeting)
    return render(
        request, "forums/meetings/form.html", {"forum": found, "form": form, "agenda": agenda}
    )


@members_only
@require_http_methods(["GET", "POST"])
def meeting_edit(request: HttpRequest, forum: str, number: int) -> HttpResponse:
    """Changes a meeting. Where it is public, members are told what changed."""
    meeting = find(request, forum, number)
    person = require(request, "forums.call_meeting", meeting)
    form = MeetingForm(request.POST or None, forum=meeting.forum, instance=meeting)
    agenda = AgendaFormSet(
        request.POST or None,
        queryset=AgendaItem.objects.filter(meeting__forum__slug=forum, meeting__number=number),
        prefix="agenda",
        form_kwargs={"forum": meeting.forum},
    )
    if request.method == "POST" and form.is_valid() and agenda.is_valid():
        try:
            told = meetings.change(meeting, by=person, **form.values())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            meetings.set_agenda(meeting, by=person, rows=agenda.rows())
            messages.success(request, _said(_("Saved."), told))
            if "publish" in request.POST and not meeting.is_public:
                return redirect("forums:meeting-publish", forum, number)
            return redirect(meeting)
    return render(
        request,
        "forums/meetings/form.html",
        {"forum": meeting.forum, "meeting": meeting, "form": form, "agenda": agenda},
    )


@members_only
@require_http_methods(["GET", "POST"])
def meeting_publish(request: HttpRequest, forum: str, number: int) -> HttpResponse:
    """Shows who will be told what, then publishes."""
    meeting = find(request, forum, number)
    person = require(request, "forums.publish_meeting", meeting)
    if request.method == "POST":
        try:
            told = meetings.publish(meeting, by=person)
            messages.success(request, _said(_("Published."), told))
        except Refused as refused:
            messages.error(request, str(refused))
        return redirect(meeting)
    return render(
        request,
        "forums/meetings/publish.html",
        {"forum": meeting.forum, "meeting": meeting, "recipients": members(meeting.forum)},
    )


@members_only
@require_http_methods(["GET", "POST"])
def meeting_cancel(request: HttpRequest, forum: str, number: int) -> HttpResponse:
    """Cancels a meeting with a reason."""
    meeting = find(request, forum, number)
    person = require(request, "forums.publish_meeting", meeting)
    form = CancellationForm(request.POST or None, forum=meeting.forum)
    if request.method == "POST" and form.is_valid():
        try:
            told = meetings.cancel(meeting, by=person, reason=form.values()["reason"])
            messages.success(request, _said(_("Cancelled."), told))
            return redirect(meeting)
        except Refused as refused:
            form.add_error(None, str(refused))
    return render(
        request,
        "forums/meetings/cancel.html",
        {
            "forum": meeting.forum,
            "meeting": meeting,
            "form": form,
            "recipients": members(meeting.forum),
        },
    )


@members_only
@require_http_methods(["GET", "POST"])
def minutes_edit(request: HttpRequest, forum: str, number: int) -> HttpResponse:
    """Writes the minutes; only the forum sees them until they are published."""
    meeting = find(request, forum, number)
    person = require(request, "forums.publish_minutes", meeting)
    form = MinutesForm(
        request.POST or None, forum=meeting.forum, initial={"minutes": meeting.minutes}
    )
    if request.method == "POST" and form.is_valid():
        meetings.write_minutes(meeting, by=person, minutes=form.values()["minutes"])
        if "publish" in request.POST and meeting.minutes_published_at is None:
            return _publish_minutes(request, meeting)
        messages.success(request, _("The minutes are saved."))
        return redirect(meeting)
    return render(
        request,
        "forums/meetings/minutes.html",
        {
            "forum": meeting.forum,
            "meeting": meeting,
            "form": form,
            "recipients": members(meeting.forum),
        },
    )


@members_only
@require_POST
def minutes_publish(request: HttpRequest, forum: str, number: int) -> HttpResponse:
    """Publishes the minutes as they stand."""
    return _publish_minutes(request, find(request, forum, number))


def _publish_minutes(request: HttpRequest, meeting: Meeting) -> HttpResponseRedirect:
    person = require(request, "forums.publish_minutes", meeting)
    try:
        told = meetings.publish_minutes(meeting, by=person)
        messages.success(request, _said(_("The minutes are published."), told))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(meeting)


@members_only
@require_http_methods(["GET", "POST"])
def attendance_edit(request: HttpRequest, forum: str, number: int) -> HttpResponse:
    """Records who took which seat."""
    meeting = find(request, forum, number)
    person = require(request, "forums.record_attendance", meeting)
    terms = list(
        Term.objects.current(meeting.local_start.date())
        .filter(seat__forum=meeting.forum)
        .select_related("person", "alternate", "seat__organisation")
        .order_by("seat__position")
    )
    before = dict(meeting.attendance.values_list("term_id", "presence"))
    form = AttendanceForm(request.POST or None, terms=terms, before=before)
    if request.method == "POST" and form.is_valid():
        try:
            meetings.record_attendance(meeting, by=person, presence=form.presence())
            messages.success(request, _("Attendance is recorded."))
            return redirect(meeting)
        except Refused as refused:
            form.add_error(None, str(refused))
    return render(
        request,
        "forums/meetings/attendance.html",
        {"forum": meeting.forum, "meeting": meeting, "form": form},
    )


def _said(what: str, told: int) -> str:
    """What happened, and who hears of it."""
    if not told:
        return what
    return (
        what
        + " "
        + ngettext(
            "%(count)d person will be told by e-mail.",
            "%(count)d people will be told by e-mail.",
            told,
        )
        % {"count": told}
    )
