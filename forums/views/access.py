"""Finding what an address names, and asking whether the reader may."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.http import url_has_allowed_host_and_scheme

from forums.models import Decision, Forum, Meeting, Person


def forum_or_404(request: HttpRequest, slug: str) -> Forum:
    """The forum, where the reader may see it."""
    return get_object_or_404(Forum.objects.visible_to(request.user), slug=slug)


def require(request: HttpRequest, permission: str, thing: Any = None) -> Person:
    """The reader, where she may. Raises PermissionDenied otherwise."""
    person = request.user
    if not isinstance(person, Person) or not person.has_perm(permission, thing):
        raise PermissionDenied
    return person


def number_asked(request: HttpRequest, name: str) -> int:
    """The whole number that stands under the name in the address; 0 where there is none."""
    return _whole(request.GET.get(name, ""))


def number_posted(request: HttpRequest, name: str) -> int:
    """The same of what a form sent: the id of a row, say, whose button was pressed."""
    return _whole(request.POST.get(name, ""))


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _way_back(request: HttpRequest) -> str:
    """Where a reader goes on after she has logged in: this page, or the one with the form."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    form = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(form, {request.get_host()}):
        return "/"
    parts = urlsplit(form)
    return urlunsplit(("", "", parts.path, parts.query, ""))


View = Callable[..., HttpResponseBase]


def members_only(view: View) -> View:
    """Sends a stranger to the login page and back; the view itself asks for permissions.

    An address that a stranger may not know of answers 404 as if it were not there.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(_way_back(request))
        return view(request, *args, **kwargs)

    return guarded


def visible_or_404(queryset: Any, request: HttpRequest, **lookup: Any) -> Any:
    """The row, where the reader may see it; 404 otherwise, so that drafts cannot be guessed."""
    row = queryset.visible_to(request.user).filter(**lookup).first()
    if row is None:
        raise Http404
    return row


def meeting_or_404(request: HttpRequest, forum: str, number: int) -> Meeting:
    """The meeting, where the reader may see it; 404 otherwise."""
    found: Meeting = visible_or_404(
        Meeting.objects.select_related("forum"), request, forum__slug=forum, number=number
    )
    return found


def decision_or_404(request: HttpRequest, forum: str, number: int) -> Decision:
    """The decision, where the reader may see it; 404 otherwise."""
    found: Decision = visible_or_404(
        Decision.objects.select_related(
            "forum", "meeting__forum", "agenda_item", "rules__forum", "subject_type"
        ),
        request,
        forum__slug=forum,
        number=number,
    )
    return found
