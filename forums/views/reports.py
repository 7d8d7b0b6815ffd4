"""A reader reports a text."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forums.domain import moderated, moderation, moderation_queue
from forums.domain.errors import Refused
from forums.domain.publication import forum_of
from forums.forms.moderation import ReportForm
from forums.models import Comment
from forums.views.access import members_only, require
from forums.views.pace import too_often


def text_or_404(request: HttpRequest, word: str, pk: int) -> Any:
    """The text, where the public reads it and the reader sees the page on which it stands."""
    text = text_of_any_state(word, pk)
    where: Any = text.target if isinstance(text, Comment) else text
    visible = type(where)._default_manager.visible_to(request.user)
    if not moderated.is_standing(text) or not visible.filter(pk=where.pk).exists():
        raise Http404
    return text


def text_of_any_state(word: str, pk: int) -> Any:
    """The text, whatever was done with it; the caller asks who may see it."""
    if word not in moderated.KINDS:
        raise Http404
    text = moderation_queue.texts(word, [pk]).first()
    if text is None:
        raise Http404
    return text


@members_only
@require_http_methods(["GET", "POST"])
def text_report(request: HttpRequest, word: str, pk: int) -> HttpResponse:
    """Asks the coordinators to look at a text, once for each reader."""
    text = text_or_404(request, word, pk)
    person = require(request, "forums.report_text", text)
    form = ReportForm(request.POST if request.method == "POST" else None)
    limited = form.is_valid() and too_often(request, "report", form)
    if form.is_valid():
        try:
            moderation.flag(text, by=person, reason=form.cleaned_data["reason"])
            messages.success(
                request, _("Thank you. The coordinators look at it and decide by the rules.")
            )
        except Refused as refused:
            messages.info(request, str(refused))
        return redirect(text)
    forum = forum_of(text)
    return render(
        request,
        "forums/moderation/report.html",
        {
            "forum": forum,
            "form": form,
            "text": text,
            "words": moderated.words_of(text),
            "author": moderated.author_of(text),
            "rules": forum.moderation_rules.in_force(),
        },
        status=429 if limited else 422 if form.errors else 200,
    )
