"""What is said of a question of a draft: reading all of it, settling it, opening it again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from action_plans.domain import remarks
from action_plans.views.drafts import find, may_write, question_or_404
from forums.domain.errors import Refused
from forums.models import Comment
from forums.views.access import members_only, require
from forums.views.comments import thread

ON_A_PAGE = 15


@require_safe
def remark_list(
    request: HttpRequest, forum: str, plan: str, number: int, question: str
) -> HttpResponse:
    """Everything that is said of one question of a draft, with its answers; resolved ones too."""
    draft = find(request, forum, plan, number)
    asked = question_or_404(draft, question)
    return render(
        request,
        "action_plans/drafts/remarks.html",
        {
            "forum": draft.plan.forum,
            "plan": draft.plan,
            "draft": draft,
            "question": asked,
            "may_write": may_write(request, draft),
            **thread(request, draft, at=asked.key, on_a_page=ON_A_PAGE),
        },
    )


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
            messages.success(request, _("Resolved. It stays readable with the other comments."))
    except Refused as refused:
        messages.error(request, str(refused))
    if "all" in request.POST:
        return redirect(comment)
    return redirect(f"{draft.get_absolute_url()}#{comment.question}")
