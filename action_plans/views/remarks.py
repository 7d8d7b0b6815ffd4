"""Settling what is said of a question of a draft, and opening it again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from action_plans.domain import remarks
from action_plans.views.drafts import find
from forums.domain.errors import Refused
from forums.models import Comment
from forums.views.access import members_only, require


@members_only
@require_POST
def remark_settle(
    request: HttpRequest, forum: str, plan: str, number: int, pk: int
) -> HttpResponse:
    """Resolves a thread, or reopens it where the button says so."""
    draft = find(request, forum, plan, number)
    person = require(request, "action_plans.write_draft", draft)
    comment = get_object_or_404(Comment.objects.on(draft), pk=pk)
    try:
        if "reopen" in request.POST:
            remarks.reopen(comment, by=person)
            messages.success(request, _("Open again."))
        else:
            remarks.resolve(comment, by=person)
            messages.success(request, _("Resolved. It stays readable, folded away."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(f"{draft.get_absolute_url()}#{comment.question}")
