"""Finding what an address names, and asking whether the reader may."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from forums.models import Forum, Person


def forum_or_404(request: HttpRequest, slug: str) -> Forum:
    """The forum, where the reader may see it."""
    return get_object_or_404(Forum.objects.visible_to(request.user), slug=slug)


def require(request: HttpRequest, permission: str, thing: Any = None) -> Person:
    """The reader, where she may. Raises PermissionDenied otherwise."""
    person = request.user
    if not isinstance(person, Person) or not person.has_perm(permission, thing):
        raise PermissionDenied
    return person


View = Callable[..., HttpResponseBase]


def members_only(view: View) -> View:
    """Sends a stranger to the login page and back; the view itself asks for permissions.

    An address that a stranger may not know of answers 404 as if it were not there.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return guarded


def visible_or_404(queryset: Any, request: HttpRequest, **lookup: Any) -> Any:
    """The row, where the reader may see it; 404 otherwise, so that drafts cannot be guessed."""
    row = queryset.visible_to(request.user).filter(**lookup).first()
    if row is None:
        raise Http404
    return row
