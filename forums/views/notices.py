"""Stopping e-mails with one click."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from forums.domain.notices import person_of_token


@csrf_exempt
@require_http_methods(["GET", "POST"])
def stop_mail(request: HttpRequest, token: str) -> HttpResponse:
    """The link in every e-mail. A mail program's one click posts here (RFC 8058)."""
    person = person_of_token(token)
    if person is None:
        raise Http404
    if request.method == "POST":
        resume = "resume" in request.POST
        person.mail_stopped_at = None if resume else timezone.now()
        person.save(update_fields=["mail_stopped_at"])
    return render(request, "forums/notices/stop.html", {"stopped": person.mail_stopped_at})
