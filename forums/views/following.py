"""Following a thing, changing how often, and leaving it: on the portal and out of an e-mail."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forums.domain import following, notices
from forums.domain.errors import Refused
from forums.forms.following import PaceForm
from forums.models import Follow, Pace
from forums.views.access import members_only, require
from forums.views.pace import too_often


def _thing(kind: str, pk: int) -> Any:
    """What is named, where anybody can see it; 404 otherwise."""
    found = following.public_thing(kind, pk)
    if found is None:
        raise Http404
    return found


@members_only
@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Asks how often and follows; a button elsewhere sends the answer along."""
    person = require(request, "forums.follow")
    thing = _thing(kind, pk)
    row = following.follow_of(person, thing)
    sent = request.POST if request.method == "POST" else None
    form = PaceForm(sent, initial={"pace": row.pace} if row else {})
    if form.is_valid() and not too_often(request, "follow", form):
        try:
            row = following.follow(thing, by=person, pace=form.cleaned_data["pace"])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            said = _("You follow “%(thing)s”: %(pace)s. Change it under “What I follow”.")
            values = {"thing": thing, "pace": str(row.get_pace_display()).lower()}
            messages.success(request, said % values)
            return redirect(thing)
    context = {"form": form, "thing": thing, "row": row, "feed": following.feed_of(thing)}
    status = 422 if form.errors else 200
    return render(request, "forums/following/follow.html", context, status=status)


@members_only
@require_POST
def unfollow(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Leaves the thing; what is no longer public can be left too."""
    person = require(request, "forums.follow")
    known = following.followables().get(kind)
    thing = known.model._base_manager.filter(pk=pk).first() if known and pk < 2**63 else None
    if thing is None or not following.unfollow(thing, by=person):
        raise Http404
    messages.success(request, _("You do not follow it any more."))
    if request.POST.get("back") == "thing" and following.public_thing(kind, pk):
        return redirect(following.public_thing(kind, pk))
    return redirect("forums:following")


@members_only
@require_safe
def followed(request: HttpRequest) -> HttpResponse:
    """All that the reader follows, and how often she hears of each."""
    person = require(request, "forums.follow")
    rows = following.followed_by(person)
    context = {
        "rows": rows,
        "paces": Pace.choices,
        "paused": any(row.follow.paused_at for row in rows),
        "stopped": person.mail_stopped_at,
    }
    return render(request, "forums/following/list.html", context)


@members_only
@require_POST
def pace_set(request: HttpRequest, pk: int) -> HttpResponse:
    """How often she hears of one of them from now on."""
    person = require(request, "forums.follow")
    row = get_object_or_404(Follow, person=person, pk=pk) if pk < 2**63 else None
    form = PaceForm(request.POST)
    if row is None:
        raise Http404
    if form.is_valid():
        following.set_pace(row, by=person, pace=form.cleaned_data["pace"])
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("Choose how often you want to hear of it."))
    return redirect("forums:following")


@members_only
@require_POST
def pause(request: HttpRequest) -> HttpResponse:
    """Nothing more of all of it, or again."""
    person = require(request, "forums.follow")
    if "resume" in request.POST:
        following.resume(person)
        messages.success(request, _("You hear again of what you follow, from now on."))
    else:
        following.pause(person)
        messages.success(request, _("Paused. You hear of nothing that you follow until you go on."))
    return redirect("forums:following")


@csrf_exempt
@require_http_methods(["GET", "POST"])
def unfollow_by_mail(request: HttpRequest, token: str) -> HttpResponse:
    """The link beside a thing in an e-mail: one click leaves it, another undoes that."""
    found = following.of_token(token)
    if found is None:
        raise Http404
    person, thing, pace = found
    refusal = ""
    if request.method == "POST":
        try:
            if "resume" in request.POST:
                following.follow(thing, by=person, pace=pace)
            else:
                following.unfollow(thing, by=person)
        except Refused as refused:
            refusal = str(refused)
    follows = following.follow_of(person, thing) is not None
    return render(
        request,
        "forums/following/stop.html",
        {"thing": thing, "follows": follows, "refusal": refusal},
    )


@csrf_exempt
@require_http_methods(["GET", "POST"])
def stop_following(request: HttpRequest, token: str) -> HttpResponse:
    """The link under such an e-mail, which a mail program's one click posts to (RFC 8058)."""
    person = notices.person_of_token(token)
    if person is None:
        raise Http404
    if request.method == "POST":
        (following.resume if "resume" in request.POST else following.pause)(person)
    follows = Follow.objects.filter(person=person, paused_at=None).exists()
    return render(request, "forums/following/stop.html", {"thing": None, "follows": follows})
