"""The mail that the demo sent, to be read in the browser. There is no such page outside the demo."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ogp_portal.embedded import mail

MOST = 200


@dataclass(frozen=True)
class Attachment:
    """A part of a mail that is not its text."""

    name: str
    kind: str
    text: str


def _folder() -> Path:
    return Path(settings.VAR) / "mail"


@never_cache
@require_safe
def mail_list(request: HttpRequest) -> HttpResponse:
    """The latest mails, newest first; `?to=` keeps those to one address."""
    to = request.GET.get("to", "").strip().lower()
    mails = [row for row in mail.kept(_folder(), most=MOST) if to in str(row.message["to"]).lower()]
    return render(request, "ogp_portal/outbox/list.html", {"mails": mails, "to": to})


@never_cache
@require_safe
def mail_detail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail: its text, and what came with it."""
    found = mail.find(_folder(), name)
    if found is None:
        raise Http404
    return render(
        request,
        "ogp_portal/outbox/detail.html",
        {
            "mail": found,
            "text": _text(found.message),
            "attachments": _attachments(found.message),
        },
    )


def _text(message: EmailMessage) -> str:
    body = message.get_body(preferencelist=("plain",))
    return str(body.get_content()) if body else ""


def _attachments(message: EmailMessage) -> list[Attachment]:
    return [
        Attachment(
            part.get_filename() or part.get_content_type(),
            part.get_content_type(),
            str(part.get_content()) if part.get_content_maintype() == "text" else "",
        )
        for part in message.walk()
        if not part.is_multipart() and part.get_content_type() not in ("text/plain", "text/html")
    ]
