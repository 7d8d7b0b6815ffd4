"""Minutes of a meeting: writing, reading them before they are public, publishing, correcting."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forums.domain import minutes
from forums.domain.errors import ChangedMeanwhile, Refused
from forums.domain.meetings import audience
from forums.forms.minutes import CorrectionForm, MinutesForm
from forums.models import Meeting, MinutesState, Sector, Translated
from forums.views.access import meeting_or_404, members_only, require
from forums.views.comments import thread
from forums.views.told import said


def seen(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    """What a meeting's page shows of its minutes: the text, who approved it, what was corrected."""
    is_public = meeting.minutes_published_at is not None
    insider = request.user.has_perm("forums.see_drafts", meeting)
    shows = bool(meeting.minutes) and (is_public or insider)
    approvals, corrections = minutes.history(meeting) if shows else ([], [])
    return {
        "shows_minutes": shows,
        "minutes_insider": insider,
        "minutes_approvals": approvals,
        "minutes_corrections": corrections,
    }


@members_only
@require_http_methods(["GET", "POST"])
def minutes_edit(request: HttpRequest, forum: str, number: int) -> HttpResponse:
    """Writes the minutes; once they are published, corrects them with a reason."""
    meeting = meeting_or_404(request, forum, number)
    require(request, "forums.publish_minutes", meeting)
    corrects = meeting.minutes_published_at is not None
    form_class = CorrectionForm if corrects else MinutesForm
    form = form_class(request.POST or None, meeting=meeting)
    theirs: Translated | None = None
    if request.method == "POST" and form.is_valid():
        try:
            return _saved(request, meeting, form.values())
        except ChangedMeanwhile as refused:
            meeting.refresh_from_db(fields=["minutes"])
            theirs = meeting.minutes
            form = form_class(_seen_now(request, meeting), meeting=meeting)
            form.add_error(None, str(refused))
        except Refused as refused:
            form.add_error(None, str(refused))
    return render(
        request,
        "forums/meetings/minutes.html",
        {
            "forum": meeting.forum,
            "meeting": meeting,
            "form": form,
            "theirs": theirs,
            "recipients": audience(meeting),
        },
    )


def _seen_now(request: HttpRequest, meeting: Meeting) -> Any:
    """What was typed, over the text that is there now: saving it again takes its place."""
    data = request.POST.copy()
    data["seen"] = minutes.fingerprint(meeting)
    return data


def _saved(request: HttpRequest, meeting: Meeting, values: dict[str, Any]) -> HttpResponse:
    person = require(request, "forums.publish_minutes", meeting)
    if "reason" in values:
        told = minutes.correct(meeting, by=person, **values)
        messages.success(request, said(_("The minutes are corrected."), told))
        return redirect(meeting)
    minutes.write(meeting, by=person, **values)
    if "publish" in request.POST:
        return _publish(request, meeting)
    if "review" in request.POST:
        return _send(request, meeting)
    messages.success(request, _("The minutes are saved."))
    return redirect(meeting)


@members_only
@require_safe
def review(request: HttpRequest, forum: str, number: int) -> HttpResponse:
    """Draft minutes, and what the members say of them. The forum alone comes here."""
    meeting = meeting_or_404(request, forum, number)
    person = require(request, "forums.review_minutes", meeting)
    if not meeting.minutes:
        raise Http404
    approvals = list(meeting.minutes_approvals.select_related("approved_by"))
    given = {row.sector for row in approvals}
    own = minutes.approves_for(meeting.forum, person)
    in_review = meeting.minutes_state == MinutesState.REVIEW and not meeting.minutes_published_at
    said_of_it = thread(request, meeting, internal=True)
    if meeting.minutes_published_at:
        said_of_it["comment_form"] = None
    return render(
        request,
        "forums/meetings/review.html",
        {
            "forum": meeting.forum,
            "meeting": meeting,
            "approvals": approvals,
            "recipients": minutes.reviewers(meeting)
            if meeting.minutes_state == MinutesState.DRAFT
            else audience(meeting),
            "still_to_approve": [
                Sector(sector).label
                for sector in minutes.chairing_sectors(meeting.forum)
                if in_review and sector not in given
            ],
            "may_approve": in_review and bool(own) and own not in given,
            "seen": minutes.fingerprint(meeting),
            **said_of_it,
        },
    )


@members_only
@require_POST
def review_send(request: HttpRequest, forum: str, number: int) -> HttpResponse:
    """Asks the members to read the draft."""
    return _send(request, meeting_or_404(request, forum, number))


def _send(request: HttpRequest, meeting: Meeting) -> HttpResponseRedirect:
    person = require(request, "forums.publish_minutes", meeting)
    try:
        told = minutes.send_to_review(meeting, by=person)
        messages.success(request, said(_("The members can read and comment."), told))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("forums:minutes-review", meeting.forum.slug, meeting.number)


@members_only
@require_POST
def approve(request: HttpRequest, forum: str, number: int) -> HttpResponse:
    """A chair approves the text that she read."""
    meeting = meeting_or_404(request, forum, number)
    person = require(request, "forums.approve_minutes", meeting)
    try:
        complete = minutes.approve(meeting, by=person, seen=request.POST.get("seen", ""))
        messages.success(
            request,
            _("Approved. The minutes can be published.")
            if complete
            else _("Approved for your sector. The other chair's approval is still missing."),
        )
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("forums:minutes-review", forum, number)


@members_only
@require_POST
def minutes_publish(request: HttpRequest, forum: str, number: int) -> HttpResponse:
    """Publishes the minutes as they stand."""
    return _publish(request, meeting_or_404(request, forum, number))


def _publish(request: HttpRequest, meeting: Meeting) -> HttpResponseRedirect:
    person = require(request, "forums.publish_minutes", meeting)
    try:
        told = minutes.publish(meeting, by=person)
        messages.success(request, said(_("The minutes are published."), told))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(meeting)


@require_safe
def correction(request: HttpRequest, forum: str, number: int, position: int) -> HttpResponse:
    """What published minutes said before one of their corrections, the first being 1."""
    meeting = meeting_or_404(request, forum, number)
    rows = list(meeting.minutes_corrections.select_related("corrected_by"))
    if not meeting.minutes_published_at or not 1 <= position <= len(rows):
        raise Http404
    return render(
        request,
        "forums/meetings/correction.html",
        {"forum": meeting.forum, "meeting": meeting, "correction": rows[position - 1]},
    )
