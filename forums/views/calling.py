"""Calling a meeting, moving it, publishing it with its notice, cancelling it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from forums.domain import (
    action_items,
    calling,
    circles,
    meeting_notices,
    meetings,
    presenters,
    series,
)
from forums.domain.errors import Refused
from forums.forms.agenda import AgendaFormSet, BaseAgendaFormSet
from forums.forms.meetings import CancellationForm, MeetingForm, ShortNoticeForm
from forums.forms.offices import OfficesForm
from forums.forms.series import RepeatForm
from forums.models import (
    AgendaItem,
    Forum,
    Meeting,
    MeetingKind,
    Organisation,
    Person,
    WorkingGroup,
)
from forums.views.access import forum_or_404, meeting_or_404, members_only, require
from forums.views.agenda import timed
from forums.views.told import said

MORE_ITEMS = 2
"""Empty rows at the end of an agenda that is written."""


def _group_asked(request: HttpRequest, forum: Forum) -> WorkingGroup | None:
    """The working group that stands in the address, for which a meeting is called."""
    slug = request.GET.get("group", "")
    return get_object_or_404(WorkingGroup, forum=forum, slug=slug) if slug else None


def _agenda(request: HttpRequest, forum: Forum, *, of: Meeting | None = None) -> BaseAgendaFormSet:
    """The points of a meeting, or those with which every agenda begins."""
    standing = [] if of or request.method == "POST" else calling.standing_items(forum)
    agenda = AgendaFormSet(
        request.POST or None,
        queryset=AgendaItem.objects.filter(meeting=of) if of else AgendaItem.objects.none(),
        prefix="agenda",
        form_kwargs={"forum": forum},
        initial=standing,
    )
    agenda.extra = len(standing) + MORE_ITEMS
    return agenda


def _offices(
    request: HttpRequest, forum: Forum, form: MeetingForm, chosen: Sequence[Organisation]
) -> OfficesForm:
    """Which offices are invited; `form` says whether there has to be one."""
    form.is_valid()
    return OfficesForm(
        request.POST or None, forum=forum, chosen=chosen, needed=form.asks_for_offices
    )


@members_only
@require_http_methods(["GET", "POST"])
def meeting_create(request: HttpRequest, forum: str) -> HttpResponse:
    """A new meeting, as a draft, and more like it where a series is asked for."""
    found = forum_or_404(request, forum)
    group = _group_asked(request, found)
    person = require(request, "forums.call_meeting", group or found)
    kind = request.GET.get("kind", "")
    if kind not in MeetingKind.values:
        kind = MeetingKind.ORDINARY
    initial = calling.beginning(
        found, kind=MeetingKind.WORKING_GROUP if group else kind, group=group
    )
    form = MeetingForm(
        request.POST or None,
        forum=found,
        group=group,
        instance=Meeting(forum=found),
        initial=initial,
    )
    offices = _offices(request, found, form, initial.get("offices", []))
    repeat = RepeatForm(request.POST or None)
    agenda = _agenda(request, found)
    # Each says what is wrong.
    checked = [each.is_valid() for each in (form, offices, agenda, repeat)]
    if request.method == "POST" and all(checked):
        meeting = _create(found, person, form, offices, agenda, repeat)
        messages.success(request, _drafted(meeting))
        if "publish" in request.POST:
            return redirect("forums:meeting-publish", found.slug, meeting.number)
        return redirect(meeting)
    return render(
        request,
        "forums/meetings/form.html",
        {
            "forum": found,
            "form": form,
            "offices": offices,
            "agenda": agenda,
            "repeat": repeat,
            "group": group,
            "presenters": presenters.names(found, on=found.today),
            "open_before": action_items.open_items(found.pk, group=group.pk if group else None),
        },
    )


@transaction.atomic
def _create(
    forum: Forum,
    person: Person,
    form: MeetingForm,
    offices: OfficesForm,
    agenda: BaseAgendaFormSet,
    repeat: RepeatForm,
) -> Meeting:
    meeting = meetings.draft(forum, by=person, offices=offices.values(), **form.values())
    meetings.set_agenda(meeting, by=person, rows=agenda.rows())
    asked = repeat.asked()
    if asked:
        series.call(meeting, by=person, **asked)
    return meeting


def _drafted(meeting: Meeting) -> str:
    if meeting.series is None:
        return _("Saved as a draft. Nobody has been told yet.")
    count = meeting.series.meetings.count()
    return ngettext(
        "Saved %(count)d meeting as a draft. Nobody has been told yet.",
        "Saved %(count)d meetings as drafts. Nobody has been told yet.",
        count,
    ) % {"count": count}


@members_only
@require_http_methods(["GET", "POST"])
def meeting_edit(request: HttpRequest, forum: str, number: int) -> HttpResponse:
    """Changes a meeting. Where it is public, who is invited is told what changed, in one mail."""
    meeting = meeting_or_404(request, forum, number)
    person = require(request, "forums.call_meeting", meeting)
    seen = request.POST.get("seen") or meetings.fingerprint(meeting)
    form = MeetingForm(
        request.POST or None, forum=meeting.forum, group=meeting.working_group, instance=meeting
    )
    offices = _offices(request, meeting.forum, form, circles.offices(meeting))
    agenda = _agenda(request, meeting.forum, of=Meeting(pk=meeting.pk))
    checked = [each.is_valid() for each in (form, offices, agenda)]
    if request.method == "POST" and all(checked):
        try:
            told = meetings.change(
                meeting,
                by=person,
                agenda=agenda.rows(),
                offices=offices.values(),
                seen=seen,
                **form.values(),
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, said(_("Saved."), told))
            if "publish" in request.POST and not meeting.is_public:
                return redirect("forums:meeting-publish", forum, number)
            return redirect(meeting)
    return render(
        request,
        "forums/meetings/form.html",
        {
            "forum": meeting.forum,
            "meeting": meeting,
            "form": form,
            "seen": seen,
            "offices": offices,
            "agenda": agenda,
            "presenters": presenters.names(meeting.forum, on=meeting.local_start.date()),
            **(_who_is_told(meeting) if meeting.is_public else {}),
        },
    )


@members_only
@require_http_methods(["GET", "POST"])
def meeting_publish(request: HttpRequest, forum: str, number: int) -> HttpResponse:
    """Shows who will be told what, asks why where the notice is short, then publishes."""
    meeting = meeting_or_404(request, forum, number)
    person = require(request, "forums.publish_meeting", meeting)
    notice = meetings.notice_of(meeting)
    form = ShortNoticeForm(
        request.POST or None,
        forum=meeting.forum,
        initial={"reason": meeting.short_notice_reason},
    )
    if request.method == "POST" and (not notice.is_short or form.is_valid()):
        try:
            reason = form.values()["reason"] if notice.is_short else None
            told = meetings.publish(meeting, by=person, reason=reason)
            messages.success(request, said(_("Published."), told))
        except Refused as refused:
            messages.error(request, str(refused))
        return redirect(meeting)
    return render(
        request,
        "forums/meetings/publish.html",
        {
            "forum": meeting.forum,
            "meeting": meeting,
            "agenda": timed(meeting),
            "offices": circles.office_names(meeting),
            "notice": notice,
            "form": form if notice.is_short else None,
            **told_of(meeting, person),
        },
    )


def told_of(meeting: Meeting, person: Person) -> dict[str, Any]:
    """Who is told of a meeting and why, and the mail as this person would get it."""
    subject, text = meeting_notices.preview(meeting, person)
    return {**_who_is_told(meeting), "subject": subject, "text": text}


def _who_is_told(meeting: Meeting) -> dict[str, Any]:
    """The people, and their circles; nobody is told of a meeting that is over."""
    return {"recipients": meetings.invited(meeting), "circles": circles.circles(meeting)}


@members_only
@require_http_methods(["GET", "POST"])
def meeting_cancel(request: HttpRequest, forum: str, number: int) -> HttpResponse:
    """Cancels a meeting with a reason."""
    meeting = meeting_or_404(request, forum, number)
    person = require(request, "forums.publish_meeting", meeting)
    form = CancellationForm(request.POST or None, forum=meeting.forum)
    if request.method == "POST" and form.is_valid():
        try:
            told = meetings.cancel(meeting, by=person, reason=form.values()["reason"])
            messages.success(request, said(_("Cancelled."), told))
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
            "recipients": meetings.audience(meeting),
            "circles": circles.circles(meeting),
        },
    )


@members_only
@require_http_methods(["GET", "POST"])
def meeting_discard(request: HttpRequest, forum: str, number: int) -> HttpResponse:
    """Throws a draft away, after it was asked once more."""
    meeting = meeting_or_404(request, forum, number)
    person = require(request, "forums.call_meeting", meeting)
    if request.method == "POST":
        try:
            meetings.discard(meeting, by=person)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect(meeting)
        messages.success(request, _("The draft is deleted. Nobody had been told of it."))
        return redirect("forums:meeting-list", forum)
    return render(
        request, "forums/meetings/discard.html", {"forum": meeting.forum, "meeting": meeting}
    )
