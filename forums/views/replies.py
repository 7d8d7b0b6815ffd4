"""Who says that she comes: from the mail without logging in, and from the meeting's page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from forums.domain import circles, replies
from forums.domain.errors import Refused
from forums.models import Meeting, Person
from forums.views.access import meeting_or_404, members_only


def seen(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    """What a meeting's page shows of the answers, to those who are invited and to the forum."""
    person = request.user
    if not isinstance(person, Person) or not replies.takes_replies(meeting):
        return {}
    places = replies.places(meeting, person)
    if not places and not person.has_perm("forums.see_drafts", meeting):
        return {}
    shown: dict[str, Any] = {"places": places, "replies": replies.tally(meeting)}
    if person.has_perm("forums.call_meeting", meeting):
        shown["silent"] = replies.silent(meeting)
    return shown


@members_only
@require_POST
def reply(request: HttpRequest, forum: str, number: int) -> HttpResponse:
    """Keeps an answer given on the meeting's page."""
    meeting = meeting_or_404(request, forum, number)
    person = request.user
    assert isinstance(person, Person)
    _keep(request, meeting, person)
    return redirect(f"{meeting.get_absolute_url()}#reply")


# The link itself is the proof of who answers, so no form's secret is asked for; it is read by
# scanners of mail too, and therefore only shows what can be answered.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reply_by_mail(request: HttpRequest, forum: str, number: int, token: str) -> HttpResponse:
    """The page behind the link in an invitation: one button for each answer."""
    found = replies.of_token(token)
    if found is None or (found[0].forum.slug, found[0].number) != (forum, number):
        raise Http404
    meeting, person = found
    if request.method == "POST":
        _keep(request, meeting, person)
        return redirect(request.path)
    places = replies.places(meeting, person)
    return render(
        request,
        "forums/meetings/reply.html",
        {
            "forum": meeting.forum if meeting.forum.is_public else None,
            "meeting": meeting,
            "person": person,
            "takes_replies": replies.takes_replies(meeting),
            "places": places,
            "offices": circles.office_names(meeting),
            "may_join": bool(places) or meeting.open_to_public,
        },
    )


def _keep(request: HttpRequest, meeting: Meeting, person: Person) -> None:
    place, answer = request.POST.get("place", ""), request.POST.get("answer", "")
    try:
        replies.answer(meeting, by=person, place=place, answer=answer)
        messages.success(request, _("Thank you. Your answer is noted; you can change it here."))
    except Refused as refused:
        messages.error(request, str(refused))
